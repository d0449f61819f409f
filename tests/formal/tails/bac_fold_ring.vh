// Proves each word that is read is that of its frame, position and channels; none is overwritten before its last read; rows and addresses in range; at most ROWS rows ahead; whoever waits is not waited for; progress at once
// Fault s/FIRST_FREE = ROWS - SKIP/FIRST_FREE = ROWS + 1 - SKIP/
// Free bac_fold_ram bac_fold_pointer bac_fold_border
// Edit s/) u_ram (/) u_ram (.f_slot(f_slot), .f_word(f_words[b*LANES*W+:LANES*W]),/; s/) u_write (/) u_write (.f_at(f_write_at),/; s/) u_near (/) u_near (.f_at(f_near_at),/; s/) u_far (/) u_far (.f_at(f_far_at),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
// A position is (row*L + bank)*STRIDE + phase, left padding included. Rows are counted from the row in which the group that
// is read begins, over all frames; a row of the ring, where it lies, is its number modulo ROWS.
localparam integer F_T = T, F_ROWS = ROWS, F_FRAME = ROWS_FRAME, F_LEFT = LEFT, F_CW = CW, F_L = L, F_STRIDE = STRIDE;
localparam integer F_PAD = PAD_LEFT, F_SKIP = SKIP, F_K = K, F_GROUPS = GROUPS, F_NEXT = (SKIP + 1) % ROWS, F_JUMP = LEFT % ROWS;
localparam integer F_STEP = L * STRIDE, F_FIRST = (L - 1) * STRIDE + K - PAD_LEFT, F_AHEAD = ROWS * L * STRIDE;
localparam B = $clog2((ROWS + SKIP + 4) * (T + ROWS_FRAME + GROUPS + L * STRIDE + K)) + 2;
localparam integer F_BANK = BANK, F_PHASE = PAD_LEFT % STRIDE;
wire [AW-1:0] f_write_at, f_near_at, f_far_at;
wire [L*LANES*W-1:0] f_words;
function signed [B-1:0] f_wrap;  // a row of the ring
    input signed [B-1:0] row;
    f_wrap = row < 0 ? row + F_ROWS : row >= 2 * F_ROWS ? row - 2 * F_ROWS : row >= F_ROWS ? row - F_ROWS : row;
endfunction

// The writer: positions of its frame that are complete, word of the next; where that one is
reg signed [B-1:0] f_x, f_word, f_row, f_bank, f_phase;
reg signed [B-1:0] f_write_row;  // in the ring
wire f_position = take && f_word == F_CW - 1;
wire f_frame = f_position && f_x == F_T - 1;
wire f_bank_end = f_position && f_phase == F_STRIDE - 1;
wire f_row_end = f_bank_end && f_bank == F_L - 1;
always @* if (s_axis_tvalid) assume (s_axis_tlast == (f_x == F_T - 1 && f_word == F_CW - 1));
always @(posedge clk) begin
    f_word  <= (rst || f_position) ? 0 : f_word + (take ? 1 : 0);
    f_x     <= (rst || f_frame) ? 0 : f_x + (f_position ? 1 : 0);
    f_phase <= (rst || f_frame) ? F_PHASE : f_bank_end ? 0 : f_phase + (f_position ? 1 : 0);
    f_bank  <= (rst || f_frame) ? F_BANK : f_row_end ? 0 : f_bank + (f_bank_end ? 1 : 0);
    f_row   <= (rst || f_frame) ? F_SKIP : f_row + (f_row_end ? 1 : 0);
    f_write_row <= rst ? F_SKIP : f_wrap(f_write_row + (f_frame ? F_NEXT : f_row_end ? 1 : 0));
end

