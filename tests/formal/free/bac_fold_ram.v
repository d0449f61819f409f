// bac_fold_ram.v : stands for bac_fold_ram in proofs of modules around it, however deep: one word is followed, at an
// address that is any (f_slot, from the owner's proof), and every other word is any value at any time
module bac_fold_ram #(
    parameter W     = 8,
    parameter DEPTH = 2,
    parameter PARTS = 1  // of the owner's proof: 1, words that are written whole
) (
    input  wire                                           clk,
    input  wire [                              PARTS-1:0] write,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] write_address,
    input  wire [                                  W-1:0] write_word,
    input  wire                                           ce,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] read_address,
    output wire [                                  W-1:0] word,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] f_slot,
    output wire [                                  W-1:0] f_word
);
    (* anyseq *) wire [W-1:0] f_any;
    reg [W-1:0] word_q;
    reg [W-1:0] f_word_q;
    wire f_writes = write[0] && write_address == f_slot;
    assign word   = word_q;
    assign f_word = f_word_q;
    always @(posedge clk) begin
        if (f_writes) f_word_q <= write_word;
        // What is read in the clock in which it is written is undefined.
        if (ce) word_q <= (read_address == f_slot && !f_writes) ? f_word_q : f_any;
    end
endmodule
