// Proves bank, phase and word of each position behind the one that was loaded, and of the next; in range
// Fault s/(wraps \&\& !far) ? word_q - back/wraps ? word_q - back/
// A place that is loaded owes nothing to those before it, so stride and channels, which change only then, are constants.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
(* anyconst *) wire [SB-1:0] f_stride_1;  // less 1
(* anyconst *) wire [A-1:0] f_channels;
wire [SB:0] f_stride = f_stride_1 + 1;
always @* begin
    assume (stride_minus_1 == f_stride_1 && channels == f_channels && back == ((f_stride_1 * f_channels) & {A{1'b1}}));
    if (load) assume (load_phase < f_stride && load_bank < L);
    if (!f_ran) assume (load);
end
// Position p is in row floor(p/(stride*L)); f_row: the word where the row's first position begins
reg [SB-1:0] f_phase;
reg [LB-1:0] f_bank;
reg [A-1:0] f_row;
wire f_wraps = f_phase == f_stride_1;
wire f_row_end = f_wraps && f_bank == L - 1;
wire [SB-1:0] f_next_phase = f_wraps ? 0 : f_phase + 1;
wire [LB-1:0] f_next_bank = f_row_end ? 0 : f_wraps ? f_bank + 1 : f_bank;
wire [A-1:0] f_next_row = f_row + (f_row_end ? f_stride * f_channels : 0);
always @(posedge clk)
    if (load) begin
        f_phase <= load_phase;
        f_bank  <= load_bank;
        f_row   <= load_word - load_phase * f_channels;
    end else if (move) begin
        f_phase <= f_next_phase;
        f_bank  <= f_next_bank;
        f_row   <= f_next_row;
    end
always @* if (f_run) begin
    assert (f_phase < f_stride && f_bank < L);
    assert (bank == f_bank && phase_q == f_phase && word == ((f_row + f_phase * f_channels) & {A{1'b1}}));
    assert (next_bank == f_next_bank && next_phase == f_next_phase);
    assert (next_word == ((f_next_row + f_next_phase * f_channels) & {A{1'b1}}));
    cover (move && f_row_end && f_stride == 1 << SB);
    if (L > 1) cover (move && f_wraps && !f_row_end && f_channels == 3);
end
