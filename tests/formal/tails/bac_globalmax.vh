// Proves one beat a frame; the largest of each frame; stability; progress at once
// Fault s/first_q <= s_axis_tlast/first_q <= 0/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
reg f_done;           // a frame is complete that has not left
reg f_begun;          // a beat of the next has come
reg [W-1:0] f_best;   // of channel 0
reg [W-1:0] f_next;
integer f_p;
always @* begin
    f_next = f_begun ? f_best : s_axis_tdata[0+:W];
    for (f_p = 0; f_p < P; f_p = f_p + 1)
        if ((s_axis_tdata[f_p*C*W+:W] ^ OFFSET) > (f_next ^ OFFSET)) f_next = s_axis_tdata[f_p*C*W+:W];
end
always @(posedge clk) begin
    f_done  <= !rst && (take && s_axis_tlast || f_done && !m_axis_tready);
    f_begun <= !rst && (take ? !s_axis_tlast : f_begun);
    if (take) f_best <= f_next;
end
always @* if (f_run) begin
    assert (m_axis_tvalid == f_done && m_axis_tlast);
    assert (s_axis_tready == (!f_done || m_axis_tready));
    assert (first_q == !f_begun && !(f_done && f_begun));
    if (f_done || f_begun) assert (max_q[W-1:0] == f_best);
    if (f_done) assert (m_axis_tdata[W-1:0] == f_best);
    cover (m_axis_tvalid && m_axis_tready && take);
    cover (f_out_waits && f_best != 0);
end
