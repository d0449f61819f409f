// Proves one beat out for each in; enters only with credit
// Fault s/s_axis_tvalid \&\& go;/s_axis_tvalid;/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, 1'b0)
always @* if (m_axis_tvalid) assume (m_axis_tready);  // nothing behind this module waits: bac_credit.vh
always @* if (f_run) begin
    // One beat out for each in, in the same clock; progress is bac_credit's.
    assert ((m_axis_tvalid && m_axis_tready) == (s_axis_tvalid && s_axis_tready));
    assert (m_axis_tvalid == (s_axis_tvalid && go));
    cover (m_axis_tvalid);
    cover (s_axis_tvalid && !s_axis_tready);
end
