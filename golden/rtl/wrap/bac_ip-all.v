// bac_ip.v : tiny as an AXI4-Stream block; generated from a .bnet, do not edit
//   in 16 beats of 2 elements a frame, out the logits; 16 clocks a frame
// Logic is in rtl/; the head of rtl/bac_axi.v says what lies in tdata and when.
`default_nettype none
module bac_ip (
    (* X_INTERFACE_INFO = "xilinx.com:signal:clock:1.0 aclk CLK" *)
    (* X_INTERFACE_PARAMETER = "ASSOCIATED_BUSIF m_axis:s_axi, ASSOCIATED_RESET aresetn" *)
    input  wire aclk,
    (* X_INTERFACE_INFO = "xilinx.com:signal:reset:1.0 aresetn RST" *)
    (* X_INTERFACE_PARAMETER = "POLARITY ACTIVE_LOW" *)
    input  wire aresetn,
    (* X_INTERFACE_INFO = "xilinx.com:signal:clock:1.0 s_axis_aclk CLK" *)
    (* X_INTERFACE_PARAMETER = "ASSOCIATED_BUSIF s_axis, ASSOCIATED_RESET s_axis_aresetn" *)
    input  wire s_axis_aclk,
    (* X_INTERFACE_INFO = "xilinx.com:signal:reset:1.0 s_axis_aresetn RST" *)
    (* X_INTERFACE_PARAMETER = "POLARITY ACTIVE_LOW" *)
    input  wire s_axis_aresetn,
    input  wire [31:0] s_axis_tdata,
    input  wire [3:0] s_axis_tkeep,
    input  wire s_axis_tvalid,
    input  wire s_axis_tlast,
    output wire [15:0] m_axis_tdata,
    output wire m_axis_tuser,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,
    input  wire [11:0] s_axi_awaddr,
    input  wire s_axi_awvalid,
    output wire s_axi_awready,
    input  wire [31:0] s_axi_wdata,
    input  wire [3:0] s_axi_wstrb,
    input  wire s_axi_wvalid,
    output wire s_axi_wready,
    output wire [1:0] s_axi_bresp,
    output wire s_axi_bvalid,
    input  wire s_axi_bready,
    input  wire [11:0] s_axi_araddr,
    input  wire s_axi_arvalid,
    output wire s_axi_arready,
    output wire [31:0] s_axi_rdata,
    output wire [1:0] s_axi_rresp,
    output wire s_axi_rvalid,
    input  wire s_axi_rready
);
    wire unused_s_axis_tready;
    bac_axi #(
        .C(2),
        .T(16),
        .LANE(8),
        .S_LANE(16),
        .SAMPLE_W(12),
        .SHIFT(8),
        .IW(4),
        .LO(-32'sd8),
        .HI(32'sd7),
        .FIFO_AW(4),
        .WAITS(0),
        .CHECK_LAST(1),
        .RESULT(2),
        .N(3),
        .W(8),
        .IS_SIGNED(1),
        .OUT_LANE(8),
        .CLASS_LANE(8),
        .M_BYTES(2),
        .LITE(1),
        .FLIGHT(3),
        .SAMPLES(1),
        .HASH(256'ha0a1a2a3_a4a5a6a7_a8a9aaab_acadaeaf_b0b1b2b3_b4b5b6b7_b8b9babb_bcbdbebf)
    ) u_axi (
        .aclk(aclk),
        .aresetn(aresetn),
        .s_axis_aclk(s_axis_aclk),
        .s_axis_aresetn(s_axis_aresetn),
        .s_axis_tdata(s_axis_tdata),
        .s_axis_tkeep(s_axis_tkeep),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(unused_s_axis_tready),
        .s_axis_tlast(s_axis_tlast),
        .m_axis_tdata(m_axis_tdata),
        .m_axis_tuser(m_axis_tuser),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast(m_axis_tlast),
        .s_axi_awaddr(s_axi_awaddr),
        .s_axi_awvalid(s_axi_awvalid),
        .s_axi_awready(s_axi_awready),
        .s_axi_wdata(s_axi_wdata),
        .s_axi_wstrb(s_axi_wstrb),
        .s_axi_wvalid(s_axi_wvalid),
        .s_axi_wready(s_axi_wready),
        .s_axi_bresp(s_axi_bresp),
        .s_axi_bvalid(s_axi_bvalid),
        .s_axi_bready(s_axi_bready),
        .s_axi_araddr(s_axi_araddr),
        .s_axi_arvalid(s_axi_arvalid),
        .s_axi_arready(s_axi_arready),
        .s_axi_rdata(s_axi_rdata),
        .s_axi_rresp(s_axi_rresp),
        .s_axi_rvalid(s_axi_rvalid),
        .s_axi_rready(s_axi_rready)
    );
endmodule
`default_nettype wire
