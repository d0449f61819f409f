// Proves each frame is computed once, when all of it has come and the logits before are sent; each element is where its position and channel say, until it is not needed; each word's factors, marks and sums meet; an op reads nothing before what the ops before it wrote is written; rows, ops and turns come as the parts assume it; logits once, in order, tlast with the last; stability; progress at once
// Fault s/start (in_full_q \&\& !out_full_q)/start (in_full_q)/
// Free bac_shared_sequence bac_shared_fetch bac_shared_bank bac_fold_ram bac_shared_lane bac_shared_write bac_shared_send
// Edit s/) u_sequence (/) u_sequence (.f_over(f_over),/; s/) u_fetch (/) u_fetch (.f_next(f_next), .f_word(f_fetched),/
// Edit s/) u_map (/) u_map (.f_slot(f_slot[MA-1:0]), .f_word(f_map[l*W+:W]),/
// Edit s/) u_input (/) u_input (.f_slot(f_slot), .f_word(f_inputs[l*IW+:IW]),/
// Edit s/) u_lane (/) u_lane (.f_valid(f_adds[l]), .f_term(f_terms[l*(X+WB+3)+:X+WB+3]),/
// Edit s/) u_write (/) u_write (.f_busy(f_busy),/; s/) u_send (/) u_send (.f_slot(f_slot), .f_age(f_age), .f_n(f_n),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
wire f_over, f_next;
wire [XB+1:0] f_fetched;
wire [L*W-1:0] f_map;
wire [L*IW-1:0] f_inputs;
wire [L-1:0] f_adds;
wire [L*(X+WB+3)-1:0] f_terms;
wire [$clog2(LQ+H+3)-1:0] f_busy;
wire [3:0] f_age;
wire [A:0] f_n;
// ---- A frame: f_positions positions, as many as IN_WORDS have room for. The element that is followed, one of each frame
localparam F_ROW = L * STRIDE;
(* anyconst *) wire [A+LB:0] f_positions, f_position;
(* anyconst *) wire [CB-1:0] f_channel;
(* anyconst *) wire [A-1:0] f_slot;      // of memories and logits
(* anyconst *) wire [LB-1:0] f_bank;
wire [A+LB:0] f_bank_of = (f_position / STRIDE) % L;
wire [A+LB:0] f_word_of = (f_position / F_ROW) * STRIDE * C + (f_position % STRIDE) * C + f_channel;
reg [A+LB:0] f_p;                        // of the element that comes
reg [CB-1:0] f_c;
wire f_ends = f_c == C - 1 && f_p == f_positions - 1;
wire f_follows = f_p == f_position && f_c == f_channel;
reg [1:0] f_kept;                        // the followed element has come; it is in its bank
reg [IW-1:0] f_element;
always @* begin
    assume (f_positions != 0 && ((f_positions + F_ROW - 1) / F_ROW) * STRIDE * C <= IN_WORDS);
    assume (f_position < f_positions && f_channel < C && f_bank < L);
    if (s_axis_tvalid) assume (s_axis_tlast == f_ends);
end
wire f_takes = s_axis_tvalid && s_axis_tready;
// ---- Frames: one waits, one runs, the logits of one are sent
reg f_waits, f_runs, f_freed;            // f_freed: its input is not needed any more
wire f_begins = idle && in_full_q && !out_full_q && !rst;
always @(posedge clk) begin
    f_p <= (rst || f_takes && f_ends) ? 0 : f_p + (f_takes && f_c == C - 1);
    f_c <= (rst || f_takes && f_c == C - 1) ? 0 : f_c + f_takes;
    f_kept    <= (rst || free) ? 0 : {f_kept[0], f_kept[0] || f_takes && f_follows};
    if (f_takes && f_follows) f_element <= s_axis_tdata;
    f_waits   <= !rst && (f_takes && f_ends || f_waits && !(idle && f_starts));
    f_runs    <= !rst && (idle && f_starts || f_runs && !done);
    f_freed   <= !rst && !done && (f_freed || free);
end
wire f_starts = f_waits && f_age == 0;
reg f_settled;                           // no reset in the clock before: what it takes is written, wherever
always @(posedge clk) f_settled <= !rst;
// ---- The op, and the words of it that are under way: f_valids[k], f_firsts[k] ..: k + 1 clocks ago
reg f_open;
reg [FB-1:0] f_fields;
reg [LB-1:0] f_clocks;
reg f_last_op, f_goes_on;                // of its segment; its group is not the first
reg [6:0] f_valids, f_firsts, f_lasts;
wire f_quiet = f_valids == 0 && !valid1;
reg [LB:0] f_apart;                      // clocks since a row, H at most
reg f_row_begins;                        // the next word begins a row
reg f_moved;                             // bac_shared_fetch has moved on since a segment's first group
wire f_from_input = f_fields[FB-1], f_max = f_fields[FB-2];
always @(posedge clk) begin
    f_valids <= rst ? 0 : {f_valids, valid1};
    f_firsts <= {f_firsts, first1};
    f_lasts  <= {f_lasts, last1};
    f_open   <= !rst && (opens || f_open && !again && !next);
    if (opens) {f_fields, f_clocks, f_last_op, f_goes_on} <= {fields, clocks, ends, ends && !fresh};
    f_apart      <= (rst || opens) ? H : (valid8 && last8) ? 1 : f_apart + (f_apart != H);
    f_row_begins <= rst || (valid1 ? last1 : f_row_begins);
    f_moved      <= !f_next && (f_moved || again);
