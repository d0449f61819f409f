// Proves order; no loss; no duplicate; stability; progress at once
// Fault s/m_axis_tready || (ready_q/(ready_q/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
`BAC_FORMAL_FOLLOW(1, s_axis_tvalid && s_axis_tready, ({s_axis_tlast, s_axis_tdata}),
                   m_axis_tvalid, m_axis_tvalid && m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
always @* if (f_run) begin
    assert (s_axis_tready == (f_inside == 0));                    // progress: a place is free at once,
    assert (m_axis_tvalid == (s_axis_tvalid || f_inside != 0));   // and what is inside is offered at once
    if (f_followed) assert (beat_q == f_kept);
end
