// bac_top.v : tiny, one instance a stage; generated from a .bnet, do not edit
//   16 clocks a frame; last sample to result 56 clocks
// Logic is in rtl/; docs/streaming.md says how samples and logits lie in tdata.
`default_nettype none
module bac_top (
    input  wire clk,
    input  wire rst,
    input  wire [15:0] s_axis_tdata,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire [31:0] m_axis_tdata,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,
`ifdef BAC_TRACE
    output wire trace0_valid, trace0_ready, trace0_last,  // s_axis
    output wire trace1_valid, trace1_ready, trace1_last,  // in
    output wire [7:0] trace1_data,
    output wire trace2_valid, trace2_ready, trace2_last,  // dw0_fifo
    output wire [7:0] trace2_data,
    output wire trace3_valid, trace3_ready, trace3_last,  // dw0_window
    output wire trace4_valid, trace4_ready, trace4_last,  // dw0
    output wire [15:0] trace4_data,
    output wire trace5_valid, trace5_ready, trace5_last,  // dw0_q
    output wire [7:0] trace5_data,
    output wire trace6_valid, trace6_ready, trace6_last,  // pw0
    output wire [31:0] trace6_data,
    output wire trace7_valid, trace7_ready, trace7_last,  // pw0_q
    output wire [15:0] trace7_data,
    output wire trace8_valid, trace8_ready, trace8_last,  // pw0_q_to_dw1
    output wire [15:0] trace8_data,
    output wire trace9_valid, trace9_ready, trace9_last,  // pw0_q_to_sum
    output wire [15:0] trace9_data,
    output wire trace10_valid, trace10_ready, trace10_last,  // dw1_fifo
    output wire [15:0] trace10_data,
    output wire trace11_valid, trace11_ready, trace11_last,  // dw1_window
    output wire trace12_valid, trace12_ready, trace12_last,  // dw1
    output wire [31:0] trace12_data,
    output wire trace13_valid, trace13_ready, trace13_last,  // dw1_q
    output wire [15:0] trace13_data,
    output wire trace14_valid, trace14_ready, trace14_last,  // pw1
    output wire [31:0] trace14_data,
    output wire trace15_valid, trace15_ready, trace15_last,  // pw1_q
    output wire [15:0] trace15_data,
    output wire trace16_valid, trace16_ready, trace16_last,  // sum_in0_fifo
    output wire [15:0] trace16_data,
    output wire trace17_valid, trace17_ready, trace17_last,  // sum_in1_fifo
    output wire [15:0] trace17_data,
    output wire trace18_valid, trace18_ready, trace18_last,  // sum_join1
    output wire trace19_valid, trace19_ready, trace19_last,  // sum_dot_gate
    output wire trace20_valid, trace20_ready, trace20_last,  // sum
    output wire [19:0] trace20_data,
    output wire trace21_valid, trace21_ready, trace21_last,  // sum_q
    output wire [15:0] trace21_data,
    output wire trace22_valid, trace22_ready, trace22_last,  // pool_fifo
    output wire [15:0] trace22_data,
    output wire trace23_valid, trace23_ready, trace23_last,  // pool_window
    output wire trace24_valid, trace24_ready, trace24_last,  // pool
    output wire [15:0] trace24_data,
    output wire trace25_valid, trace25_ready, trace25_last,  // peak
    output wire [15:0] trace25_data,
    output wire trace26_valid, trace26_ready, trace26_last,  // peak_q
    output wire [15:0] trace26_data,
    output wire trace27_valid, trace27_ready, trace27_last,  // logits_fifo
    output wire [15:0] trace27_data,
    output wire trace28_valid, trace28_ready, trace28_last,  // logits
    output wire [23:0] trace28_data,
    output wire trace29_valid, trace29_ready, trace29_last,  // m_axis