end
// ---- One word, whichever
(* anyseq *) wire f_pick;
reg [2:0] f_stage;                       // 1: it is offered in this clock, no more than 7; 0: none is followed
reg [WB-1:0] f_weight;
reg [XB-1:0] f_index;
reg f_marks_row, f_first, f_last;
reg [L-1:0] f_mask;
reg [LB-1:0] f_rot;
reg f_known_map, f_known_in;             // bank f_bank gives its word f_slot
reg [W-1:0] f_map_word;
reg [IW-1:0] f_in_word;
wire f_reads_map = address4[f_bank*A+:MA] == f_slot[MA-1:0] && !(write[f_bank] && write_address[f_bank*A+:MA] == f_slot[MA-1:0]);
always @(posedge clk) begin
    f_stage <= rst ? 0 : (f_stage == 0) ? (valid1 && f_pick) : (f_stage == 7) ? 0 : f_stage + 1;
    if (f_stage == 0) {f_weight, f_index, f_marks_row, f_first, f_last} <= {weight1, index1, f_row_begins, first1, last1};
    if (f_stage == 3) begin
        {f_mask, f_rot} <= {mask4, rot4};
        f_known_map <= f_reads_map;
        f_known_in  <= address4[f_bank*A+:A] == f_slot;
        f_map_word  <= f_map[f_bank*W+:W];
        f_in_word   <= f_inputs[f_bank*IW+:IW];
    end
end
wire [X-1:0] f_map_x = {{X{IS_SIGNED != 0 && f_map_word[W-1]}}, f_map_word};
wire [X-1:0] f_in_x = {{X{IN_SIGNED != 0 && f_in_word[IW-1]}}, f_in_word};
wire [LB:0] f_back_by = f_bank + L - f_rot;
wire [LB-1:0] f_lane = (f_back_by >= L) ? f_back_by - L : f_back_by;
wire [X+WB+2:0] f_term = f_terms[f_lane*(X+WB+3)+:X+WB+3];
integer f_i;
always @* begin
    if (f_valids[2]) assume (rot4 < L);
    // The program: a row is written in H clocks at most; a frame has one op behind which its input is free, and no op behind it reads the input.
    if (free) assume (!f_freed);
    if (done) assume (f_freed || free);
    if (opens) assume (clocks < H && !(f_freed && fields[FB-1]));
end
always @* if (f_run) begin
    // Frames
    assert (f_begins == (idle && f_starts) && idle == !f_runs);      // once, in order, at once
    assert (s_axis_tready == !(f_waits || f_runs && !f_freed));     // progress: room when none needs it
    if (done) assert (f_runs && f_age == 0);                        // bac_shared_send
    if (f_runs) assert (f_age == 0);
    if (logit) assert (f_age < 9 && (f_runs || f_age != 0));
    if (m_axis_tvalid) assert (m_axis_tlast == (f_n == N_OUT - 1) && !f_runs);
    // Elements
    assert (f_p < f_positions && f_c < C);
    if (f_settled && load_q != 0) begin
        assert ((load_q & load_q - 1) == 0 && load_address_q < IN_WORDS);  // one bank, within its depth
        assert (!f_runs || f_freed || f_valids == 0);
        assert (!(f_valids[2] && f_from_input));                           // bac_shared_bank: written or read
    end
    if (f_kept[1] && f_slot == f_word_of && f_bank == f_bank_of) assert (f_inputs[f_bank*IW+:IW] == f_element);
    if (f_waits || f_runs && !f_freed) assert (f_kept[0]);
    if (f_runs && !f_freed) assert (f_kept[1]);
    // Ops: bac_shared_fetch, bac_shared_write
    assert (opens + again + next <= 1 && (!done || next));
    if (opens || again || next) assert (f_quiet && f_valids == 0);
    if (opens) assert (f_moved == !fresh);
    if (valid1 || f_valids != 0) assert (f_open && fields == f_fields && clocks == f_clocks && !idle);
    if (again || next) assert (f_open && fields == f_fields);
    if (valid1 && first1) assert (f_row_begins);
    if (valid8) assert (f_valids[6] && first8 == f_firsts[6] && last8 == f_lasts[6]);
    if (first8) assert (valid8 && f_busy <= 1 && ends == f_last_op && (ends && !fresh) == f_goes_on);
    if (f_valids[2] && f_firsts[2]) assert (f_busy == 0);  // what was written before is in the map when the op's first word reads it
    if (valid8 && last8) assert (f_apart > f_clocks || f_apart == H);
    // The followed word
    if (f_stage == 3) assert (f_fetched == {1'b1, f_last, f_index});
    if (f_stage == 6) begin
        assert (f_adds == {L{1'b1}});
        assert (f_term[WB-1:0] == f_weight && f_term[WB+X] == f_mask[f_lane] && f_term[X+WB+2:X+WB+1] == {f_marks_row, f_max});
        if (f_from_input ? f_known_in : f_known_map) assert (f_term[WB+:X] == (f_from_input ? f_in_x : f_map_x));
    end
    for (f_i = 0; f_i < L; f_i = f_i + 1) assert (f_adds[f_i] == f_valids[5]);
    if (f_stage == 7) assert (valid8 && first8 == f_first && last8 == f_last);
    cover (f_stage == 6 && f_from_input && f_known_in && f_in_word != 0 && f_kept[1] && f_bank == f_bank_of && f_slot == f_word_of);
    cover (f_stage == 6 && !f_from_input && f_known_map && f_freed && !f_marks_row);
    cover (sent && f_waits);
    cover (f_begins && load_q != 0);
end
