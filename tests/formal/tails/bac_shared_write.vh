// Proves each position of each row is written once, by its requantiser, to its place, or as a logit; no two requantisers write one bank in a clock; the code of each is that of its own sum and of its row's constants, within its op's bounds; a group goes on behind the one before; the row of the constants; LATENCY, II
// Fault s/write_q   <= (valid & hit) != /write_q   <= valid_y \&\& !to_out_q \&\& hit != /
// Free bac_delay bac_fold_rom bac_shared_requant bac_shared_place
// Edit s/) u_rows (/) u_rows (.f_read(f_read),/; s/) u_valid_y (/) u_valid_y (.f_inside(f_marks),/
// Edit s/) u_requant (/) u_requant (.f_inside(f_codes[r*LQ*(EW+AW)+:LQ*(EW+AW)]),/
// Edit s/) u_place (/) u_place (.f_phase(f_phases[r*SB+:SB]),/
`BAC_FORMAL_CLOCK
localparam B = $clog2(L + H + LQ + 4) + 1;
wire [EA-1:0] f_read;
wire [2*LQ-1:0] f_marks;
wire [R*LQ*(EW+AW)-1:0] f_codes;
wire [R*SB-1:0] f_phases;
// The op whose rows come: its fields, and where the group's first position lies
reg f_open, f_to_out, f_all, f_ends, f_goes_on;
reg [B-1:0] f_clocks;                 // of a row, minus 1
reg [A-1:0] f_channels;
reg [SB-1:0] f_stride_1;              // less 1
reg [YW-1:0] f_lo, f_hi;
reg [SB-1:0] f_phase;
reg [LB-1:0] f_bank, f_half;
reg [A-1:0] f_word;
reg f_saved;                          // a row of a segment's last op was written: where its next group begins, and its fields
reg [SB-1:0] f_next_phase, f_saved_stride;
reg [LB-1:0] f_next_bank;
reg [A-1:0] f_next_word, f_saved_channels;
reg [A-1:0] f_rows;                   // rows of the op that have come
reg [B-1:0] f_left;                   // positions of the last of them that have not entered the requantisers
reg [B-1:0] f_out;                    // positions of the row that leaves them which have left
reg [A-1:0] f_channel;                // rows that have left
reg [EA:0] f_row, f_segment_row;      // of the constants: of the next row, of its segment's first
wire f_quiet = f_left == 0 && f_valids == 0;
wire [LQ-1:0] f_valids;               // in the requantisers, the newest first: a position, the last of its row
wire [LQ-1:0] f_lasts;
wire f_leaves = f_valids[LQ-1];
wire f_row_out = f_leaves && f_lasts[LQ-1];
// Place of position p of the group: p steps behind that of its first; of 0..L
wire [(L+1)*SB-1:0] f_at_phase;
wire [(L+1)*LB-1:0] f_at_bank;
wire [(L+1)*A-1:0] f_at_word;
assign {f_at_phase[0+:SB], f_at_bank[0+:LB], f_at_word[0+:A]} = {f_phase, f_bank, f_word};
wire [A-1:0] f_backs = stride_minus_1 * channels;
wire [A-1:0] f_strides = f_backs + channels;
wire [SB:0] f_stride = stride_minus_1 + 1'b1, f_stride_q = f_stride_1 + 1'b1;
wire [LB+SB:0] f_halves = half * f_stride, f_halves_q = f_half * f_stride_q;
reg [A-1:0] f_back;  // (stride - 1)*channels
always @* begin
    // What the fields are, by the program: the stride of what is written divides H, or there is one requantiser. A
    // requantiser that has no position is kept from the others' banks too: what it would write is in their way.
    if (opens) begin
        assume (back == f_backs && row_words == f_strides && clocks < H && (!all || clocks == H - 1));
        if (R > 1 && !to_out) assume (half != 0 && f_halves == H);
        if (R > 1 && to_out) assume (!all);
        // A group goes on where the op's last one ended, whichever ops of its segment came between; that one had L positions
        if (goes_on) assume (f_saved && all && !to_out && stride_minus_1 == f_saved_stride && channels == f_saved_channels);
        assume (f_quiet);  // GAP clocks between ops: bac_shared_sequence.vh
    end
    if (row) begin
        // A row waits until the one before is written.
        assume ((f_open || opens) && f_left <= 1 && f_row < N_ROWS && !again && !next && !done);
        assume (clocks == (opens ? clocks : f_clocks));
    end
    assume (!again || !next && !done);
end
always @(posedge clk) begin
    if (rst) f_open <= 0;
    else if (opens) f_open <= 1;
    if (opens) begin
        {f_to_out, f_all, f_ends, f_channels, f_stride_1, f_lo, f_hi} <= {to_out, all, ends, channels, stride_minus_1, lo, hi};
        f_clocks <= clocks;
        f_goes_on <= goes_on;
        f_back    <= f_backs;
        f_half   <= half;
        if (goes_on) {f_phase, f_bank, f_word} <= {f_next_phase, f_next_bank, f_next_word};
        else {f_phase, f_bank, f_word} <= {{SB{1'b0}}, {LB{1'b0}}, base};
    end
    f_saved <= !rst && ((f_row_out && f_ends) ? f_all && !f_to_out : f_saved);
    if (f_row_out && f_ends) begin
        {f_next_phase, f_next_bank, f_next_word} <= {f_at_phase[L*SB+:SB], f_at_bank[L*LB+:LB], f_at_word[L*A+:A]};
        {f_saved_stride, f_saved_channels} <= {f_stride_1, f_channels};
    end
    f_rows  <= opens ? row : f_rows + row;
    f_left  <= rst ? 0 : row ? clocks + 1 : (f_left != 0) ? f_left - 1 : 0;
    f_out   <= (rst || opens || f_row_out) ? 0 : f_out + f_leaves;
    f_channel <= opens ? 0 : f_channel + f_row_out;
    f_row <= (rst || done) ? 0 : again ? f_segment_row : f_row + row;
    f_segment_row <= (rst || done) ? 0 : next ? f_row : f_segment_row;
end
// Follows one row, whichever, at row f_number of the constants.
(* anyconst *) wire [EA-1:0] f_number;
(* anyconst *) wire [EW-1:0] f_entry;
(* anyseq *) wire f_pick;
reg f_followed;
reg [B-1:0] f_age;       // clocks since its sums came
reg [L*AW-1:0] f_sums;
reg [A-1:0] f_channel_of;
wire f_begins = row && f_pick && !f_followed && f_row == f_number;
always @(posedge clk) begin
    f_followed <= !rst && (f_begins || f_followed && f_age != LQ + 1 + f_clocks);
    f_age <= f_begins ? 1 : f_age + 1;
    if (f_begins) f_sums <= sums;
    if (f_begins) f_channel_of <= opens ? 0 : f_rows;
end
always @* if (f_read == f_number) assume (entry == f_entry);
// f_due[i]: number in its row of the next position that leaves stage i, stages in front of it counted
wire [(LQ+1)*B-1:0] f_due;
wire [(LQ+1)*A-1:0] f_before;  // and of its row in the op
assign f_due[(LQ-1)*B+:B] = f_out;
assign f_before[(LQ-1)*A+:A] = f_channel;
wire [B-1:0] f_due_in = f_due[LQ*B+:B];
wire [A-1:0] f_before_in = f_before[LQ*A+:A];
reg f_settled;  // no reset in the clock before: what was leaving then is written or not
always @(posedge clk) f_settled <= !rst;
integer f_i;
always @* if (f_run) begin
    // II: a row's positions enter one by one, at once
    assert (valid_q == (f_left != 0) && valid_y == f_leaves && (f_left == 0 || left_q == f_left - 1));
    assert (row_q == f_row[EA-1:0] && segment_row_q == f_segment_row[EA-1:0] && f_row <= N_ROWS && f_segment_row <= N_ROWS);
    assert (f_left <= H && f_out < H && f_clocks < H || !f_open);
    if (f_left != 0 || f_valids != 0) assert (f_open);
    if (f_open) begin
        assert (to_out_q == f_to_out && all_q == f_all && ends_q == f_ends && channels_q == f_channels && stride_q == f_stride_1);
        assert (back_q == f_back && lo_q == f_lo && hi_q == f_hi && channel_q == f_channel);
        assert (f_out <= f_clocks && f_left <= f_clocks + 1 && f_due_in == (f_left != 0 ? f_clocks + 1 - f_left : 0));
        assert (f_rows == f_before_in + (f_left != 0));
        assert (f_phase <= f_stride_1 && f_bank < L && (!f_all || f_clocks == H - 1));
        if (R > 1 && f_all) assert (!f_to_out);
        if (R > 1 && !f_to_out) assert (f_half != 0 && f_halves_q == H);
    end else assert (f_left == 0 && f_valids == 0 && !f_followed);
    if (f_saved) assert (saved_phase_q == f_next_phase && saved_bank_q == f_next_bank && saved_word_q == f_next_word);
    if (f_saved) assert (f_next_phase <= f_saved_stride && f_next_bank < L);
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= LQ + 1 + f_clocks && f_open);
        if (f_age <= f_clocks + 1) assert (f_left == f_clocks + 2 - f_age && f_read == f_number && f_before_in == f_channel_of);
        for (f_i = 0; f_i < LQ; f_i = f_i + 1)
            if (f_age >= f_i + 2 && f_age <= f_i + 2 + f_clocks)
                assert (f_valids[f_i] && f_due[f_i*B+:B] == f_age - 2 - f_i && f_before[f_i*A+:A] == f_channel_of);
        // LATENCY; and its channel
        if (f_age >= LQ + 1) assert (f_leaves && f_out == f_age - LQ - 1 && f_channel == f_channel_of);
    end
    cover (f_row_out && f_all && f_goes_on && f_channel == 1);
    cover (opens && goes_on && f_open && !f_ends);
    cover (f_followed && f_age == LQ + 1 && f_to_out && f_channel == 1);
end
genvar f_n, f_m;
generate
    for (f_n = 0; f_n < L; f_n = f_n + 1) begin : f_step
        wire [SB-1:0] f_p = f_at_phase[f_n*SB+:SB];
        wire [LB-1:0] f_b = f_at_bank[f_n*LB+:LB];
        wire f_wraps = f_p == f_stride_1;
        wire f_far = f_b == L - 1;
        assign f_at_phase[(f_n+1)*SB+:SB] = f_wraps ? 0 : f_p + 1;
        assign f_at_bank[(f_n+1)*LB+:LB] = !f_wraps ? f_b : f_far ? 0 : f_b + 1;
        assign f_at_word[(f_n+1)*A+:A] = f_at_word[f_n*A+:A] + ((f_wraps && !f_far) ? -f_back : f_channels);
    end
    for (f_n = 0; f_n < LQ; f_n = f_n + 1) begin : f_stage
        localparam F_FROM = (f_n == 0) ? LQ : f_n - 1;
        wire [B-1:0] f_d = f_due[f_n*B+:B];
        assign {f_valids[f_n], f_lasts[f_n]} = f_marks[2*f_n+:2];
        assign f_due[F_FROM*B+:B] = !f_valids[f_n] ? f_d : f_lasts[f_n] ? 0 : f_d + 1;
        assign f_before[F_FROM*A+:A] = f_before[f_n*A+:A] + (f_valids[f_n] && f_lasts[f_n]);
        always @* if (f_run && f_valids[f_n]) assert (f_lasts[f_n] == (f_d == f_clocks) && f_d <= f_clocks);
    end
    for (f_n = 0; f_n < R; f_n = f_n + 1) begin : f_requant
        wire [B-1:0] f_p = f_n * H + f_out;  // the position that leaves
        wire f_writes = f_leaves && !f_to_out && (f_n == 0 || f_all);
        wire signed [YW-1:0] f_y = gen_requant[f_n].y, f_least = f_lo, f_most = f_hi;
        wire [YW-1:0] f_code = (f_y < f_least) ? f_lo : (f_y > f_most) ? f_hi : gen_requant[f_n].y;
        reg f_wrote;
        reg [LB-1:0] f_to;
        reg [A-1:0] f_address;
        reg [YW-1:0] f_coded;
        always @(posedge clk) begin
            f_wrote   <= f_writes;
            f_to      <= f_at_bank[f_p*LB+:LB];
            f_address <= f_at_word[f_p*A+:A] + f_channel;
            f_coded   <= f_code;
        end
        integer f_j;
        always @* if (f_run) begin
            if (f_open && (f_n == 0 || !f_to_out)) begin
                assert (f_phases[f_n*SB+:SB] == f_at_phase[f_p*SB+:SB] && bank[f_n*LB+:LB] == f_at_bank[f_p*LB+:LB]);
                assert (gen_requant[f_n].word == f_at_word[f_p*A+:A]);
                assert (gen_requant[f_n].start_phase_q == f_at_phase[f_n*H*SB+:SB]);
                assert (gen_requant[f_n].start_bank_q == f_at_bank[f_n*H*LB+:LB]);
                assert (gen_requant[f_n].start_word_q == f_at_word[f_n*H*A+:A]);
            end
            if (f_followed) begin
                if (f_age <= f_clocks + 1)
                    for (f_j = 0; f_j < H; f_j = f_j + 1) if (f_j + f_age <= H)
                        assert (gen_requant[f_n].sums_q[f_j*AW+:AW] == f_sums[(f_n*H+f_j+f_age-1)*AW+:AW]);
                for (f_j = 0; f_j < LQ; f_j = f_j + 1)
                    if (f_age >= f_j + 2 && f_age <= f_j + 2 + f_clocks)
                        assert (f_codes[(f_n*LQ+f_j)*(EW+AW)+:EW+AW] == {f_entry, f_sums[(f_n*H+f_age-2-f_j)*AW+:AW]});
            end
            if (f_settled && f_wrote) begin
                assert (write[f_to] && write_address[f_to*A+:A] == f_address);
                assert (write_word[f_to*W+:W] == f_coded[W-1:0]);
            end
        end
        if (f_n == 0) begin : f_logit
            reg f_sent;
            reg [A-1:0] f_index;
            always @(posedge clk) {f_sent, f_index} <= {f_leaves && f_to_out, f_channel};
            always @* if (f_run && f_settled) begin
                assert (logit == f_sent);
                if (f_sent) assert (logit_address == f_index && logit_word == f_coded[OW-1:0]);
            end
        end
        for (f_m = 0; f_m < f_n; f_m = f_m + 1) begin : f_other
            // One bank, one requantiser
            always @* if (f_run && f_settled && f_wrote && f_requant[f_m].f_wrote) assert (f_to != f_requant[f_m].f_to);
        end
    end
    for (f_n = 0; f_n < L; f_n = f_n + 1) begin : f_each
        wire [R-1:0] f_hits;
        for (f_m = 0; f_m < R; f_m = f_m + 1) begin : f_by
            assign f_hits[f_m] = f_requant[f_m].f_wrote && f_requant[f_m].f_to == f_n;
        end
        always @* if (f_run && f_settled) assert (write[f_n] == (f_hits != 0));  // no bank is written without one
    end
endgenerate
