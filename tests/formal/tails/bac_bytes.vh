// Proves order; none lost but those that are said to be; no duplicate; stability; pointers in range; empty when nothing is inside; progress in two clocks
// Fault s/wire write = s_tvalid \&\& !full/wire write = s_tvalid/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assert, f_out, m_tvalid, m_tready, m_tdata)
localparam F_DEPTH = 1 << AW;
wire f_enters = s_tvalid && !lost;
wire f_gives = m_tvalid && m_tready;
`BAC_FORMAL_FOLLOW(F_DEPTH + 1, f_enters, s_tdata, m_tvalid, f_gives, m_tdata)
wire [AW:0] f_stored = write_q - read_q;
wire [AW-1:0] f_slot = read_q + f_ahead - m_tvalid;
reg f_waits;  // a byte was stored in the clock before, and none was offered
always @(posedge clk) f_waits <= !rst && f_inside != 0 && !m_tvalid;
always @* if (f_run) begin
    assert (f_stored <= F_DEPTH && f_inside == f_stored + m_tvalid);
    assert (lost == (s_tvalid && f_stored == F_DEPTH));  // only when the memory is full
    assert (empty == (f_inside == 0));
    if (f_followed && (f_ahead != 0 || !m_tvalid)) assert (memory[f_slot] == f_kept);
    if (f_waits) assert (m_tvalid);
    cover (lost && f_gives);
end