// The reader: word f_i of tap (f_s*L + f_r)*STRIDE + f_j, in group f_g, not before what the group reads has arrived:
// bac_fold_sequence.vh.
(* anyseq *) wire signed [B-1:0] f_s, f_r, f_j, f_i;
wire signed [B-1:0] f_tap = (f_s * F_L + f_r) * F_STRIDE + f_j;
reg signed [B-1:0] f_g, f_came;  // f_came: positions that have arrived, less those of the frames that were read
reg signed [B-1:0] f_read_row;   // in the ring
wire f_final = f_g == F_GROUPS - 1;
wire signed [B-1:0] f_passed = !step ? 0 : f_final ? F_LEFT : 1;  // rows
always @* if (valid) begin
    assume (f_s >= 0 && f_s < F_K && f_r >= 0 && f_r < F_L && f_j >= 0 && f_j < F_STRIDE && f_i >= 0 && f_i < F_CW);
    assume (f_tap < F_K && offset == (f_s * F_STRIDE + f_j) * F_CW + f_i && rotation == f_r);
    assume (frame_last == (group_last && f_final));
    assume (f_came >= F_T || f_came >= F_FIRST + f_g * F_STEP);
end
always @(posedge clk) begin
    f_g <= (rst || step && f_final) ? 0 : f_g + (step ? 1 : 0);
    f_came <= rst ? 0 : f_came + (wrote ? 1 : 0) - ((step && f_final) ? F_T : 0);
    f_read_row <= rst ? 0 : !step ? f_read_row : f_wrap(f_read_row + (f_final ? F_JUMP : 1));
end

// Both
reg signed [B-1:0] f_frames, f_lead;  // by how much the writer is further: frames, and rows
wire signed [B-1:0] f_owed = !release_group_q ? 0 : release_frame_q ? F_LEFT : 1;  // rows that were read, and are not yet free
wire signed [B-1:0] f_written = f_frames * F_T + f_x;  // positions since the beginning of the frame that is read
wire signed [FW-1:0] f_free = free_q;
always @(posedge clk) begin
    f_frames <= rst ? 0 : f_frames + (f_frame ? 1 : 0) - ((step && f_final) ? 1 : 0);
    f_lead   <= rst ? F_SKIP : f_lead + (f_frame ? F_SKIP + 1 : f_row_end ? 1 : 0) - f_passed;
end
always @* if (f_run) begin
    // Progress: a row that is free may be written; and while a group waits for its positions, one is.
    assert (s_axis_tready == (f_lead + f_owed < F_ROWS));
    if (f_written < F_T && f_written < F_FIRST + f_g * F_STEP && f_owed == 0) assert (s_axis_tready);
    if (wrote) assert (f_came < F_T + F_AHEAD);  // what bac_fold_sequence assumes
    if (valid) assert (offset < SIZE);           // what bac_fold_pointer does
    // In range, and in step with the counters of this proof
    assert (f_x >= 0 && f_x < F_T && f_word >= 0 && f_word < F_CW && f_g >= 0 && f_g < F_GROUPS);
    assert (f_phase >= 0 && f_phase < F_STRIDE && f_bank >= 0 && f_bank < F_L && f_row >= 0 && f_row < F_FRAME);
    assert ((f_row * F_L + f_bank) * F_STRIDE + f_phase == f_x + F_PAD);
    assert (word_q == f_word && place_q == f_phase * F_CW + f_word && bank_q == 1 << f_bank);
    assert (f_free == F_ROWS - f_lead - f_owed && f_free >= -F_SKIP && f_free <= F_ROWS + 2);
    assert (f_lead == f_frames * F_FRAME + f_row - f_g && f_lead >= -2);
    assert (f_frames >= -1 && f_frames <= F_ROWS + F_SKIP + 2);
    assert (f_came == f_written - (wrote ? 1 : 0));
    assert (f_came >= 0 || f_came >= F_FIRST + (F_GROUPS - 1) * F_STEP - F_T && f_g == 0);
    if (f_g > 0) assert (f_came >= F_T || f_came >= F_FIRST + (f_g - 1) * F_STEP);
    if (wrote) assert (f_word == 0 && (f_x > 0 || f_frames >= 0));
    assert (f_read_row >= 0 && f_read_row < F_ROWS && f_near_at == f_read_row * F_STRIDE * F_CW);
    assert (f_write_row == f_wrap(f_read_row + f_lead) && f_write_at == f_write_row * F_STRIDE * F_CW);
    if (L > 1 && SPAN > 1) assert (f_far_at == f_wrap(f_read_row + 1) * F_STRIDE * F_CW);
    if (ROWS * SCW * L <= 16) cover (!s_axis_tready);
    if (T * CW <= 16 && GROUPS <= 16) cover (step && f_final);
end

