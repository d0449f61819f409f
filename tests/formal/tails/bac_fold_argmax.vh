// Proves one result a frame; the lowest index of its largest logit; its logits; the count in range; stability
// Fault s/OFFSET) > (largest/OFFSET) >= (largest/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
reg [8:0] f_count;  // logits of this frame
reg f_done;
reg [N*W-1:0] f_frame;
reg [W-1:0] f_best;
reg [8:0] f_class;
wire f_wins = f_count == 0 || (s_axis_tdata ^ OFFSET) > (f_best ^ OFFSET);
always @* if (s_axis_tvalid) assume (s_axis_tlast == (f_count == N - 1));
always @(posedge clk) begin
    f_count <= rst ? 0 : !take ? f_count : (f_count == N - 1) ? 0 : f_count + 1;
    f_done  <= !rst && (take && s_axis_tlast || f_done && !m_axis_tready);
    if (take) f_frame <= {s_axis_tdata, f_frame} >> W;
    if (take && f_wins) {f_best, f_class} <= {s_axis_tdata, f_count};
end
integer f_i;
always @* if (f_run) begin
    assert (m_axis_tvalid == f_done && m_axis_tlast);
    assert (s_axis_tready == (!f_done || m_axis_tready));
    assert (count_q == f_count && f_count < N && !(f_done && f_count != 0));
    assert (!(f_done || f_count != 0) || largest_q == f_best && index_q == f_class && f_class < N);
    if (f_done || f_count != 0) for (f_i = 0; f_i < N; f_i = f_i + 1)
        if (f_done || f_i + f_count >= N) assert (logits_q[f_i*W+:W] == f_frame[f_i*W+:W]);
    if (f_done) assert (m_axis_tdata[N*LANE+:CLASS_LANE] == f_class);
    if (N <= 8) cover (m_axis_tvalid && m_axis_tready && f_class == N - 1);
    cover (take && f_count == 2);
end
