// bac_gate.v : the entry of a pipeline that never stands still
//   out[n] = in[n]
// Beat    unchanged; wires carry tdata and tlast past this module, which handles only the handshake
// Stage   none
// Timing  LATENCY = 0, II = 1
// Stall   a beat enters only when the FIFOs at the pipeline's ends have room for it (see bac_credit), so
//         nothing behind this module ever waits: it does not look at m_axis_tready
// Reset   all FIFOs are empty
// Model   hw/stages/gate.c
// Test    tests/sim/cosim
`default_nettype none
module bac_gate #(
    parameter N        = 1,  // see bac_credit, >= 1
    parameter GROUP    = 1,  // >= 1
    parameter SPACED   = 1,  // >= 1
    parameter INTERVAL = 1,  // >= 1
    parameter [N*32-1:0] OUTS  = {N{32'd1}},
    parameter [N*32-1:0] ROOMS = {N{32'd2}}
) (
    input  wire         clk,
    input  wire         rst,
    input  wire [N-1:0] left,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready
);
    wire go;
    assign s_axis_tready = go;
    assign m_axis_tvalid = s_axis_tvalid && go;

    bac_credit #(
        .N       (N),
        .GROUP   (GROUP),
        .SPACED  (SPACED),
        .INTERVAL(INTERVAL),
        .OUTS    (OUTS),
        .ROOMS   (ROOMS)
    ) u_credit (
        .clk (clk),
        .rst (rst),
        .take(m_axis_tvalid),
        .left(left),
        .go  (go)
    );
endmodule
`default_nettype wire
