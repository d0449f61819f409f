// bac_fold_globalmax.v : the largest value of each channel over a whole frame, on a narrow stream
//   y[c] = max over t of x[t][c]
// Beat    LANES channels of a position, channel e at [e*W +: W], in and out; C/LANES beats out for
//         each frame in
// Memory  the maxima so far: see bac_fold_gather
// Stage   1 compare with the maximum so far, keep the larger; in the frame's last position it leaves
// Timing  LATENCY = 1 from the frame's last position, II = 1; frames follow
//         each other without a bubble
// Stall   only beats of a last position wait for the output
// Reset   control only
// Model   hw/stages/fold_globalmax.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_globalmax #(
    parameter C         = 1,  // channels, >= 1
    parameter T         = 4,  // positions of a frame, >= 1
    parameter W         = 8,  // bits of an element, >= 1
    parameter IS_SIGNED = 0,  // 0..1
    parameter LANES     = 1   // elements a beat, divides C, >= 1
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [LANES*W-1:0] s_axis_tdata,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    input  wire               s_axis_tlast,
    output wire [LANES*W-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
    if (C < 1 || T < 1 || W < 1 || LANES < 1) bac_error_illegal_C_T_W_LANES u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();
    if (C % LANES != 0) bac_error_LANES_must_divide_C u_error ();

    // Signed words compare in offset binary (see bac_search).
    localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};

    wire first;
    wire [LANES*W-1:0] so_far;
    wire [LANES*W-1:0] larger;

    bac_fold_gather #(
        .W     (LANES * W),
        .WORDS (C / LANES),
        .N     (T),
        .GROUPS(1)
    ) u_gather (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .s_axis_tlast (s_axis_tlast),
        .first        (first),
        .so_far       (so_far),
        .word         (larger),
        .m_axis_tdata (m_axis_tdata),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast)
    );

    genvar e;
    generate
        for (e = 0; e < LANES; e = e + 1) begin : gen_lane
            wire [W-1:0] x = s_axis_tdata[e*W+:W];
            wire [W-1:0] m = so_far[e*W+:W];
            wire x_wins = first || ((x ^ OFFSET) > (m ^ OFFSET));
            assign larger[e*W+:W] = x_wins ? x : m;
        end
    endgenerate
endmodule
`default_nettype wire
