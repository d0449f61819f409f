// Proves tlast once a frame; tlast_error exactly when a tlast is wrong; values; stability
// Fault s/if (s_axis_tlast != m_axis_tlast) tlast_error/if (s_axis_tlast) tlast_error/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
reg [31:0] f_left;  // beats of this frame that are still to come
reg f_wrong;        // a beat with tlast where none belongs, or without where one does
wire f_moves = s_axis_tvalid && s_axis_tready;
wire f_last = f_left == 1;
always @(posedge clk) begin
    if (rst) f_left <= T;
    else if (f_moves) f_left <= f_last ? T : f_left - 1;
    f_wrong <= !rst && (f_wrong || f_moves && s_axis_tlast != f_last);
end
(* anyconst *) wire [15:0] f_lane;
always @* if (f_run) begin
    assert (m_axis_tvalid == s_axis_tvalid && s_axis_tready == m_axis_tready);
    assert (m_axis_tlast == f_last);      // tlast exactly once a frame, with its beat number T - 1
    assert (tlast_error == f_wrong);      // exactly when it should, until reset
    assert (f_left >= 1 && f_left <= T && f_left + t_q == T);
    if (f_lane < C) assert (m_axis_tdata[f_lane*IW+:IW] == s_axis_tdata[f_lane*LANE+:IW]);
    cover (f_moves && s_axis_tlast && !m_axis_tlast);  // tlast_error rises for either reason,
    if (T <= 16) begin
        cover (f_moves && !s_axis_tlast && m_axis_tlast && !tlast_error);
        cover (f_moves && s_axis_tlast && m_axis_tlast && !tlast_error);  // and does not rise
    end
end
