// bench_stream.v : the stages on narrow streams with the parameter sets of test_stream.cpp, side by
// side. Set n has pins n of every port and data bits [n*128 +: 128]; the first ones have no skip port.
`default_nettype none
/* verilator lint_off UNUSEDSIGNAL */
`define BAC_IN(n, bits) .clk(clk), .rst(rst), .s_axis_tdata(s_tdata[n*128+:bits]), .s_axis_tvalid(s_tvalid[n]), .s_axis_tready(s_tready[n]), .s_axis_tlast(s_tlast[n])
`define BAC_SKIP(n, bits) .s_axis_skip_tdata(s_skip_tdata[n*128+:bits]), .s_axis_skip_tvalid(s_skip_tvalid[n]), .s_axis_skip_tready(s_skip_tready[n]), .s_axis_skip_tlast(s_skip_tlast[n])
`define BAC_OUT(n, bits) .m_axis_tdata(m_tdata[n*128+:bits]), .m_axis_tvalid(m_tvalid[n]), .m_axis_tready(m_tready[n]), .m_axis_tlast(m_tlast[n])
`define BAC_REST(n, bits) assign m_tdata[n*128+bits+:128-bits] = {(128 - bits) {1'b0}}
module bench_stream #(
    parameter N = 21
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [N*128-1:0] s_tdata,
    input  wire [    N-1:0] s_tvalid,
    output wire [    N-1:0] s_tready,
    input  wire [    N-1:0] s_tlast,
    input  wire [N*128-1:0] s_skip_tdata,
    input  wire [    N-1:0] s_skip_tvalid,
    output wire [    N-1:0] s_skip_tready,
    input  wire [    N-1:0] s_skip_tlast,
    output wire [N*128-1:0] m_tdata,
    output wire [    N-1:0] m_tvalid,
    input  wire [    N-1:0] m_tready,
    output wire [    N-1:0] m_tlast
);
    assign s_skip_tready[10:0]  = 11'd0;
    assign s_skip_tready[20:15] = 6'd0;

    // LANES_IN, LANES_OUT
    bac_resize #(.W(5), .LANES_IN(6), .LANES_OUT(2), .PICK(1)) u_0 (`BAC_IN(0, 30), `BAC_OUT(0, 10));
    bac_resize #(.W(7), .LANES_IN(1), .LANES_OUT(4)) u_1 (`BAC_IN(1, 7), `BAC_OUT(1, 28));
    bac_resize #(.W(4), .LANES_IN(3), .LANES_OUT(3)) u_2 (`BAC_IN(2, 12), `BAC_OUT(2, 12));
    bac_resize #(.W(9), .LANES_IN(8), .LANES_OUT(1)) u_3 (`BAC_IN(3, 72), `BAC_OUT(3, 9));
    bac_fold_globalmax #(.C(6), .T(5), .W(6), .IS_SIGNED(1), .LANES(2)) u_4 (`BAC_IN(4, 12), `BAC_OUT(4, 12));
    bac_fold_globalmax #(.C(3), .T(4), .W(5), .IS_SIGNED(0), .LANES(3)) u_5 (`BAC_IN(5, 15), `BAC_OUT(5, 15));
    bac_fold_globalmax #(.C(2), .T(1), .W(4), .IS_SIGNED(1), .LANES(1)) u_6 (`BAC_IN(6, 4), `BAC_OUT(6, 4));
    bac_fold_requant #(.C(3), .LANES(1), .IW(12), .IS_SIGNED(1), .OW(6), .LO(32'sd0), .HI(32'sd63),
        .EB(0), .MB(9), .AB(14), .VW(22), .XW(22), .SHIFT(6), .EVEN(0),
        .ROM_FILE("requant_07.mem")) u_7 (`BAC_IN(7, 12), `BAC_OUT(7, 6));
    bac_fold_requant #(.C(8), .LANES(2), .IW(12), .IS_SIGNED(1), .OW(5), .LO(-32'sd16), .HI(32'sd14),
        .EB(3), .MB(10), .AB(16), .VW(23), .XW(30), .SHIFT(8), .EVEN(1),
        .ROM_FILE("requant_08.mem")) u_8 (`BAC_IN(8, 24), `BAC_OUT(8, 10));
    bac_fold_requant #(.THRESHOLD(1), .C(6), .LANES(2), .IW(10), .IS_SIGNED(1), .OW(4), .BITS(3),
        .ROM_FILE("requant_09.mem"), .THRESHOLD_FILE("requant_09")) u_9 (`BAC_IN(9, 20), `BAC_OUT(9, 8));
    bac_fold_requant #(.THRESHOLD(1), .C(2), .LANES(4), .IW(7), .IS_SIGNED(0), .OW(3), .BITS(2),
        .ROM_FILE("requant_10.mem"), .THRESHOLD_FILE("requant_10")) u_10 (`BAC_IN(10, 28), `BAC_OUT(10, 12));
    bac_fold_concat #(.W(6), .C_A(4), .C_B(2), .LANES(2)) u_11 (`BAC_IN(11, 12), `BAC_SKIP(11, 12), `BAC_OUT(11, 12));
    bac_fold_concat #(.W(3), .C_A(1), .C_B(3), .LANES(1)) u_12 (`BAC_IN(12, 3), `BAC_SKIP(12, 3), `BAC_OUT(12, 3));
    bac_fold_add #(.C(4), .LANES(2), .W_A(6), .SIGNED_A(0), .W_B(5), .SIGNED_B(1), .MB_A(4), .MB_B(6), .OW(13),
        .ROM_FILE("add_13.mem")) u_13 (`BAC_IN(13, 12), `BAC_SKIP(13, 10), `BAC_OUT(13, 26));
    bac_fold_add #(.C(1), .LANES(3), .W_A(8), .SIGNED_A(1), .W_B(8), .SIGNED_B(1), .MB_A(2), .MB_B(2), .OW(11),
        .ROM_FILE("add_14.mem")) u_14 (`BAC_IN(14, 24), `BAC_SKIP(14, 24), `BAC_OUT(14, 33));
    bac_fold_sum #(.C(6), .N(4), .GROUPS(3), .W(6), .IS_SIGNED(1), .OW(8), .LANES(2)) u_15 (`BAC_IN(15, 12), `BAC_OUT(15, 16));
    bac_fold_sum #(.C(3), .N(5), .GROUPS(1), .W(5), .IS_SIGNED(0), .OW(8), .LANES(3)) u_16 (`BAC_IN(16, 15), `BAC_OUT(16, 24));
    bac_sum #(.C(2), .P(1), .N(3), .GROUPS(2), .W(5), .IS_SIGNED(1), .OW(7)) u_17 (`BAC_IN(17, 10), `BAC_OUT(17, 14));
    bac_sum #(.C(3), .P(2), .N(2), .GROUPS(1), .W(4), .IS_SIGNED(0), .OW(6)) u_18 (`BAC_IN(18, 24), `BAC_OUT(18, 18));
    bac_factor #(.C(2), .P(1), .BEATS(3), .W(5), .IS_SIGNED(1), .OW(7), .FB(2), .RUNS(3),
        .FIRST({32'd4, 32'd1, 32'd0}), .FACTOR({32'd3, 32'd2, 32'd3})) u_19 (`BAC_IN(19, 10), `BAC_OUT(19, 14));
    bac_factor #(.C(3), .P(2), .BEATS(1), .W(4), .IS_SIGNED(0), .OW(8), .FB(4), .RUNS(3),
        .FIRST({32'd3, 32'd1, 32'd0}), .FACTOR({32'd6, 32'd3, 32'd3, 32'd3, 32'd4, 32'd12}))
        u_20 (`BAC_IN(20, 24), `BAC_OUT(20, 48));

    `BAC_REST(0, 10);
    `BAC_REST(1, 28);
    `BAC_REST(2, 12);
    `BAC_REST(3, 9);
    `BAC_REST(4, 12);
    `BAC_REST(5, 15);
    `BAC_REST(6, 4);
    `BAC_REST(7, 6);
    `BAC_REST(8, 10);
    `BAC_REST(9, 8);
    `BAC_REST(10, 12);
    `BAC_REST(11, 12);
    `BAC_REST(12, 3);
    `BAC_REST(13, 26);
    `BAC_REST(14, 33);
    `BAC_REST(15, 16);
    `BAC_REST(16, 24);
    `BAC_REST(17, 14);
    `BAC_REST(18, 18);
    `BAC_REST(19, 14);
    `BAC_REST(20, 48);
endmodule
`default_nettype wire
