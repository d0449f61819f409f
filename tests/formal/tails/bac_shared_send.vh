// Proves each frame's logits once and in order, as they were written last; tlast and sent with the last; counters in range; stability; LATENCY
// Fault s/.N      (8)/.N      (7)/
// Free bac_delay bac_fold_ram
// Edit s/) u_begins (/) u_begins (.f_inside(f_begins),/; s/) u_logits (/) u_logits (.f_slot(f_slot), .f_word(f_word),/
// bac_shared: a frame does not end before the logits of the one before it are sent, and the last logits are written within
// 8 clocks behind its end.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tlast)
(* anyconst *) wire [OB-1:0] f_slot;  // the logit that is followed
wire [OW-1:0] f_word;
wire [7:0] f_begins;
reg [3:0] f_age;    // clocks since the frame's end, 10 at most; 0: none is to be sent
reg [OB:0] f_n;     // logits that were sent
reg f_written;      // the followed one was, since reset
reg [OW-1:0] f_kept;
wire f_gives = m_axis_tvalid && m_axis_tready;
always @* begin
    assume (f_slot < N_OUT);
    if (write) assume (address < N_OUT && f_age < 9);
    if (done) assume (f_age == 0);
end
always @(posedge clk) begin
    f_age <= (rst || sent) ? 0 : done ? 1 : (f_age != 0 && f_age < 10) ? f_age + 1 : f_age;
    f_n   <= (rst || sent) ? 0 : f_n + f_gives;
    f_written <= !rst && (f_written || write && address == f_slot);
    if (write && address == f_slot) f_kept <= word;
end
integer f_i;
always @* if (f_run) begin
    assert (m_axis_tvalid == (f_age == 10));  // LATENCY
    if (m_axis_tvalid) assert (m_axis_tlast == (f_n == N_OUT - 1));
    assert (sent == (f_gives && f_n == N_OUT - 1));
    if (m_axis_tvalid && f_n == f_slot && f_written) assert (m_axis_tdata == f_kept);
    assert (f_n < N_OUT && (f_age == 10 || f_n == 0) && f_age <= 10);
    if (f_age != 0) assert (beat_q == f_n);
    assert (sending_q == (f_age >= 9));
    for (f_i = 0; f_i < 8; f_i = f_i + 1) assert (f_begins[f_i] == (f_age == f_i + 1));
    if (f_written) assert (f_word == f_kept);
    if (N_OUT <= 32) cover (sent && f_written && f_out_waits);
end
