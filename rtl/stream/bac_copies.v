// bac_copies.v : a register in N copies, so that none drives more than a part of what it enables
//   y[i](n) = x(n - 1) for every i
// Timing  LATENCY = 1, II = 1; clocks with ce
// Reset   rst clears the copies, whatever ce is
// Test    tests/rtl/copies.sh
// Yosys merges registers with equal inputs unless the process that makes them is kept; Vivado looks at the register.
`default_nettype none
module bac_copies #(
    parameter N = 1  // >= 1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire         x,
    output wire [N-1:0] y
);
    if (N < 1) bac_error_illegal_N u_error ();

    genvar i;
    generate
        for (i = 0; i < N; i = i + 1) begin : gen_copy
            (* keep = "true" *) reg copy_q;
            (* keep = "true" *)
            always @(posedge clk)
                if (rst) copy_q <= 1'b0;
                else if (ce) copy_q <= x;
            assign y[i] = copy_q;
        end
    endgenerate
endmodule
`default_nettype wire
