// Proves the channels of one stream behind those of the other; none lost; tlast once a frame; stability; progress at once
// Fault s/last_q <= second_q \&\& s_axis_skip_tlast/last_q <= s_axis_skip_tlast/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assume, f_skip, s_axis_skip_tvalid, s_axis_skip_tready, ({s_axis_skip_tlast, s_axis_skip_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam F_A = C_A / LANES;
localparam F_B = C_B / LANES;
reg [15:0] f_turn;  // beats of this position so far: A's, then B's
wire f_takes_a = s_axis_tvalid && s_axis_tready;
wire f_takes_b = s_axis_skip_tvalid && s_axis_skip_tready;
reg f_here, f_last;  // the beat inside
reg [LANES*W-1:0] f_word;
always @(posedge clk) begin
    f_turn <= rst ? 0 : !(f_takes_a || f_takes_b) ? f_turn : (f_turn == F_A + F_B - 1) ? 0 : f_turn + 1;
    f_here <= !rst && (f_takes_a || f_takes_b || f_here && !m_axis_tready);
    if (f_takes_a) {f_last, f_word} <= {1'b0, s_axis_tdata};
    if (f_takes_b) {f_last, f_word} <= {s_axis_skip_tlast, s_axis_skip_tdata};
end
always @* if (f_run) begin
    assert (f_turn < F_A + F_B);
    if (f_takes_a) assert (f_turn < F_A);   // whose turn it is
    if (f_takes_b) assert (f_turn >= F_A);
    assert (s_axis_tready == (f_turn < F_A && (!f_here || m_axis_tready)));
    assert (s_axis_skip_tready == (f_turn >= F_A && (!f_here || m_axis_tready)));
    assert (second_q == (f_turn >= F_A) && beat_q == (second_q ? f_turn - F_A : f_turn));
    assert (m_axis_tvalid == f_here);
    if (f_here) assert (m_axis_tdata == f_word && m_axis_tlast == f_last);
    cover (f_takes_b && s_axis_skip_tlast && f_turn == F_A + F_B - 1);
    cover (f_out_waits && m_axis_tready);
end
