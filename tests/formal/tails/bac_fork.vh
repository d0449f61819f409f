// Proves each consumer takes each beat once; none is lost; stability; progress with the last consumer
// Fault s/ \& ~done_q;/;/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, 1'b0)
genvar f_i;
generate
    for (f_i = 0; f_i < N; f_i = f_i + 1) begin : f_consumer
        `BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid[f_i], m_axis_tready[f_i], 1'b0)
        wire f_takes = m_axis_tvalid[f_i] && m_axis_tready[f_i];
        reg f_has;  // beats that the consumer has taken more than the sender has sent: 0 or 1
        always @(posedge clk) f_has <= !rst && (f_has + f_takes) != (s_axis_tvalid && s_axis_tready);
        always @* if (f_run) begin
            assert (!(f_has && f_takes));                                         // no beat twice,
            if (s_axis_tvalid && s_axis_tready) assert (f_has || f_takes);        // none lost:
            assert (m_axis_tvalid[f_i] == (s_axis_tvalid && !f_has));             // offered until taken
            assert (f_has == done_q[f_i]);
            cover (f_has && s_axis_tvalid && s_axis_tready);
        end
    end
endgenerate
always @* if (f_run && s_axis_tvalid) assert (s_axis_tready == &(done_q | m_axis_tready));  // progress: with the last
