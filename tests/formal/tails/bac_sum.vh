// Proves one beat for each whole group; its sum; tlast once a frame; what is behind the last whole group is dropped; stability; progress at once
// Fault s/(whole || s_axis_tlast)/whole/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
// A frame has f_rest beats, fewer than N, behind its GROUPS groups. Sums are those of channel 0.
localparam FB = $clog2(N * (GROUPS + 1) + 1);
(* anyconst *) wire [FB-1:0] f_rest;
always @* assume (f_rest < N);
reg [FB-1:0] f_group, f_n;  // whole groups of this frame, beats of the next
reg f_done, f_last;
reg [OW-1:0] f_sum, f_kept;
reg [OW-1:0] f_beat;  // sum of a beat's positions
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_ends = (f_rest == 0) ? f_group == GROUPS - 1 && f_n == N - 1 : f_group == GROUPS && f_n == f_rest - 1;
wire [OW-1:0] f_total = f_sum + f_beat;
integer f_p;
always @* begin
    f_beat = 0;
    for (f_p = 0; f_p < P; f_p = f_p + 1)
        f_beat = f_beat + s_axis_tdata[f_p*C*W+:W] - ((IS_SIGNED != 0 && s_axis_tdata[f_p*C*W+W-1]) ? 1 << W : 0);
    if (s_axis_tvalid) assume (s_axis_tlast == f_ends);
end
always @(posedge clk) begin
    f_group <= (rst || f_takes && f_ends) ? 0 : f_group + (f_takes && f_n == N - 1);
    f_n <= (rst || f_takes && (f_ends || f_n == N - 1)) ? 0 : f_n + f_takes;
    f_done <= !rst && (s_axis_tready ? f_takes && f_n == N - 1 : f_done);
    if (f_takes) f_sum <= (f_n == N - 1) ? 0 : f_total;
    if (rst || f_takes && f_ends) f_sum <= 0;
    if (f_takes) {f_last, f_kept} <= {f_group == GROUPS - 1, f_total};
end
always @* if (f_run) begin
    assert (s_axis_tready == (!f_done || m_axis_tready));
    assert (m_axis_tvalid == f_done);
    if (f_done) assert (m_axis_tlast == f_last && m_axis_tdata[OW-1:0] == f_kept);
    assert (f_n < N && f_group <= GROUPS && (f_group < GROUPS || f_n < f_rest));
    assert (beat_q == f_n && group_q == f_group[GW-1:0]);
    if (f_n != 0) assert (sum_q[OW-1:0] == f_sum && !f_done);
    else assert (f_sum == 0);
    if (f_done) assert (f_n == 0);
    if (N * GROUPS <= 16) cover (f_done && m_axis_tlast && m_axis_tready);
    if (N <= 16) cover (f_out_waits && m_axis_tready);
end
