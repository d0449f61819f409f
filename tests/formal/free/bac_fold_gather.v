// bac_fold_gather.v : stands for bac_fold_gather in proofs of modules around it: the same, said plainly, as
// tails/bac_fold_gather.vh proves it of frames that end where they should; one word of a position is followed (f_slot, from
// the owner's proof), and every other is any value. f_word: what it has made so far, for the owner's proof
module bac_fold_gather #(
    parameter W      = 8,
    parameter WORDS  = 1,
    parameter N      = 1,
    parameter GROUPS = 1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    output wire         first,
    output wire [W-1:0] so_far,
    input  wire [W-1:0] word,
    output wire [W-1:0] m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast,
    input  wire [((WORDS > 1) ? $clog2(WORDS) : 1) - 1:0] f_slot,
    output wire [                                  W-1:0] f_word,
    output wire [                                   15:0] f_beat,  // of the position that comes,
    output wire [                                   15:0] f_n,     // of its group,
    output wire [                                   15:0] f_group  // of its frame
);
    (* anyseq *) wire [W-1:0] f_any;
    reg [15:0] beat_q, n_q, group_q;
    reg done_q, last_q;
    reg [W-1:0] sent_q, word_q;
    wire takes = s_axis_tvalid && s_axis_tready;
    wire ends = beat_q == WORDS - 1;
    assign first         = n_q == 0;
    assign s_axis_tready = n_q != N - 1 || !done_q || m_axis_tready;
    assign so_far        = (n_q != 0 && beat_q == f_slot) ? word_q : f_any;
    assign m_axis_tvalid = done_q;
    assign m_axis_tlast  = last_q;
    assign m_axis_tdata  = sent_q;
    assign f_word        = word_q;
    assign f_beat        = beat_q;
    assign f_n           = n_q;
    assign f_group       = group_q;
    always @(posedge clk) begin
        if (rst) {beat_q, n_q, group_q} <= 0;
        else if (takes) begin
            beat_q <= ends ? 0 : beat_q + 1;
            if (s_axis_tlast) {n_q, group_q} <= 0;
            else if (ends) begin
                n_q <= (n_q == N - 1) ? 0 : n_q + 1;
                if (n_q == N - 1) group_q <= group_q + 1;
            end
        end
        done_q <= !rst && (takes && n_q == N - 1 || done_q && !m_axis_tready);
        if (takes && beat_q == f_slot) word_q <= word;
        if (takes && n_q == N - 1) {last_q, sent_q} <= {ends && group_q == GROUPS - 1, word};
    end
endmodule
