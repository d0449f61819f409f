// Proves order; no loss; no duplicate; stability; progress unless the last beat is refused
// Fault s/!valid_q.LATENCY-1. || m_axis_tready/1/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, s_axis_tlast)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tlast)
// Follows one clock in which the pipeline moves, with or without a beat: LATENCY moves later its beat, or its
// bubble, is at the output. So no beat is lost, made twice, moved past another, or made of nothing.
localparam FB = $clog2(LATENCY + 2);
(* anyseq *) wire f_pick;
reg f_followed;
reg f_valid;
reg f_last;
reg [FB-1:0] f_age;
wire f_leaves = f_followed && ce && f_age == LATENCY;
always @(posedge clk) begin
    f_followed <= !rst && (f_followed ? !f_leaves : f_pick && ce);
    f_age      <= f_followed ? f_age + ce : 1;
    if (!f_followed) {f_valid, f_last} <= {s_axis_tvalid, s_axis_tlast};
end
always @* if (f_run) begin
    assert (s_axis_tready == ce);
    assert (ce == !(m_axis_tvalid && !m_axis_tready));  // progress: it moves unless its last beat is refused
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= LATENCY);
        assert (valid_q[f_age-1] == f_valid);
        if (f_valid) assert (last_q[f_age-1] == f_last);
        if (f_age == LATENCY) assert (m_axis_tvalid == f_valid && (!f_valid || m_axis_tlast == f_last));
    end
    cover (f_leaves && f_valid && f_last);
    cover (f_out_waits && m_axis_tready);
end
