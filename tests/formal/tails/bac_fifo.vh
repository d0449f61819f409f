// Proves order; no loss; no duplicate; stability; pointers in range; never written to while full; progress at once
// Fault s/write \&\& (write_next_q == read_q)/0/; s/read_next_q == write_q/write_next == read_q/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
// That tdata and tlast stay while they wait: those of the followed beat, whichever it is, do until it leaves.
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, 1'b0)
`BAC_FORMAL_FOLLOW(DEPTH, write, ({s_axis_tlast, s_axis_tdata}),
                   m_axis_tvalid, read, ({m_axis_tlast, m_axis_tdata}))
(* anyconst *) wire [AW-1:0] f_slot;  // where the followed beat lies: anywhere
always @* assume (f_slot < DEPTH && (!f_pick || write_q == f_slot));
wire [FB:0] f_sum = read_q + f_ahead;
wire [FB:0] f_end = read_q + f_inside;
always @* if (OPEN != 0 && f_inside == DEPTH) assume (!write);  // bac_credit.vh shows it
always @* if (f_run) begin
    assert (m_axis_tvalid == (f_inside != 0));  // progress: what is inside is offered in the next clock,
    if (OPEN == 0) assert (s_axis_tready == (f_inside != DEPTH));  // and a place that is free is filled
    else assert (s_axis_tready);
    assert (read_q < DEPTH && write_q < DEPTH);
    assert (read_next_q == (read_q == TOP ? 0 : read_q + 1) && write_next == (write_q == TOP ? 0 : write_q + 1));
    assert (write_q == f_end || write_q + DEPTH == f_end);
    if (f_inside != 0 && f_inside != DEPTH) assert (write_q != read_q);
    if (f_followed) begin
        assert (f_slot == f_sum || f_slot + DEPTH == f_sum);
        if (f_inside != DEPTH) assert (f_slot != write_q);
        assert (memory[f_slot] == f_kept);
    end
    if (DEPTH <= 8) cover (f_inside == DEPTH && f_followed && f_ahead == DEPTH - 1);
end
