// Proves each beat of a frame enters once and in order; tlast once a frame; faults and latency of each frame with its result; stability; at most 2**FLIGHT frames inside; after a reset the first beat is a frame's first; progress at once
// Fault s/ || offered_q || / || /
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_good, s_axis_tlast}))
`BAC_FORMAL_STREAM(assert, f_net, m_axis_tvalid, m_axis_tready, m_axis_tlast)
`BAC_FORMAL_STREAM(assume, f_from, s_result_tvalid, s_result_tready, s_result_tlast)
`BAC_FORMAL_STREAM(assert, f_out, m_result_tvalid, m_result_tready, m_result_error)
// bac_axi: when the source is reset, the network is, by the next clock
reg f_source_q;
always @(posedge clk) f_source_q <= source_rst && !rst;
always @* if (!f_ran || f_source_q) assume (rst && source_rst);
reg [15:0] f_n;    // beats of this frame that the network has
reg f_fault;       // one of them was wrong
reg f_fresh;       // no beat has entered since rst
reg f_within;      // the source's last beat was not the last of its frame
wire f_enters = m_axis_tvalid && m_axis_tready;
wire f_ends = f_enters && f_n == T - 1;
wire f_last_wrong = CHECK_LAST != 0 && s_axis_tlast != (f_n == T - 1);
wire f_wrong = f_last_wrong || !s_axis_good;
always @(posedge clk) begin
    f_n      <= (rst || f_ends) ? 0 : f_n + f_enters;
    f_fault  <= !rst && !f_ends && (f_fault || f_enters && f_wrong);
    f_fresh  <= rst || f_fresh && !f_enters;
    f_within <= !source_rst && CHECK_LAST != 0 && ((s_axis_tvalid && s_axis_tready) ? !s_axis_tlast : f_within);
end
`BAC_FORMAL_FOLLOW((1 << FLIGHT), f_ends, (f_fault || f_wrong), m_result_tvalid, done, m_result_error)
wire [FLIGHT-1:0] f_slot = out_q + f_ahead;
wire [FLIGHT-1:0] f_end = out_q + f_inside;
reg [LW-1:0] f_age;  // clocks since the followed frame's last beat
always @(posedge clk) f_age <= (f_followed ? f_age : 0) + 1;
always @* if (f_run) begin
    assert (m_axis_tlast == (f_n == T - 1));  // once a frame
    assert (f_n < T && beat_q == f_n && error_q == f_fault && inside_q == f_within);
    if (m_axis_tvalid) assert (s_axis_tvalid && !skip_q);
    if (!skip_q) assert (f_enters == (s_axis_tvalid && s_axis_tready));  // none is lost, none made
    if (f_fresh && f_enters) assert (!f_within);                         // frames begin with a frame's first beat
    if (f_fresh) assert (skip_q == f_within && f_n == 0);
    else assert (!skip_q);
    assert (last_wrong == (f_enters && f_last_wrong) && bad_beat == (f_enters && !s_axis_good));
    if (f_n == 0 && !f_net_waits && (hold || f_inside == 1 << FLIGHT)) assert (!m_axis_tvalid);
    assert (offered_q == f_net_waits);
    // Progress: beats go past at once, and so do results of frames that are in.
    if (!skip_q && !(hold || f_inside == 1 << FLIGHT)) assert (m_axis_tvalid == s_axis_tvalid && s_axis_tready == m_axis_tready);
    if (skip_q) assert (s_axis_tready);
    assert (m_result_tvalid == (s_result_tvalid && f_inside != 0));
    assert (flight_q == f_inside && in_q == f_end);
    if (f_followed) assert (error[f_slot] == f_kept);
    if (f_n != 0 || offered_q) assert (f_inside < 1 << FLIGHT);  // it began while a place was free
    if (CHECK_LAST != 0) cover (skip_q && s_axis_tvalid);
    if (T <= 16) cover (done && m_result_error);
    if (T << FLIGHT <= 8) cover (s_axis_tvalid && f_inside == 1 << FLIGHT);
end
generate
    if (LATENCY_W > 0) begin : f_latency
        wire [LW-1:0] f_since = gen_latency.clock_q - gen_latency.stamp[f_slot];
        always @* if (f_run) begin
            if (f_followed) assert (f_since == f_age);
            if (f_followed && m_result_tvalid && f_ahead == 0) assert (latency == f_age);
        end
    end
endgenerate
