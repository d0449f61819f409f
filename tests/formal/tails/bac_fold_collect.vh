// Proves each output once and in order: the result of its lane and slot, and its bias; tlast once a frame; none overwritten before it is read; counters in range; stability; progress in three clocks
// Fault s/wire emptied = go && valid1_q && last1_q/wire emptied = started/
// Free bac_fold_ram bac_fold_rom
// Edit s/) u_ram (/) u_ram (.f_slot(f_slot), .f_word(f_words[LANE*W+:W]),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
// Follows element f_e of beat f_beat of one frame, whichever: by its word of the table, result f_number of lane f_lane.
localparam FB = $clog2(BEATS + SLOTS + L + 8) + 1;
(* anyconst *) wire [FB-1:0] f_e, f_beat, f_lane, f_group, f_number;
(* anyconst *) wire [W-1:0] f_bias;
(* anyconst *) wire [AW-1:0] f_slot;  // where its result lies
(* anyseq *) wire f_pick;
always @* assume (f_e < LANES && f_beat < BEATS && f_group < GROUP && f_number < SLOTS && f_lane == f_group * LANES + f_e);
wire [L*W-1:0] f_words;
wire [W-1:0] f_result = acc[f_lane*W+:W];
wire f_gives = m_axis_tvalid && m_axis_tready;
reg [2:0] f_frames;       // frames that are complete and have not left
reg [FB-1:0] f_o;         // beats of the first of them that have left
reg [FB-1:0] f_count;     // results of lane f_lane in the frame that is made
reg f_fresh;              // of that frame, nothing has come
reg f_followed, f_whole;  // f_whole: the followed frame is complete
reg [2:0] f_ahead;        // frames in front of it
reg [W-1:0] f_kept;
reg [1:0] f_wait;
reg f_table;              // what the table gives is the word of f_beat
wire f_frame_out = f_gives && f_o == BEATS - 1;
wire f_has = ce && done[f_lane];
wire f_begins = ce && f_fresh && f_pick && !f_followed;
wire f_here = f_begins || f_followed && !f_whole;
always @* begin
    // What fills the lanes: no lane has more than SLOTS results in a frame; the last clock of a frame has a result; and the
    // table names no result that its lane does not have.
    if (done[f_lane]) assume (f_count < SLOTS);
    if (finish) assume (done != 0 && f_count + done[f_lane] > f_number);
    if (f_begins) assume (f_slot == (write_half_q ? SLOTS : 0) + f_number);
end
always @(posedge clk) begin
    f_frames <= rst ? 0 : f_frames + finished - f_frame_out;
    f_o      <= (rst || f_frame_out) ? 0 : f_o + f_gives;
    f_count  <= (rst || finished) ? 0 : f_count + f_has;
    f_fresh  <= rst || finished || f_fresh && !(ce && done != 0) && !f_begins;
    f_followed <= !rst && (f_begins || f_followed && !(f_frame_out && f_ahead == 0 && f_whole));
    f_whole    <= f_begins ? finished : f_whole || finished;
    f_ahead    <= (f_begins ? f_frames : f_ahead) - f_frame_out;
    if (f_here && f_has && f_count == f_number) f_kept <= f_result;
    f_wait <= (rst || f_frames == 0 || m_axis_tvalid) ? 0 : f_wait + 1;
    if (go) f_table <= beat_q == f_beat;
