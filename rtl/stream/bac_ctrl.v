// bac_ctrl.v : valid, last and clock enable of a fixed-latency pipeline
//   A beat accepted in clock n leaves in clock n + LATENCY when nothing stalls. The whole
//   pipeline stands still while its last stage holds a beat that is not taken.
// Beat    no data: the owner's data registers use `ce`
// Stage   1..LATENCY  one valid and one last bit each
// Timing  LATENCY = parameter, II = 1; stalls add, never reorder
// Stall   ce = !m_valid || m_ready, combinational from m_axis_tready to s_axis_tready
// Reset   rst clears the valid bits only
// Model   hw/stages/pipe.c
// Test    tests/sim/cosim
`default_nettype none
module bac_ctrl #(
    parameter LATENCY = 1  // clocks, 1..1024
) (
    input  wire clk,
    input  wire rst,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,
    output wire ce
);
    if (LATENCY < 1 || LATENCY > 1024) bac_error_LATENCY_must_be_1_to_1024 u_error ();

    reg  [LATENCY-1:0] valid_q;
    reg  [LATENCY-1:0] last_q;
    // One bit wider than the registers, so that LATENCY = 1 needs no special case.
    wire [LATENCY:0] valid_d = {valid_q, s_axis_tvalid};
    wire [LATENCY:0] last_d = {last_q, s_axis_tlast};

    assign ce            = !valid_q[LATENCY-1] || m_axis_tready;
    assign s_axis_tready = ce;
    assign m_axis_tvalid = valid_q[LATENCY-1];
    assign m_axis_tlast  = last_q[LATENCY-1];

    always @(posedge clk) begin
        if (rst) valid_q <= {LATENCY{1'b0}};
        else if (ce) valid_q <= valid_d[LATENCY-1:0];
        if (ce) last_q <= last_d[LATENCY-1:0];
    end
endmodule
`default_nettype wire
