// Proves order; no loss; no duplicate; tlast once a frame; counter in range; stability; progress at once
// Fault s/m_axis_tready \&\& final_beat);/m_axis_tready);/; s/s_axis_tvalid \&\& final_beat;/s_axis_tvalid;/
// Counts in narrow beats: a wide beat is RATIO of them. Follows one element of one beat, whichever.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam FROM = (NARROW != 0) ? RATIO : 1;  // narrow beats in a beat of the input,
localparam TO = (NARROW != 0) ? 1 : RATIO;    // of the output
localparam LANES = (NARROW != 0) ? LANES_OUT : LANES_IN;  // of a narrow beat
localparam FB = $clog2(2 * RATIO + 2);
(* anyseq *) wire f_pick;
(* anyconst *) wire [15:0] f_lane;  // of the input
always @* assume (f_lane < LANES_IN);
reg [FB-1:0] f_inside;
reg [FB-1:0] f_part;  // narrow beats of the wide one that have come, or gone
reg f_followed;
reg [FB-1:0] f_ahead;
reg [W-1:0] f_word;
reg f_last;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_narrow = (NARROW != 0) ? f_gives : f_takes;
wire f_starts = !f_followed && f_pick && f_takes;
wire [FB-1:0] f_begin = f_inside + ((NARROW != 0) ? f_lane / LANES : 0);
wire f_leaves = f_followed && f_gives && f_ahead < TO;
wire [31:0] f_lane_out = ((NARROW != 0) ? 0 : f_ahead * LANES) + f_lane % LANES;
always @(posedge clk) begin
    f_inside   <= rst ? 0 : f_inside + (f_takes ? FROM : 0) - (f_gives ? TO : 0);
    f_part     <= rst ? 0 : !f_narrow ? f_part : (f_part == RATIO - 1) ? 0 : f_part + 1;
    f_followed <= !rst && (f_starts || f_followed && !f_leaves);
    f_ahead    <= (f_followed ? f_ahead : f_begin) - (f_gives ? TO : 0);
    if (!f_followed) {f_last, f_word} <= {s_axis_tlast, s_axis_tdata[f_lane*W+:W]};
end
// A frame is a whole number of wide beats.
always @* if (NARROW == 0 && f_part != RATIO - 1) assume (!s_axis_tlast);
// OPEN: the pipeline takes every beat, and its entry keeps wide beats apart (bac_credit.vh).
always @* if (OPEN != 0 && NARROW != 0) assume (m_axis_tready && (!s_axis_tvalid || f_inside == 0 || f_gives && f_inside == 1));
always @* if (f_run) begin
    assert (f_inside <= RATIO && f_part < RATIO && f_part == count_q);
    assert (m_axis_tvalid == (f_inside >= TO));  // progress: what is complete is offered,
    if (NARROW != 0) begin
        assert (f_inside == (valid_q ? RATIO - f_part : 0));
        assert (s_axis_tready == (OPEN != 0 || f_inside == 0 || f_gives && f_inside == 1));  // and room is filled, at once
    end else begin
        assert (f_inside == (valid_q ? RATIO : f_part));
        assert (s_axis_tready == (f_inside != RATIO || m_axis_tready));
    end
    if (f_gives) assert (f_inside >= TO);
    if (f_followed) begin
        assert (f_ahead < f_inside);
        if (m_axis_tvalid && f_ahead < TO) begin
            assert (m_axis_tdata[f_lane_out*W+:W] == f_word);
            if (NARROW == 0 && f_ahead == RATIO - 1) assert (m_axis_tlast == f_last);
        end
        // tlast once a frame: with the last narrow beat of its last wide one
        if (NARROW != 0) assert (last_q == f_last);
    end
    if (NARROW != 0 && m_axis_tlast && m_axis_tvalid) assert (f_part == RATIO - 1);
    if (NARROW != 0 && m_axis_tvalid && f_part == RATIO - 1) assert (m_axis_tlast == last_q);
    if (RATIO <= 8) cover (f_leaves && m_axis_tlast);
    if (RATIO <= 8) cover (f_takes && f_gives);
end
// Where the followed element lies: in the wide beat that is shifted out, or at its own place (PICK), or where a wide beat
// of which f_part narrow ones have come shifts it in.
wire [FB-1:0] f_shifts = f_ahead + ((NARROW != 0 || valid_q) ? 0 : RATIO - f_part);
wire [31:0] f_place = (NARROW != 0 && PICK != 0) ? f_lane : f_shifts * LANES + f_lane % LANES;
generate
    if (NARROW != 0) begin : f_narrows
        always @* if (f_run && f_followed) begin
            assert (f_ahead + f_part == f_lane / LANES);
            assert (gen_narrow.beat_q[f_place*W+:W] == f_word);
        end
    end else begin : f_widens
        always @* if (f_run && f_followed) begin
            assert (gen_widen.beat_q[f_place*W+:W] == f_word);
            if (f_ahead == f_inside - 1) assert (last_q == f_last);
        end
    end
endgenerate
