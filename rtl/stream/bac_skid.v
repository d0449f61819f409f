// bac_skid.v : cuts the ready path between two stages
//   out[n] = in[n]
// Beat    W bits and last, opaque
// Stage   none while nothing waits; a beat that the reader does not take waits in a register
// Timing  LATENCY = 0, II = 1
// Stall   s_axis_tready is a register: nothing waits here
// Reset   control only
// Model   hw/stages/skid.c
// Test    tests/sim/cosim
`default_nettype none
module bac_skid #(
    parameter W = 8  // bits of a beat, >= 1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire [W-1:0] s_axis_tdata,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    output wire [W-1:0] m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast
);
    if (W < 1) bac_error_illegal_W u_error ();

    reg ready_q;  // nothing waits
    reg [W:0] beat_q;
    assign s_axis_tready = ready_q;
    assign m_axis_tvalid = s_axis_tvalid || !ready_q;
    assign {m_axis_tlast, m_axis_tdata} = ready_q ? {s_axis_tlast, s_axis_tdata} : beat_q;

    always @(posedge clk) begin
        if (ready_q) beat_q <= {s_axis_tlast, s_axis_tdata};
        ready_q <= rst || m_axis_tready || (ready_q && !s_axis_tvalid);
    end
endmodule
`default_nettype wire
