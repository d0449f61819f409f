// bac_delay.v : a word, N clocks (with ce) later
//   y(n) = x(n - N)
// Timing  LATENCY = N, II = 1; clocks with ce, 0 is a wire
// Reset   CLEARED 0: none, so that it can become a shift register. CLEARED 1: rst clears the registers,
//         which no result needs, so that they stay flip-flops: three in a row without reset become a LUT,
//         and serial layers are short of LUTs
// Test    tests/hw/stages
`default_nettype none
module bac_delay #(
    parameter W       = 1,  // >= 1
    parameter N       = 1,  // clocks, >= 0
    parameter CLEARED = 0   // 0..1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire [W-1:0] x,
    output wire [W-1:0] y
);
    if (W < 1 || N < 0 || CLEARED >> 1 != 0) bac_error_illegal_W_N_CLEARED u_error ();

    generate
        if (N == 0) begin : gen_wire
            assign y = x;
        end else begin : gen_chain
            reg  [  N*W-1:0] chain_q;
            wire [(N+1)*W-1:0] chain_d = {chain_q, x};
            if (CLEARED != 0) begin : gen_cleared
                always @(posedge clk)
                    if (rst) chain_q <= {(N * W) {1'b0}};
                    else if (ce) chain_q <= chain_d[N*W-1:0];
            end else begin : gen_shift
                always @(posedge clk) if (ce) chain_q <= chain_d[N*W-1:0];
            end
            assign y = chain_q[N*W-1-:W];
        end
    endgenerate
endmodule
`default_nettype wire
