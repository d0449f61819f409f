// Proves both beats leave together or neither does; values; stability; progress at once
// Fault s/assign s_axis_skip_tready = move/assign s_axis_skip_tready = m_axis_tready/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assume, f_skip, s_axis_skip_tvalid, s_axis_skip_tready, ({s_axis_skip_tlast, s_axis_skip_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
(* anyconst *) wire [7:0] f_position;
always @* if (f_run) begin
    // Both beats leave in one clock, or neither does; progress: as soon as both are here and the output is ready.
    assert (m_axis_tvalid == (s_axis_tvalid && s_axis_skip_tvalid));
    assert ((s_axis_tvalid && s_axis_tready) == (m_axis_tvalid && m_axis_tready));
    assert ((s_axis_skip_tvalid && s_axis_skip_tready) == (m_axis_tvalid && m_axis_tready));
    assert (m_axis_tlast == s_axis_tlast);
    if (f_position < P) begin
        assert (m_axis_tdata[f_position*(W+W_SKIP)+:W] == s_axis_tdata[f_position*W+:W]);
        assert (m_axis_tdata[f_position*(W+W_SKIP)+W+:W_SKIP] == s_axis_skip_tdata[f_position*W_SKIP+:W_SKIP]);
    end
    cover (m_axis_tvalid && m_axis_tready && m_axis_tlast);
    cover (f_out_waits && m_axis_tready);
end
