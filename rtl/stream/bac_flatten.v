// bac_flatten.v : a frame of T beats as one beat
//   y[t*C + c] = x[t][c]
// Beat    in: channel c at [c*W +: W]; out: position t, channel c at [(t*C + c)*W +: W]
// Stage   1 shift the beat in from the top
// Timing  LATENCY = 1 from the frame's last beat, II = 1
// Stall   the result waits in the shift register, so the next frame waits with it
// Reset   control only
// Model   hw/stages/flatten.c
// Test    tests/sim/cosim
// A fully connected layer takes its frame beat by beat (bac_fc) and does not need this module. It
// serves other layers behind a flatten, above all requantisers.
`default_nettype none
module bac_flatten #(
    parameter C = 1,  // >= 1
    parameter W = 8,  // >= 1
    parameter T = 2   // beats of a frame, >= 2
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [  C*W-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [T*C*W-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
    if (C < 1 || W < 1 || T < 2) bac_error_illegal_C_W_T u_error ();

    reg valid_q;
    reg [T*C*W-1:0] frame_q;
    wire take = s_axis_tvalid && s_axis_tready;

    assign s_axis_tready = !valid_q || m_axis_tready;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = 1'b1;
    assign m_axis_tdata  = frame_q;

    always @(posedge clk) begin
        if (rst) valid_q <= 1'b0;
        else if (s_axis_tready) valid_q <= take && s_axis_tlast;
        if (take) frame_q <= {s_axis_tdata, frame_q[T*C*W-1:C*W]};
    end
endmodule
`default_nettype wire
