// bac_fold_sum.v : the sum of each channel over N positions in a row, on a narrow stream
//   y[i][c] = sum over the N positions t of group i of x[t][c]
// Beat    LANES channels of a position, channel e at [e*W +: W] in, at [e*OW +: OW] out; C/LANES
//         beats out for each N positions in; positions of a frame behind its last whole group
//         belong to none
// Memory  the sums so far: see bac_fold_gather
// Stage   1 add to the sum so far; in the group's last position it leaves
// Timing  LATENCY = 1 from the group's last position, II = 1; frames follow
//         each other without a bubble
// Stall   only beats of a group's last position wait for the output
// Reset   control only
// Model   hw/stages/fold_sum.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_sum #(
    parameter C         = 1,  // channels, >= 1
    parameter N         = 4,  // positions of a group, >= 1
    parameter GROUPS    = 1,  // of a frame, >= 1
    parameter W         = 8,  // bits of an element, >= 1
    parameter IS_SIGNED = 0,  // 0..1
    parameter OW        = 8,  // bits of a sum, which holds it, >= 1
    parameter LANES     = 1   // elements a beat, divides C, >= 1
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [ LANES*W-1:0] s_axis_tdata,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,
    input  wire                s_axis_tlast,
    output wire [LANES*OW-1:0] m_axis_tdata,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,
    output wire                m_axis_tlast
);
    if (C < 1 || N < 1 || GROUPS < 1 || LANES < 1) bac_error_illegal_C_N_GROUPS_LANES u_error ();
    if (W < 1 || IS_SIGNED >> 1 != 0 || OW < 1) bac_error_illegal_W_IS_SIGNED_OW u_error ();
    if (C % LANES != 0) bac_error_LANES_must_divide_C u_error ();

    wire first;
    wire [LANES*OW-1:0] x;
    wire [LANES*OW-1:0] so_far;
    wire [LANES*OW-1:0] sum;

    bac_fold_gather #(
        .W     (LANES * OW),
        .WORDS (C / LANES),
        .N     (N),
        .GROUPS(GROUPS)
    ) u_gather (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .s_axis_tlast (s_axis_tlast),
        .first        (first),
        .so_far       (so_far),
        .word         (sum),
        .m_axis_tdata (m_axis_tdata),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast)
    );

    bac_cast #(
        .C        (LANES),
        .IW       (W),
        .IS_SIGNED(IS_SIGNED),
        .OW       (OW)
    ) u_cast (
        .x(s_axis_tdata),
        .y(x)
    );

    genvar e;
    generate
        for (e = 0; e < LANES; e = e + 1) begin : gen_lane
            assign sum[e*OW+:OW] = (first ? {OW{1'b0}} : so_far[e*OW+:OW]) + x[e*OW+:OW];
        end
    endgenerate
endmodule
`default_nettype wire
