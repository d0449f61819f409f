// bac_adder.v : one word of bac_mcm: the sum of two numbers, or one number that waits, in one clock
//   FORM 0 wait   y = a
//   FORM 1 add    y = a + b * 2**SHIFT
//   FORM 2 sub    y = a - b * 2**SHIFT
//   FORM 3 from   y = b * 2**SHIFT - a
// Data    a, b, y: unsigned, or two's complement where A_SIGNED, B_SIGNED; W bits hold every
//         reachable y (y is computed modulo 2**W in any case)
// Stage   1  the sum. In forms 1 and 2 the low SHIFT bits of y are those of a and need no adder
// Timing  LATENCY = 1, II = 1; clocks with ce
// Reset   none: data only
// Test    tests/hw/arith/test_mcm.c
`default_nettype none
module bac_adder #(
    parameter FORM     = 1,  // 0..3
    parameter SHIFT    = 0,  // 0..63
    parameter W        = 8,  // >= 1
    parameter AW       = 8,  // >= 1
    parameter A_SIGNED = 0,  // 0..1
    parameter BW       = 8,  // >= 1
    parameter B_SIGNED = 0   // 0..1
) (
    input  wire          clk,
    input  wire          ce,
    input  wire [AW-1:0] a,
    input  wire [BW-1:0] b,
    output wire [ W-1:0] y
);
    if (FORM >> 2 != 0 || SHIFT >> 6 != 0) bac_error_illegal_FORM_SHIFT u_error ();
    if (W < 1 || AW < 1 || BW < 1) bac_error_illegal_W_AW_BW u_error ();
    if ((A_SIGNED | B_SIGNED) >> 1 != 0) bac_error_illegal_A_SIGNED_B_SIGNED u_error ();

    localparam LOW = (FORM == 1 || FORM == 2) ? SHIFT : 0;
    wire [ W+AW-1:0] a_wide = {{W{(A_SIGNED != 0) ? a[AW-1] : 1'b0}}, a};
    wire [ W+BW-1:0] b_wide = {{W{(B_SIGNED != 0) ? b[BW-1] : 1'b0}}, b};

    // One register for the whole word: a simulator then has one assignment a word.
    wire [W-1:0] word;
    reg [W-1:0] word_q;
    always @(posedge clk) if (ce) word_q <= word;
    assign y = word_q;

    generate
        if (FORM == 0 || LOW >= W) begin : gen_pass
            assign word = a_wide[W-1:0];
        end else begin : gen_sum
            wire [W-LOW-1:0] sum;
            if (FORM == 1) begin : gen_add
                assign sum = a_wide[W-1:LOW] + b_wide[W-LOW-1:0];
            end else if (FORM == 2) begin : gen_sub
                assign sum = a_wide[W-1:LOW] - b_wide[W-LOW-1:0];
            end else begin : gen_from
                assign sum = (b_wide[W-1:0] << SHIFT) - a_wide[W-1:0];
            end
            if (LOW > 0) begin : gen_low
                assign word = {sum, a_wide[LOW-1:0]};
            end else begin : gen_all
                assign word = sum;
            end
        end
    endgenerate
endmodule
`default_nettype wire
