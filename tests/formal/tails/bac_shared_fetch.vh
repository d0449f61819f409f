// Proves of each word: each lane's element is read where the map has it, row for row of positions, its channel by the rows before it; a lane is masked exactly outside the frame; the tap in range; LATENCY
// Fault s/(LANE\[LB-1:0\] < rot3_q)/(LANE[LB-1:0] <= rot3_q)/
// Free bac_fold_rom
// Edit s/) u_taps (/) u_taps (.f_read(f_read),/
// A segment owes nothing to those before it, so row_step, which is of the segment, is a constant. Every word is followed.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
wire [((N_TAPS > 1) ? $clog2(N_TAPS) : 1)-1:0] f_read;
(* anyconst *) wire [A-1:0] f_row_step;
(* anyseq *) wire f_over;         // the op's last word was the last: its fields may change
reg f_open;                       // an op has begun
reg [TB-1:0] f_limit;             // its fields
reg [A-1:0] f_step;
reg [RB-1:0] f_every;
reg [PB-1:0] f_tap;
reg [TB-1:0] f_t;                 // the group's first position
reg [A-1:0] f_moved;              // groups * row_step
reg [RB:0] f_rows, f_rows2;       // rows since the channel moved on
reg [A-1:0] f_channel;            // step for each time that it did
// The words in stages 1 to 3: what each has to read
reg f_valid2, f_valid3, f_valid4;
reg [A-1:0] f_channel2, f_channel3, f_address4;
reg [PB-1:0] f_tap2;
reg [TW-1:0] f_word3;
reg signed [DB+2:0] f_t4, f_limit4;  // of lane 0, and the first position that is not in the frame
reg [LB-1:0] f_rot4;
wire f_turns = opens || again || next;
wire f_quiet = !valid && !f_valid2 && !f_valid3 && !f_valid4;
wire f_channel_ends = valid && last && f_rows == f_every;
always @* begin
    // bac_shared_sequence: the op's words are over when another begins, and its fields stay as they are
    if (f_turns || f_over) assume (f_quiet && opens + again + next <= 1);
    if (opens) assume (row_step == f_row_step);
    if (f_open && !opens) assume (row_step == f_row_step && step == f_step && every == f_every && limit == f_limit && tap == f_tap);
    if (!f_open) assume (!valid);
    if (!f_ran) assume (next && !valid);  // no frame runs
    // A group's first position is one of the frame, and the program's taps and turns are in range.
    if (again) assume (row_step == f_row_step && f_t + L < 1 << TB);
    if (valid) assume (tap + index < N_TAPS);
    if (f_valid2) assume (rot2 < L);
end
wire [FB-1:0] f_sum = tap + index;
always @(posedge clk) begin
    f_open <= !rst && (opens || f_open && !f_over && !next && !again);
    if (opens) {f_limit, f_step, f_every, f_tap} <= {limit, step, every, tap};
    if (next) {f_t, f_moved} <= 0;
    else if (again) begin
        f_t     <= f_t + L;
        f_moved <= f_moved + f_row_step;
    end
    if (opens) {f_rows, f_channel} <= 0;
    else if (valid && last) begin
        f_rows    <= f_channel_ends ? 0 : f_rows + 1;
        f_channel <= f_channel + (f_channel_ends ? f_step : 0);
    end
    f_valid2   <= !rst && valid;
    f_valid3   <= !rst && f_valid2;
    f_valid4   <= !rst && f_valid3;
    f_channel2 <= f_channel;
    f_rows2    <= f_rows;
    f_tap2     <= f_sum[PB-1:0];
    f_channel3 <= f_channel2;
    f_word3    <= tap2;
    f_t4       <= $signed({1'b0, f_t}) + f_q3;
    f_limit4   <= $signed({1'b0, f_limit}) - $signed({1'b0, f_late3});
    f_rot4     <= f_rot3;
    f_address4 <= f_offset3 + f_channel3 + (f_moves3 ? f_moved : 0);
end
wire f_moves3, f_late3;
wire [LB-1:0] f_rot3;
wire signed [QB-1:0] f_q3;
wire [A-1:0] f_offset3;
assign {f_moves3, f_late3, f_rot3, f_q3, f_offset3} = f_word3;
wire signed [DB+2:0] f_t3 = $signed({1'b0, f_t}) + f_q3;
always @* if (f_run) begin
    if (f_valid2) assert (f_read == f_tap2 && f_read < N_TAPS);
    if (f_valid4) assert (rot == f_rot4);
    // In step
    if (f_valid2) assert (f_open && valid2_q);
    if (!f_open) assert (f_quiet && !valid2_q);
    if (f_open) assert (valid2_q == f_valid2 && f_rows <= f_every);
    if (f_open) assert (left_q == ((f_limit - f_t) & {DB{1'b1}}));
    assert (t_q == f_t && moved_q == f_moved);
    if (f_valid3) assert (f_open && rot3_q == f_rot3 && f_rot3 < L);
    if (f_valid3) assert (address3_q == ((f_offset3 + f_channel3 + (f_moves3 ? f_moved : 0)) & {A{1'b1}}));
    if (f_valid3) assert ($signed(before3_q) == f_t3);
    if (f_valid3) assert ($signed(after3_q) == $signed({1'b0, f_limit}) - f_t3 - $signed({1'b0, f_late3}));
    if (f_valid4) assert (f_open && f_rot4 < L);
    cover (f_valid4 && f_t != 0 && mask != 0 && mask != {L{1'b1}} && rot != 0 || f_valid4 && L == 1 && mask == 0 && f_t != 0);
end
// A row that ends is counted behind stage 2.
wire f_late_end = f_valid2 && last2_q;
wire f_late_channel = f_late_end && f_rows2 == f_every;
wire [A-1:0] f_at = f_valid2 ? f_channel2 : f_channel;
always @* if (f_run && f_open) begin
    assert (moving_q == ((f_moved + f_at) & {A{1'b1}}) && fixed_q == f_at);
    assert (every_q == f_every - (f_valid2 ? f_rows2 : f_rows));
    if (f_valid2) assert (f_rows2 <= f_every && f_rows == (f_late_channel ? 0 : f_rows2 + f_late_end));
    if (f_valid2) assert (f_channel == ((f_channel2 + (f_late_channel ? f_step : 0)) & {A{1'b1}}));
    cover (f_valid2 && f_channel2 != 0 && f_channel2 == 2 * f_step && moves && f_t != 0);
end
genvar f_l;
generate
    for (f_l = 0; f_l < L; f_l = f_l + 1) begin : f_lane
        // Position t + q + l: bank (rot + l) mod L, a row of the map further where that wraps
        wire [LB:0] f_far = f_rot4 + f_l;
        wire f_wraps = f_far >= L;
        wire [LB-1:0] f_bank = f_wraps ? f_far - L : f_far;
        wire signed [DB+2:0] f_position = f_t4 + f_l;
        always @* if (f_run && f_valid4) begin
            assert (address[f_bank*A+:A] == ((f_address4 + (f_wraps ? f_row_step : 0)) & {A{1'b1}}));
            assert (mask[f_l] == (f_position >= 0 && f_position < f_limit4));
        end
    end
endgenerate
