// bac_max.v : max pooling: the largest of K taps, channel by channel, of P parallel windows
//   y[p][c] = max over k of x[p*STRIDE + k][c]
// Beat    in (from bac_window): sample i, channel c at [(i*C + c)*W +: W]
//         out: window p, channel c at [(p*C + c)*W +: W]
//         Taps outside the frame hold bac_window's FILL, the lowest code, and never win.
// Stage   1..DEPTH  bac_max_tree
// Timing  LATENCY = DEPTH = max(1, clog2(K)), II = 1
// Stall   see bac_ctrl
// Reset   control only
// Model   hw/stages/max.c
// Test    tests/sim/cosim
`default_nettype none
module bac_max #(
    parameter C         = 1,  // >= 1
    parameter K         = 2,  // >= 1
    parameter P         = 1,  // windows of a beat, >= 1
    parameter STRIDE    = 1,  // samples from one to the next, >= 1
    parameter W         = 8,  // >= 1
    parameter IS_SIGNED = 0   // 0..1
) (
    input  wire                              clk,
    input  wire                              rst,
    input  wire [(K+(P-1)*STRIDE)*C*W-1:0]   s_axis_tdata,
    input  wire                              s_axis_tvalid,
    output wire                              s_axis_tready,
    input  wire                              s_axis_tlast,
    output wire [                 P*C*W-1:0] m_axis_tdata,
    output wire                              m_axis_tvalid,
    input  wire                              m_axis_tready,
    output wire                              m_axis_tlast
);
    if (C < 1 || K < 1 || P < 1 || STRIDE < 1) bac_error_illegal_C_K_P_STRIDE u_error ();
    if (W < 1 || IS_SIGNED >> 1 != 0) bac_error_illegal_W_IS_SIGNED u_error ();

    localparam DEPTH = (K > 1) ? $clog2(K) : 1;
    wire ce;

    bac_ctrl #(
        .LATENCY(DEPTH)
    ) u_ctrl (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .s_axis_tlast (s_axis_tlast),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast),
        .ce           (ce)
    );

    genvar c;
    genvar k;
    generate
        for (c = 0; c < P * C; c = c + 1) begin : gen_channel
            wire [K*W-1:0] taps;
            wire unused_index;
            for (k = 0; k < K; k = k + 1) begin : gen_tap
                assign taps[k*W+:W] = s_axis_tdata[((c/C*STRIDE+k)*C+c%C)*W+:W];
            end
            bac_max_tree #(
                .N        (K),
                .W        (W),
                .IS_SIGNED(IS_SIGNED),
                .DEPTH    (DEPTH)
            ) u_tree (
                .clk  (clk),
                .ce   (ce),
                .x    (taps),
                .y    (m_axis_tdata[c*W+:W]),
                .index(unused_index)
            );
        end
    endgenerate
endmodule
`default_nettype wire
