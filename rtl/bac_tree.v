// bac_tree.v : registered adder tree over shifted leaves (calls itself)
//   y * 2**base = sum over i of s[i] * x[i] * 2**shift[i] (modulo 2**OW),  s[0] = +1
//   s[i] = -1 where leaf i's sign differs from leaf 0's; base = the smallest shift.
//   The caller undoes both: the value wanted is sign(leaf 0) * (y << base).
// Data    leaf i at x[i*IW +: IW]
// Param   TERMS word i = {negative[1], shift[7]}. The upper half of the leaves, rounded up, is
//         the left subtree. SHAPES word j describes adder j, itself first, then the left
//         subtree's, then the right one's: {signed[1], bits[7], base[8]}, the smallest width that
//         holds every reachable value. An adder is never wider than OW.
// Stage   1..DEPTH, DEPTH = clog2(N)  one adder a level; a subtree that is shallower waits
//         behind its sum, where it is one word, not at its leaves
// Timing  LATENCY = DEPTH (clocks with ce), II = 1
// Reset   none: data only
// Widths come as data because a simulator that computes them at elaboration, for thousands of
// adders, takes minutes to do so.
`default_nettype none
module bac_tree #(
    parameter N         = 2,  // leaves, >= 2
    parameter IW        = 8,  // bits of a leaf
    parameter IS_SIGNED = 0,  // 1: leaves are two's complement
    parameter OW        = 16, // bits of y
    parameter [N*8-1:0]      TERMS  = 0,
    parameter [(N-1)*16-1:0] SHAPES = 0
) (
    input  wire            clk,
    input  wire            ce,
    input  wire [N*IW-1:0] x,
    output wire [  OW-1:0] y
);
    localparam DEPTH = $clog2(N);
    localparam NB = N / 2;
    localparam NA = N - NB;
    localparam SIGNED_SUM = SHAPES[15];
    localparam integer NEEDED = {25'd0, SHAPES[14:8]};
    localparam integer W = (NEEDED < OW) ? NEEDED : OW;
    localparam integer BASE = {24'd0, SHAPES[7:0]};
    localparam integer BASE_A = (NA > 1) ? {24'd0, SHAPES[((NA>1)?16:0)+:8]} : {25'd0, TERMS[6:0]};
    localparam integer BASE_B = (NB > 1) ? {24'd0, SHAPES[((NB>1)?NA*16:0)+:8]} : {25'd0, TERMS[NA*8+:7]};

    wire [W-1:0] a;
    wire [W-1:0] b;
    reg  [W-1:0] sum_q;

    generate
        if (NA > 1) begin : gen_a
            bac_tree #(
                .N        (NA),
                .IW       (IW),
                .IS_SIGNED(IS_SIGNED),
                .OW       (W),
                .TERMS    (TERMS[NA*8-1:0]),
                .SHAPES   (SHAPES[16+:(NA-1)*16])
            ) u_tree (
                .clk(clk),
                .ce (ce),
                .x  (x[NA*IW-1:0]),
                .y  (a)
            );
        end else begin : gen_leaf_a
            wire [W+IW-1:0] wide = {{W{(IS_SIGNED != 0) ? x[IW-1] : 1'b0}}, x[IW-1:0]};
            assign a = wide[W-1:0];
        end

        wire [W-1:0] b_early;
        if (NB > 1) begin : gen_b
            bac_tree #(
                .N        (NB),
                .IW       (IW),
                .IS_SIGNED(IS_SIGNED),
                .OW       (W),
                .TERMS    (TERMS[N*8-1:NA*8]),
                .SHAPES   (SHAPES[NA*16+:(NB-1)*16])
            ) u_tree (
                .clk(clk),
                .ce (ce),
                .x  (x[N*IW-1:NA*IW]),
                .y  (b_early)
            );
        end else begin : gen_leaf_b
            wire [W+IW-1:0] wide = {{W{(IS_SIGNED != 0) ? x[N*IW-1] : 1'b0}}, x[N*IW-1:NA*IW]};
            assign b_early = wide[W-1:0];
        end
        // The smaller half is at most one level shallower than the larger one.
        if ($clog2(NB) < DEPTH - 1) begin : gen_wait
            reg [W-1:0] b_q;
            always @(posedge clk) if (ce) b_q <= b_early;
            assign b = b_q;
        end else begin : gen_now
            assign b = b_early;
        end

        if (TERMS[7] != TERMS[NA*8+7]) begin : gen_subtract
            always @(posedge clk) if (ce) sum_q <= (a << (BASE_A - BASE)) - (b << (BASE_B - BASE));
        end else begin : gen_plus
            always @(posedge clk) if (ce) sum_q <= (a << (BASE_A - BASE)) + (b << (BASE_B - BASE));
        end

        if (OW > W) begin : gen_extend
            assign y = {{(OW - W) {SIGNED_SUM ? sum_q[W-1] : 1'b0}}, sum_q};
        end else begin : gen_exact
            assign y = sum_q;
        end
    endgenerate
endmodule
`default_nettype wire
