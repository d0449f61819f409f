// Proves order; no loss; no duplicate; stability; Gray pointers move one bit at a time; never written to while full; a beat is offered in 2 clocks of m_clk, room in 3 of s_clk
// Fault s/full_q       <= (write_gray_d/full_q       <= (write_gray_q/
// Edit s/@(posedge s_clk) begin/@(posedge s_clk) if (f_s) begin/; s/@(posedge m_clk) begin/@(posedge m_clk) if (f_m) begin/
// Both clocks tick at any times, together or not: f_s and f_m say when. A register that samples a pointer in motion has
// its old or its new value, as one bit moves; the new one is what a later tick would have had.
(* anyseq *) wire f_s, f_m;
wire clk;  // all ticks
// Both resets are high together for a tick of each clock at least (four, says the module); nothing is offered until both
// are low, and neither rises while the other one falls.
reg f_ran = 1'b0;
reg f_running = 1'b0;  // both were low
reg f_s_cleared = 1'b0, f_m_cleared = 1'b0;
wire f_clear = f_s_cleared && f_m_cleared;
wire rst = !f_running || s_rst || m_rst;
always @(posedge clk) begin
    f_ran       <= 1'b1;
    f_running   <= (f_running || f_clear) && !s_rst && !m_rst;
    f_s_cleared <= !f_running && (f_s_cleared || f_s && s_rst && m_rst);
    f_m_cleared <= !f_running && (f_m_cleared || f_m && s_rst && m_rst);
end
reg f_s_low = 1'b0, f_m_low = 1'b0;  // it has fallen
always @(posedge clk) begin
    f_s_low <= !f_running && f_clear && !s_rst && m_rst;
    f_m_low <= !f_running && f_clear && !m_rst && s_rst;
end
always @* begin
    if (!f_ran) assume (s_rst && m_rst);
    if (!f_running && !f_clear) assume (s_rst && m_rst);
    if (f_s_low) assume (!s_rst);
    if (f_m_low) assume (!m_rst);
    if (rst) assume (!s_axis_tvalid);
end
wire f_run = !rst;
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, (s_axis_tready && f_s), s_axis_tdata)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, (m_axis_tready && f_m), 1'b0)
`BAC_FORMAL_FOLLOW((1 << AW), (write && f_s), s_axis_tdata, m_axis_tvalid, (read && f_m), m_axis_tdata)
// The pointers, as the other side knows them
reg [AW:0] f_write0, f_write1, f_read0, f_read1;
always @(posedge clk) begin
    if (f_m) {f_write1, f_write0} <= m_rst ? 0 : {f_write0, write_q};
    if (f_s) {f_read1, f_read0} <= s_rst ? 0 : {f_read0, read_q};
end
wire [AW:0] f_held = write_q - read_q;
wire [AW:0] f_held0 = f_write0 - read_q;  // known to the reader
wire [AW:0] f_held1 = f_write1 - read_q;
wire [AW:0] f_used0 = write_q - f_read0;  // known to the writer
wire [AW:0] f_used1 = write_q - f_read1;
reg [1:0] f_unseen, f_unfree;  // ticks for which a beat was not offered, and room not shown
always @(posedge clk) begin
    f_unseen <= (rst || f_inside == 0 || m_axis_tvalid) ? 0 : f_unseen + f_m;
    f_unfree <= (rst || f_inside == 1 << AW || s_axis_tready) ? 0 : f_unfree + f_s;
end
wire [AW-1:0] f_slot = read_q + f_ahead;
wire [AW:0] f_write_moves = write_gray_q ^ (write_d ^ write_d >> 1);
wire [AW:0] f_read_moves = read_gray_q ^ (read_d ^ read_d >> 1);
always @* if (f_run) begin
    assert (f_inside == f_held && f_held <= 1 << AW);
    assert ((f_write_moves & f_write_moves - 1) == 0 && (f_read_moves & f_read_moves - 1) == 0);
    assert (write_gray_q == (write_q ^ write_q >> 1) && read_gray_q == (read_q ^ read_q >> 1));
    assert (write_sync0_q == (f_write0 ^ f_write0 >> 1) && write_sync1_q == (f_write1 ^ f_write1 >> 1));
    assert (read_sync0_q == (f_read0 ^ f_read0 >> 1) && read_sync1_q == (f_read1 ^ f_read1 >> 1));
    assert (f_held1 <= f_held0 && f_held0 <= f_held && f_held <= f_used0 && f_used0 <= f_used1 && f_used1 <= 1 << AW);
    assert (full_q || f_used1 < 1 << AW);
    if (write) assert (f_inside < 1 << AW);  // never written to while full
    assert (f_unseen <= 2 && f_unfree <= 3);
    if (f_unseen == 1) assert (f_held0 != 0);
    if (f_unseen == 2) assert (f_held1 != 0);
    if (f_unfree == 1) assert (f_used0 < 1 << AW);
    if (f_unfree >= 2) assert (f_used1 < 1 << AW);
    if (f_unfree == 3) assert (!full_q);
    if (f_followed) assert (memory[f_slot] == f_kept);
end else if (!f_running) begin
    if (f_s_cleared) assert ({write_q, write_gray_q, read_sync0_q, read_sync1_q, f_read0, f_read1} == 0);
    if (f_m_cleared) assert ({read_q, read_gray_q, write_sync0_q, write_sync1_q, f_write0, f_write1} == 0);
end
always @* if (f_running) assert (!f_s_low && !f_m_low);
