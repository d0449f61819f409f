// Proves order; no loss; no duplicate; tlast; each element times the factor of its position's step, of whichever run that lies in; counters in range; stability; LATENCY; progress unless the last beat is refused
// Fault s/if (s_axis_tlast) begin/if (1'b0) begin/
// Free bac_ctrl
// Edit s/) u_ctrl (/) u_ctrl (.f_valid(f_valid), .f_last(f_last),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
// Follows element f_e of one beat, whichever. A frame has f_steps steps, as many as it takes to reach its last run.
localparam F_B = SW + 2;
wire [1:0] f_valid, f_last;
(* anyconst *) wire [F_B-1:0] f_steps;
(* anyconst *) wire [3:0] f_e;
(* anyseq *) wire f_pick;
reg [F_B-1:0] f_beat, f_step;  // beats of the step that comes, steps of its frame
reg f_followed, f_kept_last;
reg [1:0] f_age;               // clocks in which the pipeline moved
reg [W-1:0] f_x;
reg [FB-1:0] f_by, f_factor;
reg [RW-1:0] f_run_of;
integer f_r;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_begins = f_takes && f_pick && !f_followed;
wire f_step_end = f_takes && f_beat == BEATS - 1;
wire f_ends = f_step == f_steps - 1;
wire signed [W:0] f_wide = {IS_SIGNED != 0 && f_x[W-1], f_x};
wire signed [FB:0] f_times = {1'b0, f_factor};
wire signed [W+FB+2:0] f_product = f_wide * f_times;
always @* begin
    assume (f_steps > LAST_FIRST && f_steps < 2 * LAST_FIRST + 3 && f_e < P * C);
    if (s_axis_tvalid) assume (s_axis_tlast == (f_ends && f_beat == BEATS - 1));
    f_run_of = 0;  // the last run that has begun
    for (f_r = 0; f_r < RUNS; f_r = f_r + 1) if (f_step >= FIRST[f_r*32+:32]) f_run_of = f_r;
    f_by = FACTOR[(f_run_of*P+f_e/C)*32+:FB];
end
always @(posedge clk) begin
    f_beat <= (rst || f_step_end) ? 0 : f_beat + f_takes;
    f_step <= (rst || f_step_end && f_ends) ? 0 : f_step + f_step_end;
    f_followed <= !rst && (f_begins || f_followed && !(f_moves && f_age == 2));
    f_age <= f_begins ? 1 : f_age + f_moves;
    if (f_begins) {f_kept_last, f_x, f_factor} <= {s_axis_tlast, s_axis_tdata[f_e*W+:W], f_by};
end
always @* if (f_run) begin
    assert (s_axis_tready == f_moves);  // progress
    assert (f_beat < BEATS && f_step < f_steps && beat_q == f_beat && run_q == f_run_of);
    if (run_q != LAST_RUN) assert (step_q == f_step);
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= 2 && f_valid[f_age-1] && f_last[f_age-1] == f_kept_last);
        if (f_age == 1) assert (x1_q[f_e*W+:W] == f_x && factor1_q[(f_e/C)*FB+:FB] == f_factor);
        if (f_age == 2) assert (m_axis_tvalid && m_axis_tlast == f_kept_last);  // LATENCY
        if (f_age == 2) assert (m_axis_tdata[f_e*OW+:OW] == f_product[OW-1:0]);
    end
    if (LAST_FIRST <= 8) cover (f_followed && f_age == 2 && f_kept_last && f_out_waits && m_axis_tready);
    if (LAST_FIRST <= 8) cover (f_followed && f_age == 2 && f_factor == FACTOR[(RUNS-1)*P*32+:FB] && f_x != 0 && f_step == f_steps - 1);
end
