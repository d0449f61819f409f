// bac_ingress.v : the network's input port: converts byte lanes to codes and counts frames
//   x[i] = low IW bits of lane i; a frame is T consecutive beats
// Beat    C elements, all channels of one or more positions, position by position;
//         in: element i at [i*LANE +: LANE]; out: element i at [i*IW +: IW]
// Stage   none
// Timing  LATENCY = 0, II = 1
// Framing m_axis_tlast comes from a counter. s_axis_tlast is only checked: where the two
//         differ, tlast_error rises and stays up until reset (the data path is not touched, so
//         a source without tlast may tie it low and ignore the flag).
// Reset   rst clears the counter and the flag
// Model   hw/stages/ingress.c
// Test    tests/sim/cosim
`default_nettype none
module bac_ingress #(
    parameter C    = 2,    // elements of a beat, >= 1
    parameter IW   = 8,    // bits of a code, 1..16
    parameter LANE = 8,    // bits of a lane, >= IW
    parameter T    = 1024  // beats of a frame, >= 1
) (
    input  wire              clk,
    input  wire              rst,
    input  wire [C*LANE-1:0] s_axis_tdata,
    input  wire              s_axis_tvalid,
    output wire              s_axis_tready,
    input  wire              s_axis_tlast,
    output wire [  C*IW-1:0] m_axis_tdata,
    output wire              m_axis_tvalid,
    input  wire              m_axis_tready,
    output wire              m_axis_tlast,
    output reg               tlast_error
);
    if (C < 1 || T < 1) bac_error_illegal_C_T u_error ();
    if (IW < 1 || IW > 16 || LANE < IW) bac_error_illegal_IW_LANE u_error ();

    localparam NW = (T > 1) ? $clog2(T) : 1;
    localparam [NW-1:0] LAST = T[NW-1:0] - 1'b1;

    reg [NW-1:0] t_q;
    wire move = s_axis_tvalid && m_axis_tready;

    bac_cast #(
        .C (C),
        .IW(LANE),
        .OW(IW)
    ) u_cast (
        .x(s_axis_tdata),
        .y(m_axis_tdata)
    );

    assign s_axis_tready = m_axis_tready;
    assign m_axis_tvalid = s_axis_tvalid;
    assign m_axis_tlast  = (t_q == LAST);

    always @(posedge clk) begin
        if (rst) begin
            t_q         <= {NW{1'b0}};
            tlast_error <= 1'b0;
        end else if (move) begin
            t_q <= m_axis_tlast ? {NW{1'b0}} : t_q + 1'b1;
            if (s_axis_tlast != m_axis_tlast) tlast_error <= 1'b1;
        end
    end
endmodule
`default_nettype wire
