// bac_shared_bank.v : stands for bac_shared_bank in proofs of modules around it, however deep: one word is followed, at an
// address that is any (f_slot, from the owner's proof), and every other word is any value at any time
module bac_shared_bank #(
    parameter W     = 8,
    parameter DEPTH = 2,
    parameter A     = 1,
    parameter HUGE  = 0
) (
    input  wire         clk,
    input  wire         write,
    input  wire [A-1:0] address,
    input  wire [W-1:0] write_word,
    output wire [W-1:0] word,
    input  wire [A-1:0] f_slot,
    output wire [W-1:0] f_word
);
    (* anyseq *) wire [W-1:0] f_any;
    reg [W-1:0] word_q, f_word_q;
    assign word   = word_q;
    assign f_word = f_word_q;
    always @(posedge clk) begin
        if (write && address == f_slot) f_word_q <= write_word;
        word_q <= (!write && address == f_slot) ? f_word_q : f_any;
    end
endmodule
