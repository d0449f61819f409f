// Proves one beat for each due position; tlast once a frame; values and padding; counters in range; progress at once
// Fault s/mask_q <= tail_due ? tail_in_d : head_d/mask_q <= head_d/
// Free bac_credit
// bac_credit is free here (free/bac_credit.v): `go` may be high or low in any clock. What is counted and numbered:
//   push   P samples, numbered in each frame from 0; those behind the frame's last are empty or the next frame's
//   beat   f_out leaves next; beat b is complete with push HEAD + b*PERIOD
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
localparam BEATS = T_OUT / P_OUT;
localparam B = $clog2(T + 2 * N + P + SPAN + PAD_LEFT + PERIOD) + 1;
always @* if (s_axis_tvalid) assume (s_axis_tlast == (f_n == PUSHES - 1));
always @* if (m_axis_tvalid) assume (m_axis_tready);  // the FIFOs behind have room: bac_credit.vh

reg [B-1:0] f_n;                       // pushes of the head frame
reg [B-1:0] f_head_beats, f_head_due;  // beats of it that are complete, and the push that completes the next
reg [B-1:0] f_tail_beats, f_tail_due;  // of the tail frame
reg [B-1:0] f_out;
wire f_gives_last = m_axis_tvalid && f_out == BEATS - 1;
wire [B-1:0] f_tail_n = PUSHES + FLUSH - tail_q;  // pushes of the tail frame
always @(posedge clk) begin
    f_n <= (rst || frame_end) ? 0 : f_n + take;
    f_out <= (rst || f_gives_last) ? 0 : f_out + m_axis_tvalid;
    f_head_beats <= (rst || frame_end) ? 0 : f_head_beats + head_due;
    f_head_due <= (rst || frame_end) ? HEAD : f_head_due + (head_due ? PERIOD : 0);
    f_tail_beats <= frame_end ? f_head_beats + head_due : f_tail_beats + tail_due;
    f_tail_due <= frame_end ? f_head_due + (head_due ? PERIOD : 0) : f_tail_due + (tail_due ? PERIOD : 0);
end
wire [B-1:0] f_given = f_out + valid_q;
always @* if (f_run) begin
    if (m_axis_tvalid) assert (m_axis_tlast == (f_out == BEATS - 1));  // once a frame, with its beat BEATS - 1
    assert (f_out < BEATS && n_q < PUSHES && tail_q <= FLUSH && head_phase_q < PHASES);  // nothing overflows
    assert (!(head_due && tail_due));  // no push completes two beats
    // Progress: the tail is pushed out with no clock lost, and a beat is taken whenever there is room for its result.
    if (tail_busy_q && go && (OVERLAP == 0 || !begun_q && !s_axis_tvalid)) assert (push);
    if (go && (OVERLAP != 0 || !tail_busy_q)) assert (s_axis_tready);
    // What the counters mean
    assert (begun_q == (n_q != 0) && tail_busy_q == (tail_q != 0));
    assert (head_next_q == (head_phase_q == 0) && tail_at_q == (tail_phase_q == 0));
    assert (n_q == f_n);
    assert (f_head_due == HEAD + f_head_beats * PERIOD && f_head_due == f_n + head_phase_q);
    assert (f_head_beats <= BEATS);
    if (tail_busy_q) begin
        assert (f_tail_due == HEAD + f_tail_beats * PERIOD && f_tail_due == f_tail_n + tail_phase_q);
        assert (f_tail_beats == f_given && f_given < BEATS && f_head_beats == 0);
        if (OVERLAP == 0) assert (f_n == 0);
        else assert (f_n <= FLUSH - tail_q);
    end else if (f_gives_last) assert (f_head_beats == 0 || FLUSH == 0 && f_head_beats == BEATS);
    else assert (f_head_beats == f_given || FLUSH == 0 && f_head_beats == BEATS && f_given == 0);
    if (FLUSH == 0 && f_head_beats == BEATS) assert (f_n > FINAL);
    if (FLUSH == 0 && f_n > FINAL) assert (f_head_beats == BEATS);
    if (PUSHES <= 8 && BEATS <= 8) cover (f_gives_last);
    cover (head_due);
