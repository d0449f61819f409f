// bac_ctrl.v : stands for bac_ctrl in proofs of modules around it: the same, as tails/bac_ctrl.vh proves it. f_valid: where
// there is a beat, that of stage 1 at bit 0, for the owner's proof
module bac_ctrl #(
    parameter LATENCY = 1
) (
    input  wire clk,
    input  wire rst,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,
    output wire ce,
    output wire [LATENCY-1:0] f_valid,
    output wire [LATENCY-1:0] f_last
);
    reg [LATENCY-1:0] valid_q, last_q;
    assign ce            = !m_axis_tvalid || m_axis_tready;
    assign s_axis_tready = ce;
    assign m_axis_tvalid = valid_q[LATENCY-1];
    assign m_axis_tlast  = last_q[LATENCY-1];
    assign f_valid       = valid_q;
    assign f_last        = last_q;
    always @(posedge clk) begin
        if (rst) valid_q <= 0;
        else if (ce) valid_q <= {valid_q, s_axis_tvalid};
        if (ce) last_q <= {last_q, s_axis_tlast};
    end
endmodule
