// bac_linear.v : sparse constant matrix times vector, every non-zero weight is wiring
//   y[o] = BIAS[o] + sum over terms t of output o of (+/-) x[index[t]] * 2**shift[t]
//   A weight is the sum of its signed powers of two (canonical signed digits), so a weight of
//   zero is no term at all. Weights, residual multipliers and requantiser slopes all come so.
// Data    x: input i at [i*IW +: IW]; y: output o at [o*OW +: OW]
// Param   TERMS word t = {negative[1], shift[7], index[24]}; output o owns the words
//         FIRST[o] .. FIRST[o+1]-1. BIAS words of 64 bits, two's complement.
//         LEAF_BITS[o]: bits of its inputs that count for output o (a proven range);
//         OUT_BITS[o]: bits that hold output o, sign- or zero-extended to OW.
// Stage   1..LEVELS  adder tree; an output with a bias, or with no positive term, spends its
//         last stage on BIAS +/- tree
// Timing  LATENCY = LEVELS (clocks with ce), II = 1
// Reset   none: data only. Handshake: the owner's.
`default_nettype none
module bac_linear #(
    parameter N_IN      = 1,
    parameter IW        = 8,
    parameter IS_SIGNED = 0,   // 1: x is two's complement
    parameter N_OUT     = 1,
    parameter OW        = 16,
    parameter OUT_SIGNED = 1,  // 1: y is two's complement
    parameter LEVELS    = 1,   // >= 1
    parameter N_TERMS   = 1,   // words of TERMS, >= 1
    parameter [N_TERMS*32-1:0]   TERMS     = 0,
    parameter [(N_OUT+1)*32-1:0] FIRST     = 0,
    parameter [N_OUT*64-1:0]     BIAS      = 0,
    parameter [N_OUT*8-1:0]      LEAF_BITS = 0,
    parameter [N_OUT*8-1:0]      OUT_BITS  = 0
) (
    input  wire                clk,
    input  wire                ce,
    input  wire [ N_IN*IW-1:0] x,
    output wire [N_OUT*OW-1:0] y
);
    genvar o;
    genvar i;
    generate
        for (o = 0; o < N_OUT; o = o + 1) begin : gen_out
            localparam integer F = FIRST[o*32+:32];
            localparam integer N = FIRST[(o+1)*32+:32] - F;
            localparam integer LB = {24'd0, LEAF_BITS[o*8+:8]};
            localparam integer W = {24'd0, OUT_BITS[o*8+:8]};
            localparam [63:0] B = BIAS[o*64+:64];
            wire [W-1:0] value;
            if (N == 0) begin : gen_constant
                assign value = B[W-1:0];
            end else begin : gen_sum
                localparam [N*32-1:0] OWN = TERMS[F*32+:N*32];
                localparam NEGATIVE = OWN[31];
                localparam POST = (NEGATIVE || B != 64'd0) ? 1 : 0;
                wire [N*LB-1:0] leaf;
                for (i = 0; i < N; i = i + 1) begin : gen_leaf
                    localparam integer INDEX = {8'd0, OWN[i*32+:24]};
                    assign leaf[i*LB+:LB] = x[INDEX*IW+:LB];
                end
                wire [W-1:0] sum;
                bac_scaled_tree #(
                    .N        (N),
                    .IW       (LB),
                    .IS_SIGNED(IS_SIGNED),
                    .OW       (W),
                    .DEPTH    (LEVELS - POST),
                    .TERMS    (OWN)
                ) u_tree (
                    .clk(clk),
                    .ce (ce),
                    .x  (leaf),
                    .y  (sum)
                );
                if (POST != 0) begin : gen_post
                    reg [W-1:0] value_q;
                    if (NEGATIVE) begin : gen_minus
                        always @(posedge clk) if (ce) value_q <= B[W-1:0] - sum;
                    end else begin : gen_plus
                        always @(posedge clk) if (ce) value_q <= B[W-1:0] + sum;
                    end
                    assign value = value_q;
                end else begin : gen_plain
                    assign value = sum;
                end
            end
            bac_cast #(
                .C        (1),
                .IW       (W),
                .IS_SIGNED(OUT_SIGNED),
                .OW       (OW)
            ) u_cast (
                .x(value),
                .y(y[o*OW+:OW])
            );
        end
    endgenerate
endmodule
`default_nettype wire