end

// Samples in and outside the frame
wire [B-1:0] f_span = (HEAD + f_out * PERIOD + 1) * P;  // samples of the frame that were pushed, with the beat that leaves
integer f_i;
always @* if (f_run)
    for (f_i = 0; f_i < N; f_i = f_i + 1) begin
        assert (head_q[f_i] == (f_n * P + f_i >= N));
        if (tail_busy_q) assert (tail_in_q[f_i] == (f_tail_n * P + f_i >= N && f_tail_n * P + f_i < N + T));
        if (valid_q && f_i >= OLDEST && f_i < OLDEST + SPAN)
            assert (mask_q[f_i] == (f_span + f_i >= N && f_span + f_i < N + T));
        if (valid_q && f_i < SPAN && !(f_span + f_i + OLDEST >= N && f_span + f_i + OLDEST < N + T))
            assert (m_axis_tdata[f_i] == FILL);
    end

// Follows one sample of one frame to one beat that has it, whichever.
(* anyconst *) wire [B-1:0] f_push, f_lane, f_beat, f_place;
always @* assume (f_push < PUSHES && f_lane < P && f_beat < BEATS && f_place < SPAN);
always @* assume (f_beat * (P_OUT * STRIDE) + f_place == f_push * P + f_lane + PAD_LEFT);
(* anyseq *) wire f_pick;
reg f_is_head, f_is_tail;  // the frame that is followed
reg f_behind;              // a beat of the frame before it is still to leave
reg f_got, f_fresh, f_value;  // f_fresh: in the clock behind its push
reg [B-1:0] f_age;         // pushes since its sample's
wire f_begins = take && f_n == 0 && f_pick && !f_is_head && !f_is_tail;
wire f_comes = take && (f_is_head || f_begins) && f_n == f_push;
wire f_ends = f_gives_last && !f_behind;
wire [N-1:0] f_line;       // what `older` will be
always @(posedge clk) begin
    f_is_head <= !rst && (f_is_head && !f_ends || f_begins) && !frame_end;
    f_is_tail <= !rst && (f_is_tail && !f_ends || frame_end && (f_begins || f_is_head && !f_ends) && FLUSH != 0);
    f_behind  <= f_begins ? tail_busy_q : f_behind && !f_gives_last;
    f_got     <= !rst && (f_comes || f_got && !f_begins);
    f_fresh   <= !rst && f_comes;
    f_age     <= f_comes ? 0 : f_age + push;
    if (f_comes) f_value <= s_axis_tdata[f_lane];
end
always @* if (f_run && (f_is_head || f_is_tail)) begin
    if (f_is_head) begin
        assert (f_n != 0 && f_got == (f_n > f_push));
        if (f_got) assert (f_age == f_n - 1 - f_push);
        assert (f_behind == (tail_busy_q || f_gives_last && f_head_beats == 0));
    end else begin
        assert (f_got && !f_behind);
        if (tail_busy_q) assert (f_age == f_tail_n - 1 - f_push);
        else assert (f_gives_last && f_age == FINAL - f_push);
    end
    assert (!(f_is_head && f_is_tail));
    if (f_fresh) assert (f_got && f_age == 0 && newest_q[f_lane] == f_value);
    if (m_axis_tvalid && !f_behind && f_out == f_beat) assert (f_got && m_axis_tdata[f_place] == f_value);
end
genvar f_a;
generate
    if (N > P) begin : f_older
        always @* if (f_run && valid_q) assert (gen_older.pushed[0]);
        assign f_line = gen_older.pushed[0] ? line[N-1:P] : gen_older.older_q;
        for (f_a = 0; P * (f_a + 1) < N; f_a = f_a + 1) begin : f_step
            integer f_l;
            always @* if (f_run && (f_is_head || f_is_tail) && f_got && f_age == f_a)
                for (f_l = 0; f_l < P; f_l = f_l + 1)
                    if (f_lane == f_l && N + f_l >= P * (f_a + 2)) assert (f_line[N+f_l-P*(f_a+2)] == f_value);
        end
    end
endgenerate