`endif
    output wire tlast_error
);
    wire [7:0] in_tdata;
    wire in_tvalid, in_tready, in_tlast;
    wire [7:0] dw0_fifo_tdata;
    wire dw0_fifo_tvalid, dw0_fifo_tready, dw0_fifo_tlast;
    wire [39:0] dw0_window_tdata;
    wire dw0_window_tvalid, dw0_window_tready, dw0_window_tlast;
    wire [15:0] dw0_tdata;
    wire dw0_tvalid, dw0_tready, dw0_tlast;
    wire [7:0] dw0_q_tdata;
    wire dw0_q_tvalid, dw0_q_tready, dw0_q_tlast;
    wire [31:0] pw0_tdata;
    wire pw0_tvalid, pw0_tready, pw0_tlast;
    wire [15:0] pw0_q_tdata;
    wire pw0_q_tvalid, pw0_q_tready, pw0_q_tlast;
    wire [15:0] pw0_q_to_dw1_tdata;
    wire pw0_q_to_dw1_tvalid, pw0_q_to_dw1_tready, pw0_q_to_dw1_tlast;
    wire [15:0] pw0_q_to_sum_tdata;
    wire pw0_q_to_sum_tvalid, pw0_q_to_sum_tready, pw0_q_to_sum_tlast;
    wire [15:0] dw1_fifo_tdata;
    wire dw1_fifo_tvalid, dw1_fifo_tready, dw1_fifo_tlast;
    wire [47:0] dw1_window_tdata;
    wire dw1_window_tvalid, dw1_window_tready, dw1_window_tlast;
    wire [31:0] dw1_tdata;
    wire dw1_tvalid, dw1_tready, dw1_tlast;
    wire [15:0] dw1_q_tdata;
    wire dw1_q_tvalid, dw1_q_tready, dw1_q_tlast;
    wire [31:0] pw1_tdata;
    wire pw1_tvalid, pw1_tready, pw1_tlast;
    wire [15:0] pw1_q_tdata;
    wire pw1_q_tvalid, pw1_q_tready, pw1_q_tlast;
    wire [15:0] sum_in0_fifo_tdata;
    wire sum_in0_fifo_tvalid, sum_in0_fifo_tready, sum_in0_fifo_tlast;
    wire [15:0] sum_in1_fifo_tdata;
    wire sum_in1_fifo_tvalid, sum_in1_fifo_tready, sum_in1_fifo_tlast;
    wire [31:0] sum_join1_tdata;
    wire sum_join1_tvalid, sum_join1_tready, sum_join1_tlast;
    wire [31:0] sum_dot_gate_tdata;
    wire sum_dot_gate_tvalid, sum_dot_gate_tready, sum_dot_gate_tlast;
    wire [19:0] sum_tdata;
    wire sum_tvalid, sum_tready, sum_tlast;
    wire [15:0] sum_q_tdata;
    wire sum_q_tvalid, sum_q_tready, sum_q_tlast;
    wire [15:0] pool_fifo_tdata;
    wire pool_fifo_tvalid, pool_fifo_tready, pool_fifo_tlast;
    wire [31:0] pool_window_tdata;
    wire pool_window_tvalid, pool_window_tready, pool_window_tlast;
    wire [15:0] pool_tdata;
    wire pool_tvalid, pool_tready, pool_tlast;
    wire [15:0] peak_tdata;
    wire peak_tvalid, peak_tready, peak_tlast;
    wire [15:0] peak_q_tdata;
    wire peak_q_tvalid, peak_q_tready, peak_q_tlast;
    wire [15:0] logits_fifo_tdata;
    wire logits_fifo_tvalid, logits_fifo_tready, logits_fifo_tlast;
    wire [23:0] logits_tdata;
    wire logits_tvalid, logits_tready, logits_tlast;
    wire dw1_fifo_left;
    wire sum_in0_fifo_left;
    wire sum_in1_fifo_left;
    wire pool_fifo_left;
    wire logits_fifo_left;

`ifdef BAC_TRACE
    assign trace0_valid = s_axis_tvalid;
    assign trace0_ready = s_axis_tready;
    assign trace0_last = s_axis_tlast;
    assign trace1_valid = in_tvalid;
    assign trace1_ready = in_tready;
    assign trace1_last = in_tlast;
    assign trace1_data = in_tdata;
    assign trace2_valid = dw0_fifo_tvalid;
    assign trace2_ready = dw0_fifo_tready;
    assign trace2_last = dw0_fifo_tlast;
    assign trace2_data = dw0_fifo_tdata;
    assign trace3_valid = dw0_window_tvalid;
    assign trace3_ready = dw0_window_tready;
    assign trace3_last = dw0_window_tlast;
    assign trace4_valid = dw0_tvalid;
    assign trace4_ready = dw0_tready;
    assign trace4_last = dw0_tlast;
    assign trace4_data = dw0_tdata;
    assign trace5_valid = dw0_q_tvalid;
    assign trace5_ready = dw0_q_tready;
    assign trace5_last = dw0_q_tlast;
    assign trace5_data = dw0_q_tdata;
    assign trace6_valid = pw0_tvalid;
    assign trace6_ready = pw0_tready;
    assign trace6_last = pw0_tlast;
    assign trace6_data = pw0_tdata;
    assign trace7_valid = pw0_q_tvalid;
    assign trace7_ready = pw0_q_tready;
    assign trace7_last = pw0_q_tlast;
    assign trace7_data = pw0_q_tdata;
    assign trace8_valid = pw0_q_to_dw1_tvalid;
    assign trace8_ready = pw0_q_to_dw1_tready;
    assign trace8_last = pw0_q_to_dw1_tlast;
    assign trace8_data = pw0_q_to_dw1_tdata;
    assign trace9_valid = pw0_q_to_sum_tvalid;
    assign trace9_ready = pw0_q_to_sum_tready;
    assign trace9_last = pw0_q_to_sum_tlast;
    assign trace9_data = pw0_q_to_sum_tdata;
    assign trace10_valid = dw1_fifo_tvalid;
    assign trace10_ready = dw1_fifo_tready;
    assign trace10_last = dw1_fifo_tlast;
    assign trace10_data = dw1_fifo_tdata;
    assign trace11_valid = dw1_window_tvalid;
    assign trace11_ready = dw1_window_tready;
    assign trace11_last = dw1_window_tlast;
    assign trace12_valid = dw1_tvalid;
    assign trace12_ready = dw1_tready;
    assign trace12_last = dw1_tlast;
    assign trace12_data = dw1_tdata;
    assign trace13_valid = dw1_q_tvalid;
    assign trace13_ready = dw1_q_tready;
    assign trace13_last = dw1_q_tlast;
    assign trace13_data = dw1_q_tdata;
    assign trace14_valid = pw1_tvalid;
    assign trace14_ready = pw1_tready;
    assign trace14_last = pw1_tlast;
    assign trace14_data = pw1_tdata;
    assign trace15_valid = pw1_q_tvalid;
    assign trace15_ready = pw1_q_tready;
    assign trace15_last = pw1_q_tlast;
    assign trace15_data = pw1_q_tdata;
    assign trace16_valid = sum_in0_fifo_tvalid;
    assign trace16_ready = sum_in0_fifo_tready;
    assign trace16_last = sum_in0_fifo_tlast;
    assign trace16_data = sum_in0_fifo_tdata;
    assign trace17_valid = sum_in1_fifo_tvalid;
    assign trace17_ready = sum_in1_fifo_tready;
    assign trace17_last = sum_in1_fifo_tlast;
    assign trace17_data = sum_in1_fifo_tdata;
    assign trace18_valid = sum_join1_tvalid;
    assign trace18_ready = sum_join1_tready;
    assign trace18_last = sum_join1_tlast;
    assign trace19_valid = sum_dot_gate_tvalid;
    assign trace19_ready = sum_dot_gate_tready;
    assign trace19_last = sum_dot_gate_tlast;
    assign trace20_valid = sum_tvalid;
    assign trace20_ready = sum_tready;
    assign trace20_last = sum_tlast;
    assign trace20_data = sum_tdata;
    assign trace21_valid = sum_q_tvalid;
    assign trace21_ready = sum_q_tready;
    assign trace21_last = sum_q_tlast;
    assign trace21_data = sum_q_tdata;
    assign trace22_valid = pool_fifo_tvalid;
    assign trace22_ready = pool_fifo_tready;
    assign trace22_last = pool_fifo_tlast;
    assign trace22_data = pool_fifo_tdata;
    assign trace23_valid = pool_window_tvalid;
    assign trace23_ready = pool_window_tready;
    assign trace23_last = pool_window_tlast;
    assign trace24_valid = pool_tvalid;
    assign trace24_ready = pool_tready;
    assign trace24_last = pool_tlast;
    assign trace24_data = pool_tdata;
    assign trace25_valid = peak_tvalid;
    assign trace25_ready = peak_tready;
    assign trace25_last = peak_tlast;
    assign trace25_data = peak_tdata;
    assign trace26_valid = peak_q_tvalid;
    assign trace26_ready = peak_q_tready;
    assign trace26_last = peak_q_tlast;
    assign trace26_data = peak_q_tdata;
    assign trace27_valid = logits_fifo_tvalid;
    assign trace27_ready = logits_fifo_tready;
    assign trace27_last = logits_fifo_tlast;
    assign trace27_data = logits_fifo_tdata;
    assign trace28_valid = logits_tvalid;
    assign trace28_ready = logits_tready;
    assign trace28_last = logits_tlast;
    assign trace28_data = logits_tdata;
    assign trace29_valid = m_axis_tvalid;
    assign trace29_ready = m_axis_tready;
    assign trace29_last = m_axis_tlast;
