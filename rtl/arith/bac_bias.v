// bac_bias.v : a constant plus or minus a number
//   y = BIAS + x, or BIAS - x  (modulo 2**W)
// Param   PASS: number of low bits that need no adder, because they are zero in BIAS or in x (where
//         MINUS: in x)
// Stage   1  the sum
// Timing  LATENCY = 1, II = 1; clocks with ce
// Reset   none: data only
// Test    tests/hw/arith/test_mcm.c
`default_nettype none
module bac_bias #(
    parameter W     = 8,  // 1..65536
    parameter PASS  = 0,  // >= 0
    parameter MINUS = 0,  // 0..1
    parameter [W-1:0] BIAS = 0
) (
    input  wire         clk,
    input  wire         ce,
    input  wire [W-1:0] x,
    output wire [W-1:0] y
);
    if (W < 1 || W > 65536) bac_error_illegal_W u_error ();
    if (PASS < 0 || MINUS >> 1 != 0) bac_error_illegal_PASS_MINUS u_error ();

    localparam LOW = (PASS < W) ? PASS : W - 1;
    reg [W-LOW-1:0] sum_q;

    generate
        if (MINUS != 0) begin : gen_minus
            always @(posedge clk) if (ce) sum_q <= BIAS[W-1:LOW] - x[W-1:LOW];
        end else begin : gen_plus
            always @(posedge clk) if (ce) sum_q <= BIAS[W-1:LOW] + x[W-1:LOW];
        end
        if (LOW > 0) begin : gen_low
            reg [LOW-1:0] low_q;
            always @(posedge clk) if (ce) low_q <= BIAS[LOW-1:0] | x[LOW-1:0];
            assign y = {sum_q, low_q};
        end else begin : gen_all
            assign y = sum_q;
        end
    endgenerate
endmodule
`default_nettype wire
