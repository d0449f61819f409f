// Proves each eight bits of a transfer are one byte, in order, once; bits of a byte that is cut are dropped; miso is the byte that was taken, or 0, bit by bit; none taken is lost before its first bit is read; counters in range; LATENCY
// Fault s/next \&\& !ready_q) out_q/next) out_q/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_tvalid, s_tready, s_tdata)
reg [2:0] f_sck, f_cs_n, f_mosi;  // the lines, 1 to 3 clocks ago
reg [2:0] f_bit;                  // bits of this byte
reg [7:0] f_byte;                 // the last eight bits that came, the newest at 0
reg f_valid;
reg [7:0] f_out;                  // what is on its way out: a byte that was taken, or 0
reg f_unread;                     // it was taken, and its first bit is not read
reg f_loaded;                     // since the last reset there has been one
wire f_first = !f_cs_n[1] && f_cs_n[2];  // the transfer's first clock, in which no edge counts
wire f_on = !f_cs_n[1] && !f_cs_n[2];
wire f_rise = f_on && f_sck[1] && !f_sck[2];
wire f_fall = f_on && !f_sck[1] && f_sck[2];
wire f_takes = s_tvalid && s_tready;
always @(posedge clk) begin
    f_sck  <= {f_sck, sck};
    f_mosi <= {f_mosi, mosi};
    f_cs_n <= rst ? 3'b111 : {f_cs_n, cs_n};
    f_bit  <= (rst || f_cs_n[1]) ? 0 : f_bit + f_rise;
    if (f_rise) f_byte <= {f_byte, f_mosi[1]};
    f_valid <= !rst && f_rise && f_bit == 7;
    if (s_tready) f_out <= s_tvalid ? s_tdata : 0;
    f_unread <= !rst && !f_rise && (f_takes || f_unread);
    f_loaded <= !rst && (f_loaded || s_tready);
end
// No reset clears these, or not the first one: whatever they hold then is what this proof knows of them.
wire f_same = sck_q == f_sck && cs_n_q == f_cs_n && mosi_q == f_mosi[1:0] && m_tdata == f_byte;
always @*
    if (f_ran) assert (f_same);
    else assume (f_same);
always @* if (f_run) begin
    assert (m_tvalid == f_valid);
    if (m_tvalid) assert (m_tdata == f_byte);  // the last eight bits
    if (f_rise) assert (f_loaded && miso == f_out[7 - f_bit]);  // what the master reads
    if (s_tready) assert (!f_unread);                           // none is replaced before
    if (f_first && !f_unread) assert (s_tready);                // progress
    if (f_fall && f_bit == 0 && !f_unread) assert (s_tready);
    assert (bit_q == f_bit && ready_q == f_unread);
    // out_q is the byte, moved on by its bits that were read; the last of these is still there while sck is high
    if (f_unread) assert (f_loaded && f_bit == 0 && out_q == f_out);
    if (f_on && f_bit != 0) assert (f_loaded && out_q == ((f_out << (f_sck[2] ? f_bit - 1 : f_bit)) & 8'hff));
    if (f_on && f_bit == 0 && !f_sck[2]) assert (f_loaded && out_q == f_out);
    if (f_bit != 0) assert (!f_cs_n[2]);
    cover (m_tvalid && m_tdata == 8'h5a);
    cover (f_rise && f_bit == 7 && f_out == 8'h5a);
    cover (f_first && f_unread);
end
