// bac_fold_table.v : stands for bac_fold_table in proofs of modules around it: any words, in the order that
// tails/bac_fold_table.vh proves. f_next: the row that is read next, f_read: that of the word, for the owner's proof
module bac_fold_table #(
    parameter W     = 8,
    parameter WORDS = 1,
    parameter FILE  = ""
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire         step,
    output wire [W-1:0] word,
    output wire [((WORDS > 1) ? $clog2(WORDS) : 1) - 1:0] f_next,
    output wire [((WORDS > 1) ? $clog2(WORDS) : 1) - 1:0] f_read
);
    localparam NW = (WORDS > 1) ? $clog2(WORDS) : 1;
    (* anyseq *) wire [W-1:0] f_any;
    reg [W-1:0] word_q;
    reg [NW-1:0] next_q, read_q;
    assign word   = word_q;
    assign f_next = next_q;
    assign f_read = read_q;
    always @(posedge clk) begin
        if (rst) next_q <= 0;
        else if (ce && step) next_q <= (next_q == WORDS - 1) ? 0 : next_q + 1;
        if (ce) begin
            word_q <= f_any;
            read_q <= next_q;
        end
    end
endmodule
