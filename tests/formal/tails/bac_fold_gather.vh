// Proves each position's new words come back with the next; words of a group's last position leave once and in order; tlast once a frame; addresses in range; stability; progress at once
// Fault s/if (s_axis_tlast) begin/if (0) begin/
// Free bac_fold_ram
// Edit s/) u_ram (/) u_ram (.f_slot(f_slot), .f_word(f_word),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, s_axis_tlast)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
// A frame has f_rest positions, fewer than N, behind its GROUPS groups. Its owner makes `word` at will.
localparam FB = $clog2(N * (GROUPS + 1) + 1);
(* anyconst *) wire [FB-1:0] f_rest;
(* anyconst *) wire [WW-1:0] f_slot;  // the beat of a position whose word is followed
wire [W-1:0] f_word;
always @* assume (f_rest < N && f_slot < WORDS);
reg [FB-1:0] f_group, f_n;  // whole groups of this frame, positions of the next
reg [WW:0] f_beat;          // beats of this position
reg f_done, f_last;
reg [W-1:0] f_kept, f_sent;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_position = f_takes && f_beat == WORDS - 1;
wire f_ends = f_beat == WORDS - 1 &&
    ((f_rest == 0) ? f_group == GROUPS - 1 && f_n == N - 1 : f_group == GROUPS && f_n == f_rest - 1);
always @* if (s_axis_tvalid) assume (s_axis_tlast == f_ends);
always @(posedge clk) begin
    f_beat  <= (rst || f_position) ? 0 : f_beat + f_takes;
    f_n     <= (rst || f_position && (f_ends || f_n == N - 1)) ? 0 : f_n + f_position;
    f_group <= (rst || f_position && f_ends) ? 0 : f_group + (f_position && f_n == N - 1);
    f_done  <= !rst && (f_takes && f_n == N - 1 || f_done && !m_axis_tready);
    if (f_takes && f_beat == f_slot) f_kept <= word;
    if (f_takes && f_n == N - 1) {f_last, f_sent} <= {f_group == GROUPS - 1 && f_beat == WORDS - 1, word};
end
always @* if (f_run) begin
    assert (first == (f_n == 0));
    if (f_n != 0 && f_beat == f_slot) assert (so_far == f_kept);
    assert (s_axis_tready == (f_n != N - 1 || !f_done || m_axis_tready));
    assert (m_axis_tvalid == f_done);
    if (f_done) assert (m_axis_tlast == f_last && m_axis_tdata == f_sent);
    assert (f_beat < WORDS && f_n < N && f_group <= GROUPS && (f_group < GROUPS || f_n < f_rest));
    assert (word_q == f_beat && position_q == f_n && group_q == f_group[GW-1:0]);
    if (WORDS > 1 && (f_n != 0 || f_beat > f_slot)) assert (f_word == f_kept);
    if (WORDS * N <= 16) cover (f_done && m_axis_tready && f_n == 0);
    if (WORDS * N * GROUPS <= 16) cover (f_done && m_axis_tlast);
    if (N > 1) cover (f_takes && f_beat == f_slot && f_n != 0);
end
