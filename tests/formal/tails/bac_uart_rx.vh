// Proves a byte is what the line was in the middle of each of its eight bits; valid once, exactly with a high stop bit; bad exactly with a low one; no byte for a short start bit; counters in range; LATENCY; each falling edge while idle begins
// Fault s/fell = line_q\[2\] \&\& !line_q\[1\]/fell = !line_q[1]/
`BAC_FORMAL_CLOCK
localparam B = $clog2(11 * CLOCKS + 2);
localparam integer F_MIDDLE = CLOCKS / 2;  // of the start bit, from the falling edge
reg f_1, f_2, f_3;   // the line, 1 to 3 clocks ago
reg [B-1:0] f_time;  // clocks since a falling edge, 0 while nothing comes
reg [3:0] f_bit;     // bits of the byte that are known, the start bit among them
reg [7:0] f_byte;
reg f_valid, f_bad;
wire f_due = f_time != 0 && f_time == F_MIDDLE + f_bit * CLOCKS;
integer f_i;
always @(posedge clk) begin
    {f_3, f_2, f_1} <= rst ? 3'b111 : {f_2, f_1, rx};
    if (rst) f_time <= 0;
    else if (f_time == 0) f_time <= f_3 && !f_2;
    else f_time <= (f_due && (f_bit == 9 || f_bit == 0 && f_2)) ? 0 : f_time + 1;
    f_bit <= (f_time == 0) ? 0 : f_bit + f_due;
    for (f_i = 0; f_i < 8; f_i = f_i + 1) if (f_due && f_bit == f_i + 1) f_byte[f_i] <= f_2;
    f_valid <= !rst && f_due && f_bit == 9 && f_2;
    f_bad   <= !rst && f_due && f_bit == 9 && !f_2;
end
always @* if (f_run) begin
    assert (m_tvalid == f_valid && bad == f_bad);
    if (m_tvalid) assert (m_tdata == f_byte);
    assert (line_q == {f_3, f_2, f_1} && busy_q == (f_time != 0));
    // Behind a reset count_q is any number for a clock, in which nothing looks at it.
    if (busy_q) assert (bit_q == f_bit && f_bit <= 9 && count_q <= CLOCKS - 1);
    if (busy_q) assert (f_time + count_q == F_MIDDLE + f_bit * CLOCKS);
    for (f_i = 0; f_i < 8; f_i = f_i + 1)  // what is known of the byte moves down to its place
        if (busy_q && f_bit > f_i + 1) assert (m_tdata[(8 - f_bit + f_i + 1) & 7] == f_byte[f_i]);
    if (m_tvalid) assert (f_time <= 1);
    if (CLOCKS <= 6) cover (m_tvalid && m_tdata == 8'h5a);
    if (CLOCKS <= 6) cover (bad);
end
