// bac_fold_collect.v : stands for bac_fold_collect in proofs of modules around it: any stream of outputs; while a result
// comes, the lanes may stand still in any clock. f_finish: `finish`, for the owner's proof
module bac_fold_collect #(
    parameter N_OUT = 1,
    parameter L     = 1,
    parameter LANES = 1,
    parameter W     = 20,
    parameter SLOTS = 1,
    parameter FILE  = ""
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [      L-1:0] done,
    input  wire [    L*W-1:0] acc,
    input  wire               finish,
    output wire               ce,
    output wire [LANES*W-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast,
    output wire               f_finish
);
    (* anyseq *) wire f_room;
    (* anyseq *) wire [LANES*W+1:0] f_beat;
    assign ce       = done == 0 || f_room;
    assign f_finish = finish;
    assign {m_axis_tvalid, m_axis_tlast, m_axis_tdata} = f_beat;
endmodule
