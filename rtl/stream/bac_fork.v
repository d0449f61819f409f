// bac_fork.v : one stream to N consumers, each at its own pace
//   out[i][n] = in[n] for every i
// Beat    unchanged; wires carry tdata and tlast past this module, which handles only the handshake
// Stage   none
// Timing  LATENCY = 0, II = 1
// Stall   a consumer that has taken the beat is marked done and sees no valid until all
//         have taken it; the input waits for the slowest
// Reset   rst clears the done marks
// Proof   no consumer sees a beat twice: valid[i] is low once done[i]; none is lost: the
//         input moves only when every consumer is done or takes the beat in this clock
// Model   hw/stages/fork.c
// Test    tests/sim/cosim
`default_nettype none
module bac_fork #(
    parameter N = 2  // consumers, >= 2
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    output wire [N-1:0] m_axis_tvalid,
    input  wire [N-1:0] m_axis_tready
);
    if (N < 2) bac_error_illegal_N u_error ();

    reg  [N-1:0] done_q;
    wire [N-1:0] done_d = done_q | m_axis_tready;

    assign s_axis_tready = &done_d;
    assign m_axis_tvalid = {N{s_axis_tvalid}} & ~done_q;

    always @(posedge clk) begin
        if (rst || (s_axis_tvalid && s_axis_tready)) done_q <= {N{1'b0}};
        else if (s_axis_tvalid) done_q <= done_d;
    end
endmodule
`default_nettype wire
