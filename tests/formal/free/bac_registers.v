// bac_registers.v : stands for bac_registers in proofs of modules around it: the network is reset with it, and whenever it
// likes; any answers, any hold
module bac_registers #(
    parameter CLASSES  = 24,
    parameter MARGIN_W = 16,
    parameter SAMPLES  = 1,
    parameter FRAME    = 1024,
    parameter [255:0] HASH = 256'd0
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [11:0] s_axi_awaddr,
    input  wire        s_axi_awvalid,
    output wire        s_axi_awready,
    input  wire [31:0] s_axi_wdata,
    input  wire [ 3:0] s_axi_wstrb,
    input  wire        s_axi_wvalid,
    output wire        s_axi_wready,
    output wire [ 1:0] s_axi_bresp,
    output wire        s_axi_bvalid,
    input  wire        s_axi_bready,
    input  wire [11:0] s_axi_araddr,
    input  wire        s_axi_arvalid,
    output wire        s_axi_arready,
    output wire [31:0] s_axi_rdata,
    output wire [ 1:0] s_axi_rresp,
    output wire        s_axi_rvalid,
    input  wire        s_axi_rready,
    output wire        core_rst,
    output wire        hold,
    input  wire        last_wrong,
    input  wire        bad_beat,
    input  wire        overflow,
    input  wire        waits,
    input  wire        done,
    input  wire [ 7:0] class_index,
    input  wire [((MARGIN_W > 0) ? MARGIN_W : 1)-1:0] margin,
    input  wire [31:0] latency
);
    (* anyseq *) wire [40:0] f_any;
    (* anyseq *) wire f_resets, f_hold;
    reg core_rst_q, hold_q;
    assign {s_axi_awready, s_axi_wready, s_axi_bresp, s_axi_bvalid, s_axi_arready, s_axi_rdata, s_axi_rresp, s_axi_rvalid} = f_any;
    assign core_rst = core_rst_q;
    assign hold     = hold_q;
    always @(posedge clk) begin
        core_rst_q <= rst || f_resets;
        hold_q     <= f_hold;
    end
endmodule
