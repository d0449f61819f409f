// bac_fold_sequence.v : stands for bac_fold_sequence in proofs of modules around it: any words, in the order that
// tails/bac_fold_sequence.vh proves, whenever the ring may have what they read. f_word, f_group: the numbers of the next word
// and its group, one stage in front of `valid`, for the owner's proof
module bac_fold_sequence #(
    parameter WORD_BITS = 16,
    parameter N_WORDS   = 1,
    parameter GROUPS    = 1,
    parameter T         = 1,
    parameter FIRST     = 1,
    parameter STEP      = 1,
    parameter AHEAD     = 1,
    parameter ROM_FILE  = ""
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 ce,
    input  wire                 wrote,
    output wire                 valid,
    output wire                 group_last,
    output wire                 frame_last,
    output wire [WORD_BITS-1:0] word,
    output wire [$clog2(N_WORDS+1)-1:0] f_word,
    output wire [$clog2(GROUPS+1)-1:0] f_group
);
    (* anyseq *) wire f_arrived;
    (* anyseq *) wire [WORD_BITS-1:0] f_any;
    reg [$clog2(N_WORDS+1)-1:0] w_q;
    reg [$clog2(GROUPS+1)-1:0] g_q;
    reg valid_q, group_last_q, frame_last_q;
    reg [WORD_BITS-1:0] word_q;
    wire issues = w_q != 0 || f_arrived;
    wire group_end = issues && w_q == N_WORDS - 1;
    assign {valid, group_last, frame_last, word} = {valid_q, group_last_q, frame_last_q, word_q};
    assign f_word  = w_q;
    assign f_group = g_q;
    always @(posedge clk) begin
        if (rst) {w_q, g_q, valid_q} <= 0;
        else if (ce) begin
            valid_q <= issues;
            if (issues) w_q <= group_end ? 0 : w_q + 1;
            if (group_end) g_q <= (g_q == GROUPS - 1) ? 0 : g_q + 1;
        end
        if (ce) {group_last_q, frame_last_q, word_q} <= {group_end, group_end && g_q == GROUPS - 1, f_any};
    end
endmodule
