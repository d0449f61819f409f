// bac_dot.v : sparse dot products of one beat with constant weights
//   a depthwise, pointwise, grouped or dense convolution behind bac_window; the weighted sum of an add
//   y[o] = BIAS[o] + sum w[o][i] * x[i], zero weights absent, equal sub-sums shared
// Beat    in: input i at [i*IW +: IW]; out: output o at [o*OW +: OW]
// Param   see bac_mcm
// Stage   1..LEVELS  bac_mcm
// Timing  LATENCY = LEVELS, II = 1
// Stall   see bac_ctrl
// Reset   control only
// Model   hw/stages/dot.c
// Test    tests/sim/cosim
`default_nettype none
module bac_dot #(
    parameter N_IN       = 1,   // >= 1
    parameter IW         = 8,   // >= 1
    parameter N_OUT      = 1,   // >= 1
    parameter OW         = 16,  // >= 1
    parameter OUT_SIGNED = 1,   // 0..1
    parameter LEVELS     = 1,   // 1..1024
    parameter N_WORDS    = 1,   // >= 1
    parameter [N_WORDS*64-1:0]    WORDS    = 0,
    parameter [(LEVELS+2)*32-1:0] FIRST    = 0,
    parameter [N_OUT*48-1:0]      OUTPUTS  = 0,
    parameter [N_OUT*64-1:0]      BIAS     = 0,
    parameter [N_OUT*8-1:0]       OUT_BITS = {N_OUT{8'd1}}
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [ N_IN*IW-1:0] s_axis_tdata,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,
    input  wire                s_axis_tlast,
    output wire [N_OUT*OW-1:0] m_axis_tdata,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,
    output wire                m_axis_tlast
);
    wire ce;

    bac_ctrl #(
        .LATENCY(LEVELS)
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

    bac_mcm #(
        .N_IN      (N_IN),
        .IW        (IW),
        .N_OUT     (N_OUT),
        .OW        (OW),
        .OUT_SIGNED(OUT_SIGNED),
        .LEVELS    (LEVELS),
        .N_WORDS   (N_WORDS),
        .WORDS     (WORDS),
        .FIRST     (FIRST),
        .OUTPUTS   (OUTPUTS),
        .BIAS      (BIAS),
        .OUT_BITS  (OUT_BITS)
    ) u_graph (
        .clk(clk),
        .ce (ce),
        .x  (s_axis_tdata),
        .y  (m_axis_tdata)
    );
endmodule
`default_nettype wire
