// bac_linear.v : sparse constant matrix times vector, every non-zero weight is wiring
//   y[o] = BIAS[o] + sum over terms t of output o of (+/-) x[index[t]] * 2**shift[t]
//   A weight is the sum of its signed powers of two (canonical signed digits), so a weight of
//   zero is no term at all. Weights, residual multipliers and requantiser slopes all come so.
// Data    x: input i at [i*IW +: IW]; y: output o at [o*OW +: OW]
// Param   TERMS word t = {negative[1], shift[7]}, INDEX word t of 24 bits; output o owns the words
//         FIRST[o] .. FIRST[o+1]-1. SHAPES (see bac_tree): as many words as TERMS, the last of
//         each output's not read. BIAS words of 64 bits, two's complement.
//         LEAF_BITS[o]: bits of its inputs that count for output o (a proven range);
//         OUT_BITS[o]: bits that hold output o, sign- or zero-extended to OW.
// Stage   1..LEVELS  adder tree; an output with a bias, or with no positive term, spends its
//         last stage on BIAS +/- tree; one that needs fewer stages waits behind them
// Timing  LATENCY = LEVELS (clocks with ce), II = 1
// Reset   none: data only. Handshake: the owner's.
`default_nettype none
module bac_linear #(
    parameter N_IN       = 1,
    parameter IW         = 8,
    parameter IS_SIGNED  = 0,  // 1: x is two's complement
    parameter N_OUT      = 1,
    parameter OW         = 16,
    parameter OUT_SIGNED = 1,  // 1: y is two's complement
    parameter LEVELS     = 1,  // >= 1
    parameter N_TERMS    = 1,  // words of TERMS, >= 1
    parameter [N_TERMS*8-1:0]    TERMS     = 0,
    parameter [N_TERMS*24-1:0]   INDEX     = 0,
    parameter [N_TERMS*16-1:0]   SHAPES    = 0,
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
            localparam integer W = {24'd0, OUT_BITS[o*8+:8]};
            wire [W-1:0] value;
            if (N == 0) begin : gen_constant
                assign value = BIAS[o*64+:W];
            end else begin : gen_sum
                localparam integer LB = {24'd0, LEAF_BITS[o*8+:8]};
                wire [N*LB-1:0] leaf;
                for (i = 0; i < N; i = i + 1) begin : gen_leaf
                    assign leaf[i*LB+:LB] = x[INDEX[(F+i)*24+:24]*IW+:LB];
                end
                bac_output #(
                    .N        (N),
                    .IW       (LB),
                    .IS_SIGNED(IS_SIGNED),
                    .OW       (W),
                    .LEVELS   (LEVELS),
                    .BIAS     (BIAS[o*64+:64]),
                    .TERMS    (TERMS[F*8+:N*8]),
                    .SHAPES   (SHAPES[F*16+:N*16])
                ) u_output (
                    .clk(clk),
                    .ce (ce),
                    .x  (leaf),
                    .y  (value)
                );
            end
            if (OW > W) begin : gen_extend
                assign y[o*OW+:OW] = {{(OW - W) {(OUT_SIGNED != 0) ? value[W-1] : 1'b0}}, value};
            end else begin : gen_exact
                assign y[o*OW+:OW] = value;
            end
        end
    endgenerate
endmodule
`default_nettype wire
