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
    output wire [                                  W-1:0] word,
    output wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] f_read  // the address of it
);
    (* anyseq *) wire [W-1:0] f_any;
    reg [W-1:0] word_q;
    reg [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] read_q;
    assign word   = word_q;
    assign f_read = read_q;
    always @(posedge clk)
        if (ce) begin
            word_q <= f_any;
            read_q <= address;
        end
endmodule
