// bac_serial_wait.v : bits that wait N clocks, in flip-flops
//   y[n] = x[n - N] (clocks with ce)
// Data    W bits, opaque
// Timing  LATENCY = N, II = 1; clocks with ce, 0 is a wire
// Reset   rst clears them; no value needs it. A register that can be cleared stays one: three in a row
//         without reset become a LUT, and here it is LUTs that are short (bac_delay is for those).
// Test    tests/rtl/serial_sum.sh
`default_nettype none
module bac_serial_wait #(
    parameter W = 1,
    parameter N = 1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire [W-1:0] x,
    output wire [W-1:0] y
);
    generate
        if (N == 0) begin : gen_wire
            assign y = x;
        end else begin : gen_wait
            reg [N*W-1:0] q;
            wire [(N+1)*W-1:0] d = {q, x};
            always @(posedge clk)
                if (rst) q <= {(N * W) {1'b0}};
                else if (ce) q <= d[N*W-1:0];
            assign y = q[(N-1)*W+:W];
        end
    endgenerate
endmodule
`default_nettype wire
