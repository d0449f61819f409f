// Proves the word of each beat is that of its number modulo WORDS, one stage behind it; the address in range
// Fault s/(ce \&\& step) at_q/(ce) at_q/
// Free bac_fold_rom
// Edit s/) u_rom (/) u_rom (.f_read(f_read),/
`BAC_FORMAL_CLOCK
wire [NW-1:0] f_read;  // where the word was read
reg [NW-1:0] f_n;      // beats since reset, modulo WORDS
reg f_valid;           // a beat is one stage further; f_row: its row
reg [NW-1:0] f_row;
always @(posedge clk) begin
    f_n <= rst ? 0 : !(ce && step) ? f_n : (f_n == WORDS - 1) ? 0 : f_n + 1;
    if (rst || ce) f_valid <= !rst && step;
    if (ce) f_row <= f_n;
end
always @* if (f_run) begin
    assert (f_n < WORDS && at_q == f_n);
    if (f_valid) assert (f_read == f_row);
    if (WORDS <= 40) cover (f_valid && f_row == WORDS - 1 && !ce);
end
