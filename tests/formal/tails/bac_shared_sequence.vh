// Proves the words of each op, group and segment once and in order, repeats included; their marks; the op's fields around them; a row waits until the one before is written and no longer; GAP clocks between ops; a frame ends once; counters in range
// Fault s/if (valid \&\& last) busy_q <= clocks/if (valid1_q \&\& last) busy_q <= clocks/
// Free bac_fold_rom
// File bac_shared_op.mem
// Edit s/op_word_q <= ops\[op_q\]/op_word_q <= f_ops[op_q*OB+:OB]/
// Any program: of each op its entry, of each word whether it is a row's last.
`BAC_FORMAL_CLOCK
(* anyconst *) wire [N_OPS*OB-1:0] f_ops;
(* anyconst *) wire [N_WORDS-1:0] f_lasts;
localparam IB = $clog2(N_OPS + 1) + 1;
localparam WB = $clog2(N_WORDS + 1) + 1;
localparam GAP_BITS = $clog2(GAP + 2);
// What a program is: its ops share its words out, in order, and the last one is its segment's last.
integer f_k;
always @* begin
    for (f_k = 1; f_k < N_OPS; f_k = f_k + 1) assume (f_ops[f_k*OB+OB-1-:NB] > f_ops[(f_k-1)*OB+OB-1-:NB]);
    assume (f_ops[N_OPS*OB-1-:NB] == N_WORDS - 1 && f_ops[(N_OPS-1)*OB+FB+1]);
end
reg [IB-1:0] f_op, f_segment;  // the op, and the first of its segment
reg [WB-1:0] f_word;           // the next word
reg [RB-1:0] f_repeats;        // of the op, and
reg [GB-1:0] f_groups;         // groups of the segment, that follow
reg f_first, f_again;          // the op's first word is next; the segment has begun again
reg [GAP_BITS-1:0] f_gap;      // clocks since the op's last word; 0 in an op
reg f_idle;
reg [LB-1:0] f_busy;           // clocks until the row before is written
reg [NB-1:0] f_address1;       // of the word that is offered
wire [NB-1:0] f_end, f_before;
wire [RB-1:0] f_repeat;
wire [LB-1:0] f_clocks;
wire [GB-1:0] f_group;
wire f_ends, f_frees;
wire [FB-1:0] f_fields;
wire [OB-1:0] f_entry = f_ops[f_op*OB+:OB];
assign {f_end, f_repeat, f_clocks, f_group, f_ends, f_frees, f_fields} = f_entry;
assign f_before = f_ops[(f_op-1)*OB+OB-1-:NB];
wire [WB-1:0] f_start = (f_op == 0) ? 0 : f_before + 1;           // the op's first word,
wire [NB-1:0] f_before_segment = f_ops[(f_segment-1)*OB+OB-1-:NB];
wire [WB-1:0] f_segment_start = (f_segment == 0) ? 0 : f_before_segment + 1;  // its segment's
wire f_turn = f_gap == GAP - 4;
wire f_open = f_gap == GAP - 2;
wire f_over = valid && f_word == f_end && f_repeats == 0;
wire f_more = f_ends && f_groups != 0;
wire f_frame_end = f_turn && f_ends && f_groups == 0 && f_op == N_OPS - 1;
always @(posedge clk) begin
    if (rst) begin
        f_idle <= 1;
        {f_op, f_segment, f_word, f_gap, f_busy, f_again} <= 0;
    end else begin
        f_idle <= f_idle ? !start : f_frame_end;
        f_busy <= (valid && last) ? f_clocks : (f_busy != 0) ? f_busy - 1 : 0;
        if (f_idle) f_gap <= start ? GAP - 3 : 0;
        else if (f_over) f_gap <= 1;
        else f_gap <= (f_gap == 0 || f_gap == GAP || f_frame_end) ? 0 : f_gap + 1;
        if (valid) f_word <= (f_word == f_end && f_repeats != 0) ? f_start : f_word + 1;
        if (f_turn) begin
            if (f_frame_end) {f_op, f_segment, f_word, f_again} <= 0;
            else if (f_more) begin
                f_op    <= f_segment;
                f_word  <= f_segment_start;
                f_again <= 1;
            end else begin
                f_op <= f_op + 1;
                if (f_ends) f_segment <= f_op + 1;
                if (f_ends) f_again <= 0;
            end
        end
    end
    if (f_open) f_repeats <= f_repeat;
    else if (valid && f_word == f_end) f_repeats <= f_repeats - 1;
    if (f_open && !f_again) f_groups <= f_group;
    else if (f_turn && f_more) f_groups <= f_groups - 1;
    f_first <= !rst && (f_open || f_first && !valid);
    if (!hold) f_address1 <= word_q;
end
always @* if (valid1_q) assume (last == f_lasts[f_address1]);
wire f_runs = !f_idle && (f_gap == 0 || f_gap >= GAP - 1);  // words are issued, or come
wire f_offers = !f_idle && (f_gap == 0 || f_gap == GAP);    // a word is offered
always @* if (f_run) begin
    assert (idle == f_idle && done == f_frame_end && free == (f_turn && f_ends && f_groups == 0 && f_frees));
    assert (again == (f_turn && f_more) && next == (f_turn && f_ends && f_groups == 0));
    assert (opens == f_open);
    // Progress: a word is offered in every clock but those between ops; it waits only if it ends a row too early.
    assert (valid == (f_offers && !(last && f_busy != 0)));
    if (f_offers) assert (f_address1 == f_word && first == f_first);  // the ROM's address: the next word
    if (f_open || f_runs || f_gap != 0 && f_gap <= GAP - 4) assert (fields == f_fields && clocks == f_clocks && ends == f_ends);
    if (f_open || f_runs) assert (fresh == !f_again);
    // In range
    assert (f_op < N_OPS && f_word <= N_WORDS && f_segment <= f_op && f_gap <= GAP);
    if (f_runs) assert (f_word >= f_start && f_word <= f_end);
    // In step
    assert (op_q == f_op && segment_op_q == f_segment && segment_word_q == f_segment_start[NB-1:0] && fresh_q == !f_again);
    assert (busy_q == f_busy && valid1_q == f_offers);
    assert (count_q == ((f_gap == 0 || f_gap >= GAP - 1) ? 0 : GAP - 1 - f_gap));
    if (f_idle) assert (f_op == 0 && f_word == 0 && word_q == 0 && !issue_q && f_gap == 0 && !f_again);
    if (!f_idle && f_gap != GAP - 3) assert (op_word_q == f_entry);
    if (f_open || f_gap == GAP - 3) assert (f_word == f_start && word_q == f_start && !issue_q);
    if (f_gap == GAP - 1) assert (issue_q && word_q == f_word && f_word == f_start && repeats_q == f_repeats && op_start_q == f_start && begins_q && f_first);
    if (f_gap != 0 && f_gap <= GAP - 4) assert (!issue_q && f_word == f_end + 1 && word_q == f_word[NB-1:0]);
    if (f_offers) begin
        assert (op_start_q == f_start && end1_q == (f_word == f_end && f_repeats == 0) && issue_q == !end1_q && !begins_q);
        if (end1_q) assert (word_q == ((f_word + 1) & {NB{1'b1}}));
        else assert (word_q == (f_word == f_end ? f_start : f_word + 1) && repeats_q == f_repeats - (f_word == f_end));
        if (f_first) assert (f_word == f_start);
    end
    if (!f_offers) assert (!f_first || f_gap == GAP - 1);
    if (!f_idle && (f_runs || f_gap <= GAP - 4)) assert (groups_q == f_groups);
    if (f_again) assert (groups_q == f_groups);
    if (N_OPS <= 4 && GAP <= 12) cover (done && free);
    if (N_OPS <= 4 && GAP <= 12) cover (next && !f_frame_end && f_again);
    cover (valid1_q && !valid);
    cover (valid && f_word == f_end && f_repeats != 0);
end
