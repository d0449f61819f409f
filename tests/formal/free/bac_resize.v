// bac_resize.v : stands for bac_resize in proofs of modules in front of it: any beats; it waits in any clock. f_offer: what it is
// offered, {tvalid, tlast}, for the owner's proof
module bac_resize #(
    parameter W         = 8,
    parameter LANES_IN  = 1,
    parameter LANES_OUT = 1,
    parameter PICK      = 0,
    parameter OPEN      = 0
) (
    input  wire clk,
    input  wire rst,
    input  wire [LANES_IN*W-1:0] s_axis_tdata,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire [LANES_OUT*W-1:0] m_axis_tdata,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,
    output wire [1:0] f_offer
);
    (* anyseq *) wire f_room;
    (* anyseq *) wire [LANES_OUT*W+1:0] f_beat;
    assign s_axis_tready = f_room;
    assign {m_axis_tvalid, m_axis_tlast, m_axis_tdata} = f_beat;
    assign f_offer = {s_axis_tvalid, s_axis_tlast};
endmodule