end
// Beats and frames from the first beat that has not left: of stages 3, 2, 1, and of the next that is read
wire [FB-1:0] f_n2 = !valid3_q ? f_o : (f_o == BEATS - 1) ? 0 : f_o + 1;
wire [FB-1:0] f_n1 = !valid2_q ? f_n2 : (f_n2 == BEATS - 1) ? 0 : f_n2 + 1;
wire [FB-1:0] f_n0 = !valid1_q ? f_n1 : (f_n1 == BEATS - 1) ? 0 : f_n1 + 1;
wire [2:0] f_f2 = valid3_q && f_o == BEATS - 1;
wire [2:0] f_f1 = f_f2 + (valid2_q && f_n2 == BEATS - 1);
wire [2:0] f_f0 = f_f1 + (valid1_q && f_n1 == BEATS - 1);
wire [2:0] f_held = f_frames - f_f1;   // whose results are in memory
wire [2:0] f_ready = f_frames - f_f0;  // that wait to be read
wire [2:0] f_behind = f_frames - f_ahead;
wire f_in_memory = f_f1 < f_ahead || f_f1 == f_ahead && f_n1 <= f_beat;  // it has not been read
always @* if (f_run) begin
    assert (ce == (done == 0 || f_held != 2));  // progress: while a half is free, no lane waits,
    assert (f_wait <= 3);                       // and what is complete is offered in three clocks
    if (f_wait == 1) assert (valid1_q || valid2_q || valid3_q);
    if (f_wait == 2) assert (valid2_q || valid3_q);
    if (f_wait == 3) assert (valid3_q);
    assert (f_frames <= 4 && f_held <= 2 && f_ready <= 2 && f_f0 <= f_frames && f_o < BEATS && f_count <= SLOTS);
    assert (room_q == 2 - f_held && ready_q == f_ready && beat_q == f_n0);
    assert (half_q == write_half_q ^ f_ready[0]);
    if (valid1_q) assert (half1_q == write_half_q ^ f_held[0]);
    if (f_f0 == f_frames) assert (f_n0 == 0);
    if (valid1_q) assert (f_f1 < f_frames && last1_q == (f_n1 == BEATS - 1) && f_table == (f_n1 == f_beat));
    if (valid2_q) assert (f_f2 < f_frames && last2_q == (f_n2 == BEATS - 1));
    if (m_axis_tvalid) assert (f_frames != 0 && m_axis_tlast == (f_o == BEATS - 1));
    if (f_fresh) assert (f_count == 0);
    if (f_followed) begin
        assert (f_whole ? f_ahead < f_frames : f_ahead == f_frames);
        if (f_whole || f_count > f_number) begin
            if (f_in_memory) assert (f_words[f_lane*W+:W] == f_kept);
        end
        if (f_ahead >= f_f1) assert (f_slot == ((write_half_q ^ f_behind[0]) ? SLOTS : 0) + f_number);
        if (f_whole && valid3_q && f_ahead == 0 && f_o == f_beat)
            assert (m_axis_tdata[f_e*W+:W] == ((f_kept + f_bias) & {W{1'b1}}));
    end
    if (BEATS + SLOTS <= 16) cover (f_followed && f_whole && f_gives && f_ahead == 0 && f_o == f_beat);
    if (BEATS + SLOTS <= 16) cover (!ce && m_axis_tvalid);
    cover (f_out_waits && m_axis_tready);
end
genvar f_i, f_k;
generate
    for (f_i = 0; f_i < LANES; f_i = f_i + 1) begin : f_element
        wire f_at_2 = f_e == f_i && f_followed && f_whole && valid2_q && f_ahead == f_f2 && f_n2 == f_beat;
        always @* begin
            if (f_table && f_e == f_i)
                assume (gen_element[f_i].entry1[F-1-:W] == f_bias && gen_element[f_i].entry1[SB-1:0] == f_number);
            if (f_run && f_at_2) assert (gen_element[f_i].bias2_q == f_bias);
        end
        if (LB > 0) begin : f_choose
            always @* begin
                if (f_table && f_e == f_i) assume (gen_element[f_i].entry1[SB+:LW] == f_group);
                if (f_run && f_at_2) assert (gen_element[f_i].gen_choose.lane2_q == f_group);
            end
        end
        for (f_k = 0; f_k < GROUP; f_k = f_k + 1) begin : f_of
            always @* if (f_run && f_e == f_i && f_group == f_k) begin
                assert (gen_element[f_i].gen_lane[f_k].slot_q == f_count[SB-1:0]);
                if (f_at_2) assert (gen_element[f_i].results2[f_k*W+:W] == f_kept);
            end
        end
    end
endgenerate
