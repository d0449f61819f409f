// Proves order; no loss; no duplicate; tlast; the largest of each window's taps, channel by channel; stability; LATENCY; progress unless the last beat is refused
// Fault s/c\/C\*STRIDE+k/c\/C+k/
// Free bac_ctrl
// Edit s/) u_ctrl (/) u_ctrl (.f_valid(f_valid), .f_last(f_last),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
// Follows one beat, whichever, and channel f_c of window f_p of it.
wire [DEPTH-1:0] f_valid, f_last;
(* anyconst *) wire [3:0] f_c, f_p;
(* anyseq *) wire f_pick;
reg f_followed, f_kept_last;
reg [3:0] f_age;  // clocks in which the pipeline moved
reg [W-1:0] f_most, f_largest;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_begins = f_takes && f_pick && !f_followed;
integer f_k;
function f_above;
    input [W-1:0] a;
    input [W-1:0] b;
    f_above = (IS_SIGNED != 0) ? $signed(a) > $signed(b) : a > b;
endfunction
always @* begin
    assume (f_c < C && f_p < P);
    f_most = s_axis_tdata[(f_p*STRIDE*C+f_c)*W+:W];
    for (f_k = 1; f_k < K; f_k = f_k + 1)
        if (f_above(s_axis_tdata[((f_p*STRIDE+f_k)*C+f_c)*W+:W], f_most)) f_most = s_axis_tdata[((f_p*STRIDE+f_k)*C+f_c)*W+:W];
end
always @(posedge clk) begin
    f_followed <= !rst && (f_begins || f_followed && !(f_moves && f_age == DEPTH));
    f_age <= f_begins ? 1 : f_age + f_moves;
    if (f_begins) {f_kept_last, f_largest} <= {s_axis_tlast, f_most};
end
always @* if (f_run) begin
    assert (s_axis_tready == f_moves);  // progress
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= DEPTH && f_valid[f_age-1] && f_last[f_age-1] == f_kept_last);
        if (f_age == DEPTH) assert (m_axis_tvalid && m_axis_tlast == f_kept_last);  // LATENCY
        if (f_age == DEPTH) assert (m_axis_tdata[(f_p*C+f_c)*W+:W] == f_largest);
    end
    cover (f_followed && f_age == DEPTH && f_out_waits && m_axis_tready && f_p == P - 1 && f_c == C - 1);
end
