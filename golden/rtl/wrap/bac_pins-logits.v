// bac_pins.v : tiny, its result as logits; generated from a .bnet, do not edit
`default_nettype none
module bac_pins (
    input  wire clk,
    input  wire rst,
    input  wire [15:0] s_axis_tdata,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire [15:0] m_axis_tdata,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,
    output wire tlast_error
);
    wire [31:0] result_tdata;
    wire result_tvalid, result_tready, result_tlast;

    bac_top u_net (
        .clk(clk), .rst(rst), .tlast_error(tlast_error),
        .s_axis_tdata(s_axis_tdata), .m_axis_tdata(result_tdata),
        .s_axis_tvalid(s_axis_tvalid), .m_axis_tvalid(result_tvalid),
        .s_axis_tready(s_axis_tready), .m_axis_tready(result_tready),
        .s_axis_tlast(s_axis_tlast), .m_axis_tlast(result_tlast)
    );

    bac_result #(
        .FORM(2), .N(3), .W(8), .IS_SIGNED(1), .LANE(8), .CLASS_LANE(8), .ABOVE(8)
    ) u_result (
        .clk(clk), .rst(rst),
        .s_axis_tdata(result_tdata), .m_axis_tdata(m_axis_tdata),
        .s_axis_tvalid(result_tvalid), .m_axis_tvalid(m_axis_tvalid),
        .s_axis_tready(result_tready), .m_axis_tready(m_axis_tready),
        .s_axis_tlast(result_tlast), .m_axis_tlast(m_axis_tlast)
    );
endmodule
`default_nettype wire
