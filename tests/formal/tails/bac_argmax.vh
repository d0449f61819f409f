// Proves one result a frame; its logits; stability; progress in DEPTH + 1 clocks; the stages are one-hot
// Fault s/assign s_axis_tready = .*/assign s_axis_tready = !stage_q[DEPTH];/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tlast)
localparam FB = $clog2(DEPTH + 3);
reg [FB-1:0] f_age;  // clocks since the frame came, DEPTH + 1 at most; 0: there is none
reg [N*W-1:0] f_frame;
always @(posedge clk) begin
    f_age <= rst ? 0 : take ? 1 : (m_axis_tvalid && m_axis_tready) ? 0 : (f_age != 0 && f_age != DEPTH + 1) ? f_age + 1 : f_age;
    if (take) f_frame <= s_axis_tdata;
end
integer f_i;
always @* if (f_run) begin
    assert (s_axis_tready == (f_age == 0));           // a frame is taken when none is inside,
    assert (m_axis_tvalid == (f_age == DEPTH + 1));   // and leaves DEPTH + 1 clocks later
    assert (stage_q == ((f_age == 0) ? 0 : (1 << (f_age - 1))));
    assert (m_axis_tlast && f_age <= DEPTH + 1);
    if (f_age != 0) assert (held_q == f_frame);
    if (m_axis_tvalid)
        for (f_i = 0; f_i < N; f_i = f_i + 1) assert (m_axis_tdata[f_i*LANE+:W] == f_frame[f_i*W+:W]);
    cover (m_axis_tvalid && m_axis_tready);
    cover (f_out_waits);
end
