// bac_join.v : two streams side by side, beat by beat
//   out[n] = in[n], skip[n], position by position
// Beat    P positions each; each position has the s_axis channels in the low bits, the s_axis_skip
//         channels above them. Both frames have the same length, so one tlast serves both.
// Stage   none
// Timing  LATENCY = 0, II = 1
// Stall   a beat leaves when both inputs have one and the output is ready; neither input is
//         taken without the other. A branch that runs ahead needs a FIFO in front of this
//         module, or the fork behind both branches deadlocks (docs/streaming.md).
// Reset   none: no state
// Model   hw/stages/join.c
// Test    tests/sim/cosim
`default_nettype none
module bac_join #(
    parameter P      = 1,  // positions of a beat, >= 1
    parameter W      = 8,  // bits of a position of s_axis, >= 1
    parameter W_SKIP = 8   // bits of a position of s_axis_skip, >= 1
) (
    input  wire [         P*W-1:0] s_axis_tdata,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,
    input  wire                    s_axis_tlast,
    input  wire [    P*W_SKIP-1:0] s_axis_skip_tdata,
    input  wire                    s_axis_skip_tvalid,
    output wire                    s_axis_skip_tready,
    input  wire                    s_axis_skip_tlast,
    output wire [P*(W+W_SKIP)-1:0] m_axis_tdata,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,
    output wire                    m_axis_tlast
);
    if (P < 1 || W < 1 || W_SKIP < 1) bac_error_illegal_P_W_W_SKIP u_error ();

    wire move = s_axis_tvalid && s_axis_skip_tvalid && m_axis_tready;

    assign s_axis_tready      = move;
    assign s_axis_skip_tready = move;
    assign m_axis_tvalid      = s_axis_tvalid && s_axis_skip_tvalid;
    assign m_axis_tlast       = s_axis_tlast;

    genvar p;
    generate
        for (p = 0; p < P; p = p + 1) begin : gen_position
            assign m_axis_tdata[p*(W+W_SKIP)+:W+W_SKIP] = {
                s_axis_skip_tdata[p*W_SKIP+:W_SKIP], s_axis_tdata[p*W+:W]
            };
        end
    endgenerate
endmodule
`default_nettype wire
