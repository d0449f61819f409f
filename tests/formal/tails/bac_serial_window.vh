// Proves one beat for each digit of each window; tlast once a frame; digits and padding; counters in range; enters only with credit; progress at once; no clock lost while there is credit
// Fault s/idle_q \&\& !coming_q/idle_q/
// Free bac_credit
// bac_credit is free here (free/bac_credit.v): `go` may be high or low in any clock. A sample's or a window's digits are
// numbered from 0, the most significant. A `round` is what is counted from one frame's first sample to the next's: with
// OVERLAP the frame, else the frame and the GAP samples behind it. f_p, f_d: window and digit of the beat that leaves next.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_given, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
localparam F_FRAME = T * DIGITS;  // digits
localparam F_ROUND = (OVERLAP != 0) ? T : T + GAP;
localparam B = $clog2((F_ROUND + FLUSH + K + STRIDE + 2) * DIGITS) + 1;
always @* if (s_axis_tvalid) assume (s_axis_tlast == (f_in == F_FRAME - 1));
always @* if (m_axis_tvalid) assume (m_axis_tready);  // the FIFOs behind have room: bac_credit.vh

reg [B-1:0] f_in;            // digits that came in of the frame that comes in
reg [B-1:0] f_s;             // whole samples of this round that were pushed
reg [B-1:0] f_hw, f_hdue;    // its windows that are complete, and the sample that completes the next
reg [B-1:0] f_tw, f_tdue;    // those of the frame in the tail
reg [B-1:0] f_p, f_d;
reg [3:0] f_frames;          // frames that have come in less those that have left, two's complement
wire f_enters = s_axis_tvalid && s_axis_tready;
wire f_whole = f_enters && f_in == F_FRAME - 1;
wire f_round_end = counted && f_s == F_ROUND - 1;
wire f_number_end = f_d == DIGITS - 1;
wire f_gives_last = m_axis_tvalid && f_p == T_OUT - 1 && f_number_end;
wire [B-1:0] f_next_d = !m_axis_tvalid ? f_d : f_number_end ? 0 : f_d + 1;
wire [B-1:0] f_next_p = !(m_axis_tvalid && f_number_end) ? f_p : (f_p == T_OUT - 1) ? 0 : f_p + 1;
always @(posedge clk) begin
    f_in   <= (rst || f_whole) ? 0 : f_in + f_enters;
    f_s    <= (rst || f_round_end) ? 0 : f_s + counted;
    f_hw   <= (rst || f_round_end) ? 0 : f_hw + (counted && due);
    f_hdue <= (rst || f_round_end) ? HEAD : f_hdue + ((counted && due) ? STRIDE : 0);
    f_tw   <= frame_end ? f_hw + due : f_tw + (sample_end && tail_due);
    f_tdue <= frame_end ? f_hdue + (due ? STRIDE : 0) : f_tdue + ((sample_end && tail_due) ? STRIDE : 0);
    f_p    <= rst ? 0 : f_next_p;
    f_d    <= rst ? 0 : f_next_d;
    f_frames <= rst ? 0 : f_frames + f_whole - f_gives_last;
end
wire f_in_tail = OVERLAP != 0 && in_tail_q;
wire [B-1:0] f_ts = T + FLUSH - tail_q;  // samples pushed since the first of the frame in the tail
wire [B-1:0] f_pushed = f_s * DIGITS + digit_q;  // digits of this round
wire [B-1:0] f_taken = empty ? 0 : f_pushed;     // those that came in
wire [B-1:0] f_of_round = (OVERLAP != 0) ? f_taken : f_pushed;
wire [B-1:0] f_tail_phase;
// Frames from the one whose windows leave to that of this round: -1 if the latter's have all left, 1 if the former's last
// digit leaves in this clock and the next round has begun, and one more where a frame is in the tail
wire f_new = f_gives_last && f_hw != T_OUT;
wire f_done = !f_gives_last && f_hw == T_OUT;
wire [3:0] f_far = f_new - f_done + f_in_tail;
reg [B-1:0] f_wait;  // digits that have come in and wait to be pushed: stages 1..AHEAD
integer f_i;
always @* begin
    f_wait = 0;
    for (f_i = 1; f_i <= AHEAD; f_i = f_i + 1) f_wait = f_wait + valid_at[f_i];