`endif

    // in_ingress: byte lanes to codes, frames counted; LATENCY 0
    bac_ingress #(
        .C(2), .IW(4), .LANE(8), .T(16)
    ) u_in_ingress (
        .clk(clk), .rst(rst),
        .s_axis_tdata(s_axis_tdata), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast),
        .m_axis_tdata(in_tdata), .m_axis_tvalid(in_tvalid), .m_axis_tready(in_tready), .m_axis_tlast(in_tlast),
        .tlast_error(tlast_error)
    );

    // dw0_fifo: beats that wait for the stage behind; LATENCY 1
    bac_fifo #(
        .W(8), .DEPTH(2), .OPEN(0)
    ) u_dw0_fifo (
        .clk(clk), .rst(rst),
        .s_axis_tdata(in_tdata), .s_axis_tvalid(in_tvalid), .s_axis_tready(in_tready), .s_axis_tlast(in_tlast),
        .m_axis_tdata(dw0_fifo_tdata), .m_axis_tvalid(dw0_fifo_tvalid), .m_axis_tready(dw0_fifo_tready), .m_axis_tlast(dw0_fifo_tlast)
    );

    // dw0_window: the last K samples of every channel; LATENCY 1
    bac_window #(
        .C(2), .W(4), .T(16), .P(1), .P_OUT(1), .K(5), .STRIDE(2), .PAD_LEFT(2), .PAD_RIGHT(2),
        .OVERLAP(1), .FILL(4'd0), .N_FIFOS(2), .GROUP(1), .SPACED(1), .INTERVAL(1),
        .OUTS({
            32'd1, 32'd1
        }),
        .ROOMS({
            32'd17, 32'd8
        })
    ) u_dw0_window (
        .clk(clk), .rst(rst),
        .left({sum_in1_fifo_left, dw1_fifo_left}),
        .s_axis_tdata(dw0_fifo_tdata), .s_axis_tvalid(dw0_fifo_tvalid), .s_axis_tready(dw0_fifo_tready), .s_axis_tlast(dw0_fifo_tlast),
        .m_axis_tdata(dw0_window_tdata), .m_axis_tvalid(dw0_window_tvalid), .m_axis_tready(dw0_window_tready), .m_axis_tlast(dw0_window_tlast)
    );

    // dw0_dot: constant weights times the inputs of a beat, summed; LATENCY 2
    bac_dot #(
        .N_IN(10), .IW(4), .N_OUT(2), .OW(8), .OUT_SIGNED(1), .LEVELS(2),
        // 6 adders
        // dw0[0] = x[0] - 3*x[4] + 2*x[6]
        // dw0[1] = 4*x[3] + 5*x[5] - 2*x[9]
        .N_WORDS(12),
        .WORDS({
            64'h4200000200000388, 64'h4100000100000087, 64'h8100000500000386, 64'h4000000300000185,
            64'h8100000200000486, 64'h4000000200000085, 64'h0000000000000984, 64'h0000000000000684,
            64'h0000000000000584, 64'h0000000000000484, 64'h0000000000000384, 64'h0000000000000084
        }),
        .FIRST({
            32'd12, 32'd10, 32'd6, 32'd0
        }),
        .OUTPUTS({
            48'h010000000001, 48'h010000000000
        }),
        .BIAS({
            64'd0, 64'd0
        }),
        .OUT_BITS({
            8'd8, 8'd7
        })
    ) u_dw0_dot (
        .clk(clk), .rst(rst),
        .s_axis_tdata(dw0_window_tdata), .s_axis_tvalid(dw0_window_tvalid), .s_axis_tready(dw0_window_tready), .s_axis_tlast(dw0_window_tlast),
        .m_axis_tdata(dw0_tdata), .m_axis_tvalid(dw0_tvalid), .m_axis_tready(dw0_tready), .m_axis_tlast(dw0_tlast)
    );

    // dw0_q_requant: sums to codes, channel by channel; LATENCY 3
    bac_requant #(
        .C(2), .IW(8), .IS_SIGNED(1), .OW(4), .LO(32'sd0), .HI(32'sd15), .EVEN(0), .LATENCY(3),
        .VW(9),
        .FORM({
            4'd3, 4'd1
        }),
        .SHIFT({
            8'd4, 8'd1
        }),
        .DECREASING({
            1'd0, 1'd0
        }),
        .X_BITS({
            8'd8, 8'd7
        }),
        .N_THRESHOLDS(1),
        .THRESHOLDS({
            32'd0
        }),
        .THR_FIRST({
            32'd0, 32'd0, 32'd0
        }),
        // 3 adders
        // dw0_q[0] = x[0] + 1
        // dw0_q[1] = 3*x[1] + 16
        .N_WORDS(4),
        .WORDS({
            64'h820000010000018a, 64'h0000000000000087, 64'h0000000000000188, 64'h0000000000000087
        }),
        .FIRST({
            32'd4, 32'd4, 32'd2, 32'd0
        }),
        .OUTPUTS({
            48'h030000000001, 48'h020000000000
        }),
        .ADD({
            64'd16, 64'd1
        }),
        .V_BITS({
            8'd9, 8'd7
        })
    ) u_dw0_q_requant (
        .clk(clk), .rst(rst),
        .s_axis_tdata(dw0_tdata), .s_axis_tvalid(dw0_tvalid), .s_axis_tready(dw0_tready), .s_axis_tlast(dw0_tlast),
        .m_axis_tdata(dw0_q_tdata), .m_axis_tvalid(dw0_q_tvalid), .m_axis_tready(dw0_q_tready), .m_axis_tlast(dw0_q_tlast)
    );

    // pw0_dot: constant weights times the inputs of a beat, summed; LATENCY 2
    bac_dot #(
        .N_IN(2), .IW(4), .N_OUT(4), .OW(8), .OUT_SIGNED(1), .LEVELS(2),
        // 3 adders
        // pw0[0] = 3*x[0]
        // pw0[1] = -2*x[0] + 5*x[1]
        // pw0[2] = 0
        // pw0[3] = x[1]
        .N_WORDS(8),
        .WORDS({
            64'h4200000100000288, 64'hc200000000000006, 64'h0000000100000104, 64'h8100000000000186,
            64'h0000000100000104, 64'h0000000000000004, 64'h0000000000000104, 64'h0000000000000004
        }),
        .FIRST({
            32'd8, 32'd5, 32'd2, 32'd0
        }),
        .OUTPUTS({
            48'h010000000000, 48'h000000000000, 48'h010000000002, 48'h010000000001
        }),
        .BIAS({
            64'd0, 64'd0, 64'd0, 64'd0
        }),
        .OUT_BITS({
            8'd5, 8'd1, 8'd8, 8'd7
        })
    ) u_pw0_dot (
        .clk(clk), .rst(rst),
        .s_axis_tdata(dw0_q_tdata), .s_axis_tvalid(dw0_q_tvalid), .s_axis_tready(dw0_q_tready), .s_axis_tlast(dw0_q_tlast),
        .m_axis_tdata(pw0_tdata), .m_axis_tvalid(pw0_tvalid), .m_axis_tready(pw0_tready), .m_axis_tlast(pw0_tlast)
    );

    // pw0_q_requant: sums to codes, channel by channel; LATENCY 5
    bac_requant #(
        .C(4), .IW(8), .IS_SIGNED(1), .OW(4), .LO(32'sd0), .HI(32'sd15), .EVEN(1), .LATENCY(5),
        .VW(8),
        .FORM({
            4'd4, 4'd0, 4'd2, 4'd4
        }),
        .SHIFT({
            8'd0, 8'd0, 8'd2, 8'd0
        }),
        .DECREASING({
            1'd1, 1'd0, 1'd0, 1'd0
        }),
        .X_BITS({
            8'd5, 8'd1, 8'd8, 8'd7
        }),
        .N_THRESHOLDS(21),
        .THRESHOLDS({
            32'd11, 32'd8, 32'd8, 32'd5, 32'd2, 32'd2, 32'd43, 32'd40, 32'd37, 32'd34, 32'd31, 32'd28,
            32'd25, 32'd22, 32'd19, 32'd16, 32'd13, 32'd10, 32'd7, 32'd4, 32'd1
        }),
        .THR_FIRST({
            32'd21, 32'd15, 32'd15, 32'd15, 32'd0
        }),
        // 1 adders
        // pw0_q[0] = 0
        // pw0_q[1] = x[1] + 3
        // pw0_q[2] = 5
        // pw0_q[3] = 15
        .N_WORDS(3),
        .WORDS({
            64'h0000000000000088, 64'h0000000000000088, 64'h0000000000000188
        }),
        .FIRST({
            32'd3, 32'd3, 32'd2, 32'd1, 32'd0
        }),
        .OUTPUTS({
            48'h000000000000, 48'h000000000000, 48'h020000000000, 48'h000000000000
        }),
        .ADD({
            64'd15, 64'd5, 64'd3, 64'd0
        }),
        .V_BITS({
            8'd1, 8'd1, 8'd8, 8'd1
        })
    ) u_pw0_q_requant (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pw0_tdata), .s_axis_tvalid(pw0_tvalid), .s_axis_tready(pw0_tready), .s_axis_tlast(pw0_tlast),
        .m_axis_tdata(pw0_q_tdata), .m_axis_tvalid(pw0_q_tvalid), .m_axis_tready(pw0_q_tready), .m_axis_tlast(pw0_q_tlast)
    );

    // pw0_q_fork: one stream to several readers, each at its own pace; LATENCY 0
    bac_fork #(
        .N(2)
    ) u_pw0_q_fork (
        .clk(clk), .rst(rst),
        .s_axis_tvalid(pw0_q_tvalid), .s_axis_tready(pw0_q_tready),
        .m_axis_tvalid({pw0_q_to_sum_tvalid, pw0_q_to_dw1_tvalid}),
        .m_axis_tready({pw0_q_to_sum_tready, pw0_q_to_dw1_tready})
    );
    assign pw0_q_to_dw1_tdata = pw0_q_tdata;
    assign pw0_q_to_dw1_tlast = pw0_q_tlast;
    assign pw0_q_to_sum_tdata = pw0_q_tdata;
    assign pw0_q_to_sum_tlast = pw0_q_tlast;

    // dw1_fifo: beats that wait for the stage behind; LATENCY 1
    bac_fifo #(
        .W(16), .DEPTH(8), .OPEN(1)
    ) u_dw1_fifo (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pw0_q_to_dw1_tdata), .s_axis_tvalid(pw0_q_to_dw1_tvalid), .s_axis_tready(pw0_q_to_dw1_tready), .s_axis_tlast(pw0_q_to_dw1_tlast),
        .m_axis_tdata(dw1_fifo_tdata), .m_axis_tvalid(dw1_fifo_tvalid), .m_axis_tready(dw1_fifo_tready), .m_axis_tlast(dw1_fifo_tlast)
    );
    assign dw1_fifo_left = dw1_fifo_tvalid && dw1_fifo_tready;

    // dw1_window: the last K samples of every channel; LATENCY 1
    bac_window #(
        .C(4), .W(4), .T(8), .P(1), .P_OUT(1), .K(3), .STRIDE(1), .PAD_LEFT(1), .PAD_RIGHT(1),
        .OVERLAP(0), .FILL(4'd0), .N_FIFOS(1), .GROUP(1), .SPACED(1), .INTERVAL(1),
        .OUTS({
            32'd1
        }),
        .ROOMS({
            32'd9
        })
    ) u_dw1_window (
        .clk(clk), .rst(rst),
        .left({sum_in0_fifo_left}),
        .s_axis_tdata(dw1_fifo_tdata), .s_axis_tvalid(dw1_fifo_tvalid), .s_axis_tready(dw1_fifo_tready), .s_axis_tlast(dw1_fifo_tlast),
        .m_axis_tdata(dw1_window_tdata), .m_axis_tvalid(dw1_window_tvalid), .m_axis_tready(dw1_window_tready), .m_axis_tlast(dw1_window_tlast)
    );

    // dw1_dot: constant weights times the inputs of a beat, summed; LATENCY 2
    bac_dot #(
        .N_IN(12), .IW(4), .N_OUT(4), .OW(8), .OUT_SIGNED(1), .LEVELS(2),
        // 7 adders
        // dw1[0] = -x[0] + 4*x[4]
        // dw1[1] = 2*x[1] - 3*x[9]
        // dw1[2] = x[2] + x[6] + x[10]
        // dw1[3] = -5*x[7]
        .N_WORDS(17),
        .WORDS({
            64'h4000000400000104, 64'h8200000000000387, 64'h0000000200000287, 64'h4200000500000507,
            64'h4000000400000204, 64'h4100000100000606, 64'hc200000300000087, 64'h0000000700000703,
            64'h0000000600000604, 64'h0000000000000a03, 64'h0000000000000904, 64'h0000000000000704,
            64'h0000000000000603, 64'h0000000000000404, 64'h0000000000000203, 64'h0000000000000104,
            64'h0000000000000004
        }),
        .FIRST({
            32'd17, 32'd14, 32'd8, 32'd0
        }),
        .OUTPUTS({
            48'h030000000005, 48'h010000000002, 48'h010000000001, 48'h010000000000
        }),
        .BIAS({
            64'd0, 64'd0, 64'd0, 64'd0
        }),
        .OUT_BITS({
            8'd8, 8'd5, 8'd7, 8'd7
        })
    ) u_dw1_dot (
        .clk(clk), .rst(rst),
        .s_axis_tdata(dw1_window_tdata), .s_axis_tvalid(dw1_window_tvalid), .s_axis_tready(dw1_window_tready), .s_axis_tlast(dw1_window_tlast),
        .m_axis_tdata(dw1_tdata), .m_axis_tvalid(dw1_tvalid), .m_axis_tready(dw1_tready), .m_axis_tlast(dw1_tlast)
    );

    // dw1_q_requant: sums to codes, channel by channel; LATENCY 4
    bac_requant #(
        .C(4), .IW(8), .IS_SIGNED(1), .OW(4), .LO(32'sd0), .HI(32'sd15), .EVEN(1), .LATENCY(4),
        .VW(8),
        .FORM({
            4'd1, 4'd3, 4'd2, 4'd1
        }),
        .SHIFT({
            8'd3, 8'd3, 8'd2, 8'd2
        }),
        .DECREASING({
            1'd0, 1'd0, 1'd0, 1'd0
        }),
        .X_BITS({
            8'd8, 8'd5, 8'd7, 8'd7
        }),
        .N_THRESHOLDS(1),
        .THRESHOLDS({
            32'd0
        }),
        .THR_FIRST({
            32'd0, 32'd0, 32'd0, 32'd0, 32'd0
        }),
        // 5 adders
        // dw1_q[0] = x[0] + 2
        // dw1_q[1] = x[1] + 24
        // dw1_q[2] = -5*x[2] + 81
        // dw1_q[3] = x[3] + 75
        .N_WORDS(8),
        .WORDS({
            64'h4200000200000207, 64'h0000000300000388, 64'h0000000100000187, 64'h0000000000000087,
            64'h0000000000000388, 64'h0000000000000204, 64'h0000000000000187, 64'h0000000000000087
        }),
        .FIRST({
            32'd8, 32'd8, 32'd4, 32'd0
        }),
        .OUTPUTS({
            48'h020000000002, 48'h030000000003, 48'h020300000001, 48'h020100000000
        }),
        .ADD({
            64'd75, 64'd81, 64'd24, 64'd2
        }),
        .V_BITS({
            8'd8, 8'd8, 8'd7, 8'd7
        })
    ) u_dw1_q_requant (
        .clk(clk), .rst(rst),
        .s_axis_tdata(dw1_tdata), .s_axis_tvalid(dw1_tvalid), .s_axis_tready(dw1_tready), .s_axis_tlast(dw1_tlast),
        .m_axis_tdata(dw1_q_tdata), .m_axis_tvalid(dw1_q_tvalid), .m_axis_tready(dw1_q_tready), .m_axis_tlast(dw1_q_tlast)
    );

    // pw1_dot: constant weights times the inputs of a beat, summed; LATENCY 2
    bac_dot #(
        .N_IN(4), .IW(4), .N_OUT(4), .OW(8), .OUT_SIGNED(1), .LEVELS(2),
        // 5 adders
        // pw1[0] = 2*x[2] - x[3]
        // pw1[1] = 3*x[0]
        // pw1[2] = -7*x[1] + 4*x[3]
        // pw1[3] = x[0] + x[3]
        .N_WORDS(13),
        .WORDS({
            64'h4000000300000005, 64'h8300000100000488, 64'hc200000000000006, 64'hc100000200000386,
            64'h4200000300000106, 64'h0000000300000304, 64'h0000000200000204, 64'h0000000100000104,
            64'h0000000000000004, 64'h0000000000000304, 64'h0000000000000204, 64'h0000000000000104,
            64'h0000000000000004
        }),
        .FIRST({
            32'd13, 32'd9, 32'd4, 32'd0
        }),
        .OUTPUTS({
            48'h010000000003, 48'h010000000002, 48'h010000000001, 48'h010000000000
        }),
        .BIAS({
            64'd0, 64'd0, 64'd0, 64'd0
        }),
        .OUT_BITS({
            8'd6, 8'd8, 8'd7, 8'd6
        })
    ) u_pw1_dot (
        .clk(clk), .rst(rst),
        .s_axis_tdata(dw1_q_tdata), .s_axis_tvalid(dw1_q_tvalid), .s_axis_tready(dw1_q_tready), .s_axis_tlast(dw1_q_tlast),
        .m_axis_tdata(pw1_tdata), .m_axis_tvalid(pw1_tvalid), .m_axis_tready(pw1_tready), .m_axis_tlast(pw1_tlast)
    );

    // pw1_q_requant: sums to codes, channel by channel; LATENCY 5
    bac_requant #(
        .C(4), .IW(8), .IS_SIGNED(1), .OW(4), .LO(32'sd0), .HI(32'sd15), .EVEN(1), .LATENCY(5),
        .VW(10),
        .FORM({
            4'd2, 4'd4, 4'd3, 4'd1
        }),
        .SHIFT({
            8'd1, 8'd0, 8'd5, 8'd1
        }),
        .DECREASING({
            1'd0, 1'd0, 1'd0, 1'd0
        }),
        .X_BITS({
            8'd6, 8'd8, 8'd7, 8'd6
        }),
        .N_THRESHOLDS(4),
        .THRESHOLDS({
            32'd30, 32'd1, 32'd0, 32'd4294967276
        }),
        .THR_FIRST({
            32'd4, 32'd4, 32'd0, 32'd0, 32'd0
        }),
        // 4 adders
        // pw1_q[0] = x[0] + 1
        // pw1_q[1] = 11*x[1] + 8
        // pw1_q[2] = 0
        // pw1_q[3] = x[3]
        .N_WORDS(11),
        .WORDS({
            64'h0000000100000105, 64'h840000010000038a, 64'h0000000200000205, 64'h0000000000000086,
            64'h4200000100000108, 64'h0000000200000205, 64'h0000000100000106, 64'h0000000000000086,
            64'h0000000000000305, 64'h0000000000000106, 64'h0000000000000086
        }),
        .FIRST({
            32'd11, 32'd10, 32'd7, 32'd3, 32'd0
        }),
        .OUTPUTS({
            48'h010000000000, 48'h000000000000, 48'h030000000002, 48'h020000000000
        }),
        .ADD({
            64'd0, 64'd0, 64'd8, 64'd1
        }),
        .V_BITS({
            8'd6, 8'd1, 8'd10, 8'd6
        })
    ) u_pw1_q_requant (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pw1_tdata), .s_axis_tvalid(pw1_tvalid), .s_axis_tready(pw1_tready), .s_axis_tlast(pw1_tlast),
        .m_axis_tdata(pw1_q_tdata), .m_axis_tvalid(pw1_q_tvalid), .m_axis_tready(pw1_q_tready), .m_axis_tlast(pw1_q_tlast)
    );

    // sum_in0_fifo: beats that wait for the stage behind; LATENCY 1
    bac_fifo #(
        .W(16), .DEPTH(9), .OPEN(1)
    ) u_sum_in0_fifo (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pw1_q_tdata), .s_axis_tvalid(pw1_q_tvalid), .s_axis_tready(pw1_q_tready), .s_axis_tlast(pw1_q_tlast),
        .m_axis_tdata(sum_in0_fifo_tdata), .m_axis_tvalid(sum_in0_fifo_tvalid), .m_axis_tready(sum_in0_fifo_tready), .m_axis_tlast(sum_in0_fifo_tlast)
    );
    assign sum_in0_fifo_left = sum_in0_fifo_tvalid && sum_in0_fifo_tready;

    // sum_in1_fifo: beats that wait for the stage behind; LATENCY 1
    bac_fifo #(
        .W(16), .DEPTH(17), .OPEN(1)
    ) u_sum_in1_fifo (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pw0_q_to_sum_tdata), .s_axis_tvalid(pw0_q_to_sum_tvalid), .s_axis_tready(pw0_q_to_sum_tready), .s_axis_tlast(pw0_q_to_sum_tlast),
        .m_axis_tdata(sum_in1_fifo_tdata), .m_axis_tvalid(sum_in1_fifo_tvalid), .m_axis_tready(sum_in1_fifo_tready), .m_axis_tlast(sum_in1_fifo_tlast)
    );
    assign sum_in1_fifo_left = sum_in1_fifo_tvalid && sum_in1_fifo_tready;

    // sum_join1: two streams side by side; LATENCY 0
    bac_join #(
        .P(1), .W(16), .W_SKIP(16)
    ) u_sum_join1 (
        .s_axis_tdata(sum_in0_fifo_tdata), .s_axis_tvalid(sum_in0_fifo_tvalid), .s_axis_tready(sum_in0_fifo_tready), .s_axis_tlast(sum_in0_fifo_tlast),
        .s_axis_skip_tdata(sum_in1_fifo_tdata), .s_axis_skip_tvalid(sum_in1_fifo_tvalid), .s_axis_skip_tready(sum_in1_fifo_tready), .s_axis_skip_tlast(sum_in1_fifo_tlast),
        .m_axis_tdata(sum_join1_tdata), .m_axis_tvalid(sum_join1_tvalid), .m_axis_tready(sum_join1_tready), .m_axis_tlast(sum_join1_tlast)
    );

    // sum_dot_gate: lets in what the FIFOs behind have room for; LATENCY 0
    bac_gate #(
        .N(1), .GROUP(1), .SPACED(1), .INTERVAL(1),
        .OUTS({
            32'd1
        }),
        .ROOMS({
            32'd4
        })
    ) u_sum_dot_gate (
        .clk(clk), .rst(rst),
        .left({pool_fifo_left}),
        .s_axis_tvalid(sum_join1_tvalid), .s_axis_tready(sum_join1_tready),
        .m_axis_tvalid({sum_dot_gate_tvalid}),
        .m_axis_tready({sum_dot_gate_tready})
    );
    assign sum_dot_gate_tdata = sum_join1_tdata;
    assign sum_dot_gate_tlast = sum_join1_tlast;

    // sum_dot: constant weights times the inputs of a beat, summed; LATENCY 1
    bac_dot #(
        .N_IN(8), .IW(4), .N_OUT(4), .OW(5), .OUT_SIGNED(0), .LEVELS(1),
        // 4 adders
        // sum[0] = x[0] + x[4]
        // sum[1] = x[1] + x[5]
        // sum[2] = x[2] + x[6]
        // sum[3] = x[3] + x[7]
        .N_WORDS(12),
        .WORDS({
            64'h4000000700000305, 64'h4000000600000204, 64'h4000000500000105, 64'h4000000400000005,
            64'h0000000000000704, 64'h0000000000000603, 64'h0000000000000504, 64'h0000000000000404,
            64'h0000000000000304, 64'h0000000000000203, 64'h0000000000000104, 64'h0000000000000004
        }),
        .FIRST({
            32'd12, 32'd8, 32'd0
        }),
        .OUTPUTS({
            48'h010000000003, 48'h010000000002, 48'h010000000001, 48'h010000000000
        }),
        .BIAS({
            64'd0, 64'd0, 64'd0, 64'd0
        }),
        .OUT_BITS({
            8'd5, 8'd4, 8'd5, 8'd5
        })
    ) u_sum_dot (
        .clk(clk), .rst(rst),
        .s_axis_tdata(sum_dot_gate_tdata), .s_axis_tvalid(sum_dot_gate_tvalid), .s_axis_tready(sum_dot_gate_tready), .s_axis_tlast(sum_dot_gate_tlast),
        .m_axis_tdata(sum_tdata), .m_axis_tvalid(sum_tvalid), .m_axis_tready(sum_tready), .m_axis_tlast(sum_tlast)
    );

    // sum_q_requant: sums to codes, channel by channel; LATENCY 3
    bac_requant #(
        .C(4), .IW(5), .IS_SIGNED(0), .OW(4), .LO(32'sd0), .HI(32'sd15), .EVEN(1), .LATENCY(3),
        .VW(6),
        .FORM({
            4'd2, 4'd2, 4'd2, 4'd2
        }),
        .SHIFT({
            8'd1, 8'd1, 8'd1, 8'd1
        }),
        .DECREASING({
            1'd0, 1'd0, 1'd0, 1'd0
        }),
        .X_BITS({
            8'd5, 8'd4, 8'd5, 8'd5
        }),
        .N_THRESHOLDS(1),
        .THRESHOLDS({
            32'd0
        }),
        .THR_FIRST({
            32'd0, 32'd0, 32'd0, 32'd0, 32'd0
        }),
        // 0 adders
        // sum_q[0] = x[0]
        // sum_q[1] = x[1]
        // sum_q[2] = x[2]
        // sum_q[3] = x[3]
        .N_WORDS(8),
        .WORDS({
            64'h0000000300000305, 64'h0000000200000204, 64'h0000000100000105, 64'h0000000000000005,
            64'h0000000000000305, 64'h0000000000000204, 64'h0000000000000105, 64'h0000000000000005
        }),
        .FIRST({
            32'd8, 32'd4, 32'd0
        }),
        .OUTPUTS({
            48'h010000000003, 48'h010000000002, 48'h010000000001, 48'h010000000000
        }),
        .ADD({
            64'd0, 64'd0, 64'd0, 64'd0
        }),
        .V_BITS({
            8'd6, 8'd5, 8'd6, 8'd6
        })
    ) u_sum_q_requant (
        .clk(clk), .rst(rst),
        .s_axis_tdata(sum_tdata), .s_axis_tvalid(sum_tvalid), .s_axis_tready(sum_tready), .s_axis_tlast(sum_tlast),
        .m_axis_tdata(sum_q_tdata), .m_axis_tvalid(sum_q_tvalid), .m_axis_tready(sum_q_tready), .m_axis_tlast(sum_q_tlast)
    );

    // pool_fifo: beats that wait for the stage behind; LATENCY 1
    bac_fifo #(
        .W(16), .DEPTH(4), .OPEN(1)
    ) u_pool_fifo (
        .clk(clk), .rst(rst),
        .s_axis_tdata(sum_q_tdata), .s_axis_tvalid(sum_q_tvalid), .s_axis_tready(sum_q_tready), .s_axis_tlast(sum_q_tlast),
        .m_axis_tdata(pool_fifo_tdata), .m_axis_tvalid(pool_fifo_tvalid), .m_axis_tready(pool_fifo_tready), .m_axis_tlast(pool_fifo_tlast)
    );
    assign pool_fifo_left = pool_fifo_tvalid && pool_fifo_tready;

    // pool_window: the last K samples of every channel; LATENCY 1
    bac_window #(
        .C(4), .W(4), .T(8), .P(1), .P_OUT(1), .K(2), .STRIDE(2), .PAD_LEFT(0), .PAD_RIGHT(0),
        .OVERLAP(0), .FILL(4'd0), .N_FIFOS(1), .GROUP(4), .SPACED(1), .INTERVAL(1),
        .OUTS({
            32'd1
        }),
        .ROOMS({
            32'd1
        })
    ) u_pool_window (
        .clk(clk), .rst(rst),
        .left({logits_fifo_left}),
        .s_axis_tdata(pool_fifo_tdata), .s_axis_tvalid(pool_fifo_tvalid), .s_axis_tready(pool_fifo_tready), .s_axis_tlast(pool_fifo_tlast),
        .m_axis_tdata(pool_window_tdata), .m_axis_tvalid(pool_window_tvalid), .m_axis_tready(pool_window_tready), .m_axis_tlast(pool_window_tlast)
    );

    // pool_max: the largest of K samples of every channel; LATENCY 1
    bac_max #(
        .C(4), .K(2), .P(1), .STRIDE(2), .W(4), .IS_SIGNED(0)
    ) u_pool_max (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pool_window_tdata), .s_axis_tvalid(pool_window_tvalid), .s_axis_tready(pool_window_tready), .s_axis_tlast(pool_window_tlast),
        .m_axis_tdata(pool_tdata), .m_axis_tvalid(pool_tvalid), .m_axis_tready(pool_tready), .m_axis_tlast(pool_tlast)
    );

    // peak_globalmax: the largest value of every channel over a frame; LATENCY 1
    bac_globalmax #(
        .C(4), .P(1), .W(4), .IS_SIGNED(0)
    ) u_peak_globalmax (
        .clk(clk), .rst(rst),
        .s_axis_tdata(pool_tdata), .s_axis_tvalid(pool_tvalid), .s_axis_tready(pool_tready), .s_axis_tlast(pool_tlast),
        .m_axis_tdata(peak_tdata), .m_axis_tvalid(peak_tvalid), .m_axis_tready(peak_tready), .m_axis_tlast(peak_tlast)
    );

    // peak_q_requant: sums to codes, channel by channel; LATENCY 5
    bac_requant #(
        .C(4), .IW(4), .IS_SIGNED(0), .OW(4), .LO(-32'sd7), .HI(32'sd7), .EVEN(0), .LATENCY(5),
        .VW(5),
        .FORM({
            4'd4, 4'd3, 4'd1, 4'd1
        }),
        .SHIFT({
            8'd0, 8'd3, 8'd0, 8'd0
        }),
        .DECREASING({
            1'd0, 1'd0, 1'd0, 1'd0
        }),
        .X_BITS({
            8'd4, 8'd3, 8'd4, 8'd4
        }),
        .N_THRESHOLDS(14),
        .THRESHOLDS({
            32'd14, 32'd13, 32'd12, 32'd11, 32'd10, 32'd9, 32'd8, 32'd7, 32'd6, 32'd5, 32'd4, 32'd3,
            32'd2, 32'd1
        }),
        .THR_FIRST({
            32'd14, 32'd0, 32'd0, 32'd0, 32'd0
        }),
        // 4 adders
        // peak_q[0] = x[0] - 8
        // peak_q[1] = x[1] - 8
        // peak_q[2] = 7*x[2] - 28
        // peak_q[3] = -7
        .N_WORDS(12),
        .WORDS({
            64'h8300000200000286, 64'h0000000100000104, 64'h0000000000000004, 64'h0000000200000203,
            64'h0000000100000104, 64'h0000000000000004, 64'h0000000200000203, 64'h0000000100000104,
            64'h0000000000000004, 64'h0000000000000203, 64'h0000000000000104, 64'h0000000000000004
        }),
        .FIRST({
            32'd12, 32'd12, 32'd9, 32'd6, 32'd3, 32'd0
        }),
        .OUTPUTS({
            48'h000000000000, 48'h030000000002, 48'h020300000001, 48'h020300000000
        }),
        .ADD({
            64'd18446744073709551609, 64'd18446744073709551588, 64'd18446744073709551608, 64'd18446744073709551608
        }),
        .V_BITS({
            8'd1, 8'd5, 8'd4, 8'd4
        })
    ) u_peak_q_requant (
        .clk(clk), .rst(rst),
        .s_axis_tdata(peak_tdata), .s_axis_tvalid(peak_tvalid), .s_axis_tready(peak_tready), .s_axis_tlast(peak_tlast),
        .m_axis_tdata(peak_q_tdata), .m_axis_tvalid(peak_q_tvalid), .m_axis_tready(peak_q_tready), .m_axis_tlast(peak_q_tlast)
    );

    // logits_fifo: beats that wait for the stage behind; LATENCY 1
    bac_fifo #(
        .W(16), .DEPTH(1), .OPEN(1)
    ) u_logits_fifo (
        .clk(clk), .rst(rst),
        .s_axis_tdata(peak_q_tdata), .s_axis_tvalid(peak_q_tvalid), .s_axis_tready(peak_q_tready), .s_axis_tlast(peak_q_tlast),
        .m_axis_tdata(logits_fifo_tdata), .m_axis_tvalid(logits_fifo_tvalid), .m_axis_tready(logits_fifo_tready), .m_axis_tlast(logits_fifo_tlast)
    );
    assign logits_fifo_left = logits_fifo_tvalid && logits_fifo_tready;

    // logits_fc: fully connected, P inputs a clock; LATENCY 7
    bac_fc #(
        .C(4), .T(1), .P(1), .IW(4), .IS_SIGNED(1), .N_OUT(3), .WB(4), .OW(8),
        .BIAS({
            32'd0, 32'd4294967293, 32'd5
        }),
        .ROM_FILE("logits.mem")
    ) u_logits_fc (
        .clk(clk), .rst(rst),
        .s_axis_tdata(logits_fifo_tdata), .s_axis_tvalid(logits_fifo_tvalid), .s_axis_tready(logits_fifo_tready), .s_axis_tlast(logits_fifo_tlast),
        .m_axis_tdata(logits_tdata), .m_axis_tvalid(logits_tvalid), .m_axis_tready(logits_tready), .m_axis_tlast(logits_tlast)
    );

    // class_argmax: logits to class; LATENCY 3
    bac_argmax #(
        .N(3), .W(8), .IS_SIGNED(1), .LANE(8), .CLASS_LANE(8)
    ) u_class_argmax (
        .clk(clk), .rst(rst),
        .s_axis_tdata(logits_tdata), .s_axis_tvalid(logits_tvalid), .s_axis_tready(logits_tready), .s_axis_tlast(logits_tlast),
        .m_axis_tdata(m_axis_tdata), .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .m_axis_tlast(m_axis_tlast)
    );
endmodule
`default_nettype wire
