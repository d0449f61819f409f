// Proves order; no loss; no duplicate; tlast; the graph moves in the clocks in which the beats do, and in no other; stability of the handshake; LATENCY; progress unless the last beat is refused
// Fault s/.LATENCY(LEVELS)/.LATENCY(LEVELS + 1)/
// Free bac_ctrl bac_mcm
// Edit s/) u_ctrl (/) u_ctrl (.f_valid(f_valid), .f_last(f_last),/; s/) u_graph (/) u_graph (.f_inside(f_graph),/
// What bac_mcm makes of a beat is arith.sh's; here it is that of the beat that leaves.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
wire [LEVELS-1:0] f_valid, f_last;
wire [LEVELS*N_IN*IW-1:0] f_graph;
(* anyseq *) wire f_pick;
reg f_followed, f_kept_last;
reg [7:0] f_age;  // clocks in which the pipeline moved
reg [N_IN*IW-1:0] f_x;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_begins = f_takes && f_pick && !f_followed;
always @(posedge clk) begin
    f_followed <= !rst && (f_begins || f_followed && !(f_moves && f_age == LEVELS));
    f_age <= f_begins ? 1 : f_age + f_moves;
    if (f_begins) {f_kept_last, f_x} <= {s_axis_tlast, s_axis_tdata};
end
always @* if (f_run) begin
    assert (s_axis_tready == f_moves);  // progress
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= LEVELS && f_valid[f_age-1] && f_last[f_age-1] == f_kept_last);
        assert (f_graph[(f_age-1)*N_IN*IW+:N_IN*IW] == f_x);
        if (f_age == LEVELS) assert (m_axis_tvalid && m_axis_tlast == f_kept_last);  // LATENCY
    end
    cover (f_followed && f_age == LEVELS && f_out_waits && m_axis_tready && f_kept_last);
end