end
wire f_next_frame = f_taken + f_wait >= F_FRAME;  // the next frame has begun to come in
always @* if (f_run) begin
    if (m_axis_tvalid) assert (m_axis_tlast == (f_p == T_OUT - 1 && f_number_end));  // once a frame, with its last digit
    assert (f_p < T_OUT && f_d < DIGITS && f_in < F_FRAME && f_s < F_ROUND);         // nothing overflows
    assert (digit_q < DIGITS && phase_q < PHASES && tail_q <= TAIL && f_hw <= T_OUT);
    if (push && (due || tail_due)) assert (go);  // what bac_credit assumes
    assert (!(due && tail_due));                 // no push completes digits of two windows
    // What the counters mean
    assert (round_end == f_round_end);
    assert (in_tail_q == (tail_q != 0) && at_window_q == (phase_q == 0) && ends_q == (digit_q == LAST));
    assert (windows_q == f_hw && more_q == (f_hw != T_OUT));
    assert (f_hdue == HEAD + f_hw * STRIDE);
    if (OVERLAP != 0 || more_q) assert (f_hdue == f_s + phase_q);
    if (f_hw == T_OUT) assert (f_s > FINAL);
    assert (f_frames == f_far + (OVERLAP != 0 ? f_next_frame : f_s >= T));
    assert (f_in == f_taken + f_wait - (f_next_frame ? F_FRAME : 0));
    if (OVERLAP == 0) assert (tail_q == (f_s >= T ? T + GAP - f_s : 0));
    if (f_in_tail) begin
        assert (f_tdue == HEAD + f_tw * STRIDE && f_tdue == f_ts + f_tail_phase);
        assert (f_hw == 0 && f_next_p == f_tw && f_next_d == (tail_due ? digit_q : 0));
        assert (f_s <= FLUSH - tail_q);
    end else assert (f_next_p == (f_hw == T_OUT ? 0 : f_hw) && f_next_d == (due ? digit_q : 0));
    if (valid_q)  // the last push was that of this beat
        if (f_new) assert (digit_q == 0 && f_s <= (OVERLAP != 0 ? FLUSH : 0));
        else assert ((f_in_tail ? f_ts * DIGITS + digit_q : f_pushed) == (f_p * STRIDE + HEAD) * DIGITS + f_d + 1);
    if (F_FRAME <= 16 && T_OUT > 1) cover (f_gives_last && s_axis_tvalid);
    cover (push && (due || tail_due));
end

// Taps in and outside the frame
always @* if (f_run && valid_q)
    for (f_i = 0; f_i < K; f_i = f_i + 1)
        if (f_p * STRIDE + f_i < PAD_LEFT || f_p * STRIDE + f_i >= PAD_LEFT + T)
            assert (m_axis_tdata[f_i] == (f_d == 0 ? FILL : NONE));

