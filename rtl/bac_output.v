// bac_output.v : one output of bac_linear
//   y = BIAS + sum over i of (+/-) x[i] * 2**shift[i] (modulo 2**OW)
// Data    leaf i at x[i*IW +: IW]
// Param   TERMS, SHAPES: see bac_tree
// Stage   1..D         adder tree, D = clog2(N)
//         D+1 if POST  BIAS +/- tree, where there is a bias or the first term is negative
//         .. LEVELS    wait
// Timing  LATENCY = LEVELS (clocks with ce), II = 1    Reset: none, data only
`default_nettype none
module bac_output #(
    parameter N         = 1,   // terms, >= 1
    parameter IW        = 8,   // bits of a leaf
    parameter IS_SIGNED = 0,   // 1: leaves are two's complement
    parameter OW        = 16,  // bits of y
    parameter LEVELS    = 1,   // >= D + POST
    parameter [63:0]     BIAS   = 0,
    parameter [N*8-1:0]  TERMS  = 0,
    parameter [N*16-1:0] SHAPES = 0
) (
    input  wire            clk,
    input  wire            ce,
    input  wire [N*IW-1:0] x,
    output wire [  OW-1:0] y
);
    localparam D = $clog2(N);
    localparam NEGATIVE = TERMS[7];
    localparam POST = (NEGATIVE || BIAS != 64'd0) ? 1 : 0;
    localparam integer BASE = (N > 1) ? {24'd0, SHAPES[7:0]} : {25'd0, TERMS[6:0]};

    wire [OW-1:0] sum;
    wire [OW-1:0] early;

    generate
        if (LEVELS < D + POST) begin : gen_illegal
            bac_error_LEVELS_must_hold_the_tree_and_the_bias u_error ();
        end

        if (BASE >= OW) begin : gen_vanish
            assign sum = {OW{1'b0}};
        end else begin : gen_sum
            wire [OW-BASE-1:0] value;
            if (N > 1) begin : gen_tree
                bac_tree #(
                    .N        (N),
                    .IW       (IW),
                    .IS_SIGNED(IS_SIGNED),
                    .OW       (OW - BASE),
                    .TERMS    (TERMS),
                    .SHAPES   (SHAPES[(N-1)*16-1:0])
                ) u_tree (
                    .clk(clk),
                    .ce (ce),
                    .x  (x),
                    .y  (value)
                );
            end else begin : gen_leaf
                wire [OW+IW-1:0] wide = {{OW{(IS_SIGNED != 0) ? x[IW-1] : 1'b0}}, x};
                assign value = wide[OW-BASE-1:0];
            end
            if (BASE > 0) begin : gen_shift
                assign sum = {value, {BASE{1'b0}}};
            end else begin : gen_plain
                assign sum = value;
            end
        end

        if (POST != 0) begin : gen_post
            reg [OW-1:0] post_q;
            if (NEGATIVE) begin : gen_minus
                always @(posedge clk) if (ce) post_q <= BIAS[OW-1:0] - sum;
            end else begin : gen_plus
                always @(posedge clk) if (ce) post_q <= BIAS[OW-1:0] + sum;
            end
            assign early = post_q;
        end else begin : gen_no_post
            assign early = sum;
        end
    endgenerate

    bac_delay #(
        .W(OW),
        .N(LEVELS - D - POST)
    ) u_wait (
        .clk(clk),
        .ce (ce),
        .x  (early),
        .y  (y)
    );
endmodule
`default_nettype wire
