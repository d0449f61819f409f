// bac_top.v : stands for a network, which is no file of rtl/: any results, one for each frame that it has, whenever it likes.
// Its input may wait while its result does, and in any other clock. F_IN, F_OUT: bits of its beats, from the owner's proof
module bac_top #(
    parameter F_IN  = 8,
    parameter F_OUT = 8
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [ F_IN-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [F_OUT-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,
    output wire             tlast_error,
    output wire [      8:0] f_inside  // frames
);
    (* anyseq *) wire f_room, f_waits, f_offers, f_wrong;
    (* anyseq *) wire [F_OUT-1:0] f_result;
    reg [8:0] inside_q;
    reg valid_q;
    reg [F_OUT-1:0] result_q;
    wire gives = valid_q && m_axis_tready;
    assign s_axis_tready = f_room && (f_waits || m_axis_tready);
    assign m_axis_tdata  = result_q;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = 1'b1;
    assign tlast_error   = f_wrong;
    assign f_inside      = inside_q;
    always @(posedge clk) begin
        inside_q <= rst ? 0 : inside_q + (s_axis_tvalid && s_axis_tready && s_axis_tlast) - gives;
        valid_q  <= !rst && (valid_q && !m_axis_tready || inside_q > valid_q && f_offers);
        if (!valid_q || m_axis_tready) result_q <= f_result;
    end
endmodule
