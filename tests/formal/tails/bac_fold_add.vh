// Proves both beats leave together or neither does; order; none lost; their sum by the multipliers of its channels; tlast; stability; LATENCY; progress unless the last beat is refused
// Fault s/assign s_axis_skip_tready = go \&\& s_axis_tvalid/assign s_axis_skip_tready = go/
// Free bac_ctrl bac_fold_table
// Edit s/) u_ctrl (/) u_ctrl (.f_valid(f_valid), .f_last(f_last),/; s/) u_table (/) u_table (.f_next(f_next), .f_read(f_read),/
// The first lane; all others are like it.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assume, f_skip, s_axis_skip_tvalid, s_axis_skip_tready, ({s_axis_skip_tlast, s_axis_skip_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam NW = (WORDS > 1) ? $clog2(WORDS) : 1;
wire [2:0] f_valid, f_last;
wire [NW-1:0] f_next, f_read;
// Follows one pair of beats, whichever, with any table.
(* anyconst *) wire [NW-1:0] f_row;
(* anyconst *) wire [MB-1:0] f_multipliers;
(* anyseq *) wire f_pick;
reg [NW-1:0] f_n;  // pairs since reset, modulo WORDS
reg f_followed, f_kept_last;
reg [1:0] f_age;
reg signed [XW_A-1:0] f_a;
reg signed [XW_B-1:0] f_b;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_takes_b = s_axis_skip_tvalid && s_axis_skip_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_begins = f_takes && f_pick && !f_followed && f_n == f_row;
wire signed [MB_A-1:0] f_by_a = f_multipliers[MB_A-1:0];
wire signed [MB_B-1:0] f_by_b = f_multipliers[MB-1:MB_A];
wire signed [31:0] f_sum = f_a * f_by_a + f_b * f_by_b;
always @* begin
    assume (f_row < WORDS);
    if (f_read == f_row) assume (mul1[MB-1:0] == f_multipliers);
end
always @(posedge clk) begin
    f_n <= rst ? 0 : !f_takes ? f_n : (f_n == WORDS - 1) ? 0 : f_n + 1;
    f_followed <= !rst && (f_begins || f_followed && !(f_moves && f_age == 3));
    f_age <= f_begins ? 1 : f_age + f_moves;
    if (f_begins) begin
        f_a <= {SIGNED_A == 0 ? 1'b0 : s_axis_tdata[W_A-1], s_axis_tdata[W_A-1:0]};
        f_b <= {SIGNED_B == 0 ? 1'b0 : s_axis_skip_tdata[W_B-1], s_axis_skip_tdata[W_B-1:0]};
        f_kept_last <= s_axis_tlast;
    end
end
always @* if (f_run) begin
    assert (f_takes == f_takes_b);                                             // together
    assert (f_takes == (s_axis_tvalid && s_axis_skip_tvalid && f_moves));      // progress
    assert (f_n < WORDS && f_next == f_n);
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= 3 && f_valid[f_age-1] && f_last[f_age-1] == f_kept_last);
        if (f_age == 1) assert (f_read == f_row && gen_lane[0].a == f_a && gen_lane[0].b == f_b);
        if (f_age == 2) assert (gen_lane[0].product_a_q == f_a * f_by_a && gen_lane[0].product_b_q == f_b * f_by_b);
        if (f_age == 3) assert (m_axis_tvalid && m_axis_tdata[OW-1:0] == f_sum[OW-1:0] && m_axis_tlast == f_kept_last);
    end
    cover (f_followed && f_age == 3 && m_axis_tready && f_out_waits);
    cover (f_followed && f_age == 3 && f_row == WORDS - 1 && f_sum[OW-1:0] == 3);
end