// Follows one word of one position, in any bank, and every read of it.
(* anyconst *) wire signed [B-1:0] f_b;
(* anyconst *) wire [AW-1:0] f_slot;
(* anyseq *) wire f_pick;
reg f_followed;
reg [LANES*W-1:0] f_kept;
reg signed [B-1:0] f_y, f_at_word, f_at_row, f_at_phase;  // its position, and where in its frame that is
reg signed [B-1:0] f_frames_on, f_rows_on;  // from what is read
reg signed [B-1:0] f_slot_row;              // in the ring
wire f_begins = take && f_pick && !f_followed && f_bank == f_b;
always @* assume (f_b >= 0 && f_b < F_L);
always @* if (f_begins) assume (f_slot == write_address);
wire signed [B-1:0] f_lane = f_b - f_r + (f_b < f_r ? F_L : 0);
wire f_hits = f_followed && valid && f_frames_on == 0 && (f_g * F_L + f_lane) * F_STRIDE + f_tap == f_y && f_i == f_at_word;
reg f_valid1, f_hits1, f_hits2;  // stages
reg signed [B-1:0] f_r1;
reg [LANES*W-1:0] f_want;
always @(posedge clk) begin
    // to the end of its row, where it is not already behind what is read (a frame's last positions may be read by no group)
    f_followed <= !rst && (f_begins || f_followed) && (f_begins ? f_lead : f_rows_on) + f_owed >= (freed ? f_owed : 0);
    f_rows_on   <= (f_begins ? f_lead : f_rows_on) - f_passed;
    f_frames_on <= (f_begins ? f_frames : f_frames_on) - ((step && f_final) ? 1 : 0);
    if (f_begins) begin
        f_kept     <= s_axis_tdata;
        f_y        <= f_x + F_PAD;
        f_at_word  <= f_word;
        f_at_row   <= f_row;
        f_at_phase <= f_phase;
        f_slot_row <= f_write_row;
    end
    if (rst || ce) {f_valid1, f_hits1, f_hits2} <= rst ? 0 : {valid, f_hits, f_hits1};
    if (ce) f_r1 <= f_r;
    if (ce) f_want <= f_kept;
end
always @* if (f_run && f_followed) begin
    assert (f_y == (f_at_row * F_L + f_b) * F_STRIDE + f_at_phase && f_at_phase >= 0 && f_at_phase < F_STRIDE);
    assert (f_at_word >= 0 && f_at_word < F_CW && f_at_row >= 0 && f_at_row < F_FRAME);
    assert (f_rows_on == f_frames_on * F_FRAME + f_at_row - f_g && f_rows_on + f_owed >= 0 && f_rows_on <= f_lead);
    assert (f_frames_on >= -1 && f_frames_on <= f_frames && f_rows_on < F_ROWS);
    if (f_frames_on == f_frames) assert (f_y < f_x + F_PAD || f_y == f_x + F_PAD && f_at_word < f_word);
    assert (f_slot_row >= 0 && f_slot_row < F_ROWS);
    if (f_rows_on >= 0) assert (f_slot_row == f_wrap(f_read_row + f_rows_on));
    assert (f_write_row == f_wrap(f_slot_row + f_lead - f_rows_on));
    assert (f_slot == (f_slot_row * F_STRIDE + f_at_phase) * F_CW + f_at_word);
    if (take && f_bank == f_b) assert (write_address != f_slot);  // it is not overwritten
end
always @* if (f_run) begin
    if (f_valid1) assert (f_r1 >= 0 && f_r1 < F_L);
    if (f_hits1) assert (f_followed && f_valid1);
    cover (f_hits2);
end
genvar f_n;
generate
    for (f_n = 0; f_n < L; f_n = f_n + 1) begin : f_each
        always @* if (f_run) begin
            if (f_valid1) assert (further[f_n] == (f_r1 > f_n));  // what bac_fold_border assumes
            if (f_b == f_n) begin
                if (f_followed) assert (f_words[f_n*LANES*W+:LANES*W] == f_kept);
                if (f_hits1) assert (read_address[f_n*AW+:AW] == f_slot);
                if (f_hits2) assert (words[f_n*LANES*W+:LANES*W] == f_want);
            end
        end
    end
endgenerate