// Follows one digit of one frame to one beat that has it, whichever.
(* anyconst *) wire [B-1:0] f_sample, f_digit, f_window, f_tap;
always @* assume (f_sample < T && f_digit < DIGITS && f_window < T_OUT && f_tap < K);
always @* assume (f_window * STRIDE + f_tap == f_sample + PAD_LEFT);
wire [B-1:0] f_number = f_sample * DIGITS + f_digit;
wire f_comes = f_enters && f_in == f_number;
wire f_leaving = m_axis_tvalid && f_p == f_window && f_d == f_digit;
wire f_past = f_p > f_window || f_p == f_window && f_d > f_digit;  // the frame that leaves has given it
`BAC_FORMAL_FOLLOW(9, f_comes, s_axis_tdata, f_leaving, f_leaving, m_axis_tdata[f_tap])  // 9: see below how many it holds
reg [B-1:0] f_stage;  // where it waits, 0 when it was pushed
reg [B-1:0] f_age;    // pushes since its own
reg f_fresh;          // that was in the clock before
wire [AHEAD:0] f_moves;
wire f_is_taken = take && (AHEAD == 0 ? f_comes && f_pick && !f_followed : f_followed && f_stage == AHEAD);
always @(posedge clk) begin
    if (!f_followed) f_stage <= AHEAD != 0;
    else if (f_stage != 0 && f_moves[f_stage]) f_stage <= (f_stage == AHEAD) ? 0 : f_stage + 1;
    f_age   <= f_is_taken ? 0 : f_age + push;
    f_fresh <= !rst && f_is_taken;
end
wire [3:0] f_frame = f_ahead + f_past;  // its frame, from that whose windows leave
always @* if (f_run) begin
    assert (f_inside <= 3 && f_inside == ((f_frames + (f_in > f_number) - f_past) & 4'hf));
    if (f_followed && f_stage == 0)
        if (f_frame == f_far) assert (f_of_round > f_number && f_age == f_of_round - f_number - 1);
        else if (f_in_tail && f_frame + 4'd1 == f_far) assert (f_age == f_ts * DIGITS + digit_q - f_number - 1);
        else assert (f_frame == 0 && f_new && f_age == (T + FLUSH) * DIGITS - f_number - 1);
    if (f_fresh) assert (f_followed && f_age == 0 && gen_channel[0].gen_line.newest_q == f_kept);
    if (f_followed) assert (f_stage <= AHEAD);
end
genvar f_n;
generate
    assign f_moves[AHEAD] = next_ready;
    for (f_n = 1; f_n <= AHEAD; f_n = f_n + 1) begin : f_ahead_of
        reg [B-1:0] f_number_of;  // of the digit that waits here
        integer f_k;
        always @* begin
            f_number_of = f_taken;
            for (f_k = f_n + 1; f_k <= AHEAD; f_k = f_k + 1) f_number_of = f_number_of + valid_at[f_k];
        end
        wire f_of_next = f_number_of >= F_FRAME;
        wire [B-1:0] f_in_frame = f_number_of - (f_of_next ? F_FRAME : 0);
        always @* if (f_run) begin
            if (valid_at[f_n]) assert (last_at[f_n] == (f_in_frame == F_FRAME - 1));
            if (f_followed && f_stage == f_n) begin
                assert (valid_at[f_n] && data_at[f_n] == f_kept && f_in_frame == f_number);
                assert (f_frame == ((f_far + f_of_next) & 4'hf));
            end
        end
        always @* if (f_run) assert (gen_ahead[f_n-1].room_q == (valid_at[AHEAD:f_n] != {(AHEAD - f_n + 1) {1'b1}}));
        if (f_n < AHEAD) begin : f_on
            assign f_moves[f_n] = gen_ahead[f_n].moves;
        end
    end
    if (OVERLAP == 0) begin : f_gap
        // Progress: the gap is pushed with no clock lost, and digits are taken whenever there is room.
        assign f_tail_phase = 0;
        always @* if (f_run && go) assert (in_tail_q ? push : s_axis_tready);
        always @* if (f_run) assert (due == (at_window_q && more_q));
    end else begin : f_overlap
        assign f_tail_phase = gen_overlap.tail_phase_q;
        wire empty_q = gen_overlap.empty_q;
        wire begun_q = gen_overlap.begun_q;
        reg f_stalled;  // in a clock of the empty sample that is pushed there was no credit
        always @(posedge clk) f_stalled <= !rst && empty_q && !sample_end && (f_stalled || !go);
        integer f_k;
        always @* if (f_run) begin
            // Progress: whatever may be pushed is, and while there is credit an input never waits: the tail costs no clock.
            if (go && (next_valid || empty)) assert (push);
            if (go && in_tail_q && !begun_q && f_wait == 0 && !s_axis_tvalid) assert (push);
            if (go && !f_stalled) assert (s_axis_tready);
            if (empty_q && !f_stalled) assert (f_wait < digit_q);
            if (empty_q) assert (in_tail_q && !begun_q && digit_q != 0);
            if (empty) assert (f_s == 0);
            if (!begun_q && !empty_q) assert (digit_q == 0);
            assert (begun_q == (f_taken != 0));
            assert (gen_overlap.tail_at_q == (f_tail_phase == 0) && f_tail_phase < PHASES);
            assert (tail_due == (in_tail_q && f_tail_phase == 0) && gen_overlap.free_q == !(at_window_q || tail_due));
            assert (gen_overlap.coming_q == (f_wait != 0));
            assert (gen_overlap.idle_q == (in_tail_q && !begun_q && digit_q == 0));
            for (f_k = 0; f_k < K; f_k = f_k + 1) begin
                assert (gen_overlap.head_q[f_k] == (f_s + f_k >= K));
                if (in_tail_q) assert (gen_overlap.tail_in_q[f_k] == (f_ts + f_k >= K && f_ts + f_k < K + T));
                if (valid_q) assert (gen_overlap.mask_q[f_k] ==
                    (f_p * STRIDE + f_k >= PAD_LEFT && f_p * STRIDE + f_k < PAD_LEFT + T));
            end
            if (DIGITS > 1 && FLUSH > 0 && F_FRAME <= 16) cover (empty_q && s_axis_tvalid);
        end
        if (FILL != NONE) begin : f_fill
            always @* if (f_run && valid_q) assert (gen_overlap.gen_fill.first_q == (f_d == 0));
        end
    end
    if (LENGTH > 1) begin : f_older
        // The line, as it is when what was pushed last has come there
        wire [LENGTH-2:0] f_line = pushed[0] ? gen_channel[0].line[LENGTH-1:1] : gen_channel[0].gen_line.gen_older.older_q;
        always @* if (f_run && (valid_q || f_fresh)) assert (pushed[0]);
        for (f_n = 0; f_n < LENGTH - 1; f_n = f_n + 1) begin : f_place
            wire f_bit = f_line[LENGTH-2-f_n];
            always @* if (f_run) begin
                if (f_followed && f_stage == 0 && f_age == f_n) assert (f_bit == f_kept);
                // Without OVERLAP the padding is in the line: behind the frame, and in front of it GAP samples
                if (OVERLAP == 0)
                    if (f_pushed <= f_n && f_pushed + GAP * DIGITS > f_n || f_pushed > F_FRAME + f_n)
                        assert (f_bit == (digit_q == (1 + f_n) % DIGITS ? FILL : NONE));
            end
        end
    end
endgenerate
