// Proves each group's words once and in order; marks of a group's and a frame's last; a group starts only when what it reads has arrived, and then at once; counters in range
// Some 3
// Fault s/frame_end ? FRAME_STEP\[DW-1:0\]/frame_end ? T[DW-1:0]/
// Free bac_fold_rom
`BAC_FORMAL_CLOCK
// What bac_fold_ring proves: it takes no position more than AHEAD beyond the frame that is read.
localparam FB = $clog2(T + FIRST + GROUPS * STEP + AHEAD + 2) + 1;
localparam FW = $clog2(N_WORDS + 1);
// Positions that were written, less those of the frames that were read: below 0 if a frame's last group needs fewer than
// T positions and was read before the others came.
reg signed [FB-1:0] f_came;
reg [FW-1:0] f_w;
reg [FB-1:0] f_g;
wire signed [FB-1:0] f_reads = FIRST + f_g * STEP;
localparam signed [FB-1:0] F_T = T, F_MOST = T + AHEAD, F_LEAST = FIRST + (GROUPS - 1) * STEP;
wire f_arrived = f_came >= f_reads || f_came >= F_T;
wire f_issues = f_w != 0 || f_arrived;
wire f_group_end = f_issues && f_w == N_WORDS - 1;
wire f_frame_end = f_group_end && f_g == GROUPS - 1;
reg f_valid, f_group_last, f_frame_last;
always @* if (wrote) assume (f_came < F_MOST);
always @(posedge clk) begin
    f_came <= rst ? 0 : f_came + $signed({1'b0, wrote}) - ((ce && f_frame_end) ? F_T : 0);
    f_w <= (rst || ce && f_group_end) ? 0 : f_w + (ce && f_issues);
    f_g <= (rst || ce && f_frame_end) ? 0 : f_g + (ce && f_group_end);
    if (rst || ce) f_valid <= !rst && f_issues;
    if (ce) {f_group_last, f_frame_last} <= {f_group_end, f_frame_end};
end
always @* if (f_run) begin
    assert (f_w < N_WORDS && f_g < GROUPS);
    assert (word_q == f_w && group_q == f_g);  // the ROM's address: in range, and the next in order
    assert (issue == f_issues);                // not before all have arrived, and then in the same clock
    assert (valid == f_valid);
    if (f_valid) assert (group_last == f_group_last && frame_last == f_frame_last);
    assert ($signed(near_q) == f_came - f_reads && $signed(whole_q) == f_came - F_T);
    assert (f_came <= F_MOST && (f_came >= 0 || f_came >= F_LEAST - F_T));
    if (f_w != 0) assert (f_arrived);
    if (N_WORDS * GROUPS <= 16 && T <= 16) cover (f_valid && frame_last);
    if (FIRST <= 16) cover (f_valid && !f_arrived);
end
