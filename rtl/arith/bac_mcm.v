// bac_mcm.v : sums of constants times inputs, as an MCM adder graph with shared sub-sums
//   y[o] = BIAS[o] + sum over i of w[o][i] * x[i]
//   Weights, residual multipliers and requantiser slopes are sums of signed powers of two. The order of
//   additions and the sub-sums that outputs share are data (hw/arith/mcm): words in levels. A word of
//   level 0 is an input; a word of level l is a sum of two words of level l-1 (bac_adder), or one word
//   of level l-1 that waits.
// Data    x: input i at [i*IW +: IW]; y: output o at [o*OW +: OW]
// Param   WORDS word {form[2], shift[6], b[24], a[24], signed[1], bits[7]}, level by level; level l
//         owns FIRST[l] .. FIRST[l+1]-1. Level 0: a is the input, of which the low `bits` count.
//         Above level 0, a and b are words of the level below, counted from its first, and form and
//         shift are bac_adder's; `bits` bits hold every value of the word (a proven range).
//         OUTPUTS word {kind[8], pass[8], shift[8], word[24]}:
//           kind 0  BIAS
//           kind 1  n * 2**shift, n a word of level LEVELS
//           kind 2  BIAS + n * 2**shift, n a word of level LEVELS-1; the low `pass` bits need no
//                   adder, because one summand is zero there
//           kind 3  BIAS - n * 2**shift
//         BIAS words of 64 bits, two's complement. OUT_BITS[o]: bits that hold output o, sign- or
//         zero-extended to OW.
// Stage   1..LEVELS  one level each; in the last level also BIAS +/- n
// Timing  LATENCY = LEVELS, II = 1; clocks with ce
// Reset   none: data only. Handshake: the owner's.
// Source  sharing of pairs of signed digits: Hartley 1996; docs/decisions/0012-adder-graph.md
// Test    tests/hw/arith/test_mcm.c, tests/sim/cosim
`default_nettype none
module bac_mcm #(
    parameter N_IN       = 1,   // >= 1
    parameter IW         = 8,   // >= 1
    parameter N_OUT      = 1,   // >= 1
    parameter OW         = 16,  // >= 1
    parameter OUT_SIGNED = 1,   // y is two's complement, 0..1
    parameter LEVELS     = 1,   // >= 1
    parameter N_WORDS    = 1,   // >= 1
    parameter [N_WORDS*64-1:0]    WORDS    = 0,
    parameter [(LEVELS+2)*32-1:0] FIRST    = 0,
    parameter [N_OUT*48-1:0]      OUTPUTS  = 0,
    parameter [N_OUT*64-1:0]      BIAS     = 0,
    parameter [N_OUT*8-1:0]       OUT_BITS = {N_OUT{8'd1}}
) (
    input  wire                clk,
    input  wire                ce,
    input  wire [ N_IN*IW-1:0] x,
    output wire [N_OUT*OW-1:0] y
);
    if (N_IN < 1 || IW < 1 || N_OUT < 1 || OW < 1) bac_error_illegal_N_IN_IW_N_OUT_OW u_error ();
    if (LEVELS < 1 || N_WORDS < 1) bac_error_illegal_LEVELS_N_WORDS u_error ();
    if (OUT_SIGNED >> 1 != 0) bac_error_illegal_OUT_SIGNED u_error ();
`ifdef BAC_IEEE_1364
    if (N_WORDS > 1024 || N_OUT > 1024 || LEVELS > 2046) bac_error_a_parameter_has_more_than_65536_bits u_error ();
`endif

    genvar l;
    genvar i;
    genvar o;
    generate
        for (l = 0; l <= LEVELS; l = l + 1) begin : gen_level
            localparam integer F = FIRST[l*32+:32];
            localparam integer N = FIRST[(l+1)*32+:32] - F;
            localparam integer BELOW = FIRST[((l>0)?l-1 : 0)*32+:32];
            for (i = 0; i < N; i = i + 1) begin : gen_word
                localparam [63:0] WORD = WORDS[(F+i)*64+:64];
                localparam integer W = {25'd0, WORD[6:0]};
                localparam integer A = {8'd0, WORD[31:8]};
                wire [W-1:0] value;
                if (l == 0) begin : gen_input
                    assign value = x[A*IW+:W];
                end else begin : gen_adder
                    localparam integer B = {8'd0, WORD[55:32]};
                    localparam [63:0] WORD_A = WORDS[(BELOW+A)*64+:64];
                    localparam [63:0] WORD_B = WORDS[(BELOW+B)*64+:64];
                    bac_adder #(
                        .FORM    ({30'd0, WORD[63:62]}),
                        .SHIFT   ({26'd0, WORD[61:56]}),
                        .W       (W),
                        .AW      ({25'd0, WORD_A[6:0]}),
                        .A_SIGNED({31'd0, WORD_A[7]}),
                        .BW      ({25'd0, WORD_B[6:0]}),
                        .B_SIGNED({31'd0, WORD_B[7]})
                    ) u_adder (
                        .clk(clk),
                        .ce (ce),
                        .a  (gen_level[l-1].gen_word[A].value),
                        .b  (gen_level[l-1].gen_word[B].value),
                        .y  (value)
                    );
                end
            end
        end

        for (o = 0; o < N_OUT; o = o + 1) begin : gen_out
            localparam [47:0] OUTPUT = OUTPUTS[o*48+:48];
            localparam integer KIND = {24'd0, OUTPUT[47:40]};
            localparam integer W = {24'd0, OUT_BITS[o*8+:8]};
            wire [W-1:0] value;
            if (KIND == 0) begin : gen_constant
                assign value = BIAS[o*64+:W];
            end else begin : gen_sum
                localparam integer PASS = {24'd0, OUTPUT[39:32]};
                localparam integer S = {24'd0, OUTPUT[31:24]};
                localparam integer I = {8'd0, OUTPUT[23:0]};
                localparam integer L = (KIND == 1) ? LEVELS : LEVELS - 1;
                localparam [63:0] WORD = WORDS[(FIRST[L*32+:32]+I)*64+:64];
                localparam integer NW = {25'd0, WORD[6:0]};
                wire [NW-1:0] n = gen_level[L].gen_word[I].value;
                wire [W+NW-1:0] n_wide = {{W{WORD[7] ? n[NW-1] : 1'b0}}, n};
                wire [W-1:0] sum = n_wide[W-1:0] << S;
                if (KIND == 1) begin : gen_now
                    assign value = sum;
                end else begin : gen_post
                    bac_bias #(
                        .W    (W),
                        .PASS (PASS),
                        .MINUS((KIND == 3) ? 1 : 0),
                        .BIAS (BIAS[o*64+:W])
                    ) u_bias (
                        .clk(clk),
                        .ce (ce),
                        .x  (sum),
                        .y  (value)
                    );
                end
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
