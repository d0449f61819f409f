// Proves each byte that is taken is sent once: a start bit, its bits, a stop bit, CLOCKS clocks each; the line is high while idle; counters in range; LATENCY, II
// Fault s/bits_q <= {1'b1, bits_q/bits_q <= {1'b0, bits_q/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_tvalid, s_tready, s_tdata)
reg f_busy;
reg [3:0] f_bit;               // of the frame, and clocks of it
reg [$clog2(CLOCKS)-1:0] f_clock;
reg [7:0] f_byte;
wire [9:0] f_frame = {1'b1, f_byte, 1'b0};
wire f_bit_end = f_clock == CLOCKS - 1;
always @(posedge clk) begin
    f_busy  <= !rst && (f_busy ? !(f_bit_end && f_bit == 9) : s_tvalid);
    f_bit   <= !f_busy ? 0 : f_bit + f_bit_end;
    f_clock <= (!f_busy || f_bit_end) ? 0 : f_clock + 1;
    if (!f_busy) f_byte <= s_tdata;
end
wire [18:0] f_rest = {9'h1ff, f_frame} >> f_bit;
always @* if (f_run) begin
    assert (s_tready == !f_busy);
    assert (tx == (f_busy ? f_frame[f_bit] : 1'b1));
    if (f_busy) assert (f_bit <= 9 && left_q == 10 - f_bit && count_q == CLOCKS - 1 - f_clock && bits_q == f_rest[8:0]);
    else assert (left_q == 0 && bits_q == 9'h1ff);
    if (CLOCKS <= 6) cover (f_busy && f_bit == 9 && f_bit_end && f_byte == 8'h5a && s_tvalid);
end
