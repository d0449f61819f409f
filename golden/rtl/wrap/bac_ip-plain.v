// bac_ip.v : tiny as an AXI4-Stream block; generated from a .bnet, do not edit
//   in 16 beats of 2 elements a frame, out the class; 16 clocks a frame
// Logic is in rtl/; the head of rtl/bac_axi.v says what lies in tdata and when.
`default_nettype none
module bac_ip (
    (* X_INTERFACE_INFO = "xilinx.com:signal:clock:1.0 aclk CLK" *)
    (* X_INTERFACE_PARAMETER = "ASSOCIATED_BUSIF s_axis:m_axis, ASSOCIATED_RESET aresetn" *)
    input  wire aclk,
    (* X_INTERFACE_INFO = "xilinx.com:signal:reset:1.0 aresetn RST" *)
    (* X_INTERFACE_PARAMETER = "POLARITY ACTIVE_LOW" *)
    input  wire aresetn,
    input  wire [15:0] s_axis_tdata,
    input  wire [1:0] s_axis_tkeep,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    output wire [7:0] m_axis_tdata,
    output wire m_axis_tuser,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast
);
    wire unused_s_axi_awready;
    wire unused_s_axi_wready;
    wire [1:0] unused_s_axi_bresp;
    wire unused_s_axi_bvalid;
    wire unused_s_axi_arready;
    wire [31:0] unused_s_axi_rdata;
    wire [1:0] unused_s_axi_rresp;
    wire unused_s_axi_rvalid;
    bac_axi #(
        .C(2),
        .T(16),
        .LANE(8),
        .S_LANE(8),
        .SAMPLE_W(0),
        .SHIFT(0),
        .IW(4),
        .LO(-32'sd8),
        .HI(32'sd7),
        .FIFO_AW(0),
        .WAITS(1),
        .CHECK_LAST(0),
        .RESULT(0),
        .N(3),
        .W(8),
        .IS_SIGNED(1),
        .OUT_LANE(8),
        .CLASS_LANE(8),
        .M_BYTES(1),
        .LITE(0),
        .FLIGHT(3),
        .SAMPLES(1),
        .HASH(256'ha0a1a2a3_a4a5a6a7_a8a9aaab_acadaeaf_b0b1b2b3_b4b5b6b7_b8b9babb_bcbdbebf)
    ) u_axi (
        .aclk(aclk),
        .aresetn(aresetn),
        .s_axis_aclk(1'd0),
        .s_axis_aresetn(1'd0),
        .s_axis_tdata(s_axis_tdata),
        .s_axis_tkeep(s_axis_tkeep),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .s_axis_tlast(1'd0),
        .m_axis_tdata(m_axis_tdata),
        .m_axis_tuser(m_axis_tuser),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast(m_axis_tlast),
        .s_axi_awaddr(12'd0),
        .s_axi_awvalid(1'd0),
        .s_axi_awready(unused_s_axi_awready),
        .s_axi_wdata(32'd0),
        .s_axi_wstrb(4'd0),
        .s_axi_wvalid(1'd0),
        .s_axi_wready(unused_s_axi_wready),
        .s_axi_bresp(unused_s_axi_bresp),
        .s_axi_bvalid(unused_s_axi_bvalid),
        .s_axi_bready(1'd0),
        .s_axi_araddr(12'd0),
        .s_axi_arvalid(1'd0),
        .s_axi_arready(unused_s_axi_arready),
        .s_axi_rdata(unused_s_axi_rdata),
        .s_axi_rresp(unused_s_axi_rresp),
        .s_axi_rvalid(unused_s_axi_rvalid),
        .s_axi_rready(1'd0)
    );
endmodule
`default_nettype wire
