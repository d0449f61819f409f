// bac_fold_rom.v : stands for bac_fold_rom in proofs of modules around it: a table of any words
// A word that the owner's proof needs is assumed there, by address (bac_fold_collect.vh).
module bac_fold_rom #(
    parameter W     = 8,
    parameter DEPTH = 2,
    parameter FILE  = ""
) (
    input  wire                                           clk,
    input  wire                                           ce,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] address,
    output wire [                                  W-1:0] word
);
    (* anyseq *) wire [W-1:0] f_any;
    reg [W-1:0] word_q;
    assign word = word_q;
    always @(posedge clk) if (ce) word_q <= f_any;
endmodule
