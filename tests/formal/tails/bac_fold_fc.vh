// Proves each word of a frame is issued once, in order, at once when the frame is complete; its lane gets its input of that frame, its weight and whether it is its output's first; results and a frame's end are said once; no input is overwritten before its last read; addresses in range; progress: II, LATENCY
// Fault s/wire emptied = ce \&\& valid_q\[2\] \&\& end_q\[2\]/wire emptied = started/
// Free bac_fold_ram bac_fold_rom bac_delay bac_fold_lane bac_fold_collect
// Edit s/) u_ram (/) u_ram (.f_slot(f_slot), .f_word(f_words[l*LANES_IN*W+:LANES_IN*W]),/; s/) u_rom (/) u_rom (.f_read(f_read),/
// Edit s/) u_weight (/) u_weight (.f_inside(f_weights[l*3*WB+:3*WB]),/; s/) u_last (/) u_last (.f_inside(f_lasts[l*5+:5]),/
// Edit s/) u_select (/) u_select (.f_inside(f_selects[l*2*EW+:2*EW]),/
// Edit s/) u_lane (/) u_lane (.f_inside(f_lanes[l*2*(WB+W)+:2*(WB+W)]),/; s/) u_collect (/) u_collect (.f_finish(f_finish),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
// Follows word f_j in lane f_l of one frame, whichever: its input is number f_e of beat f_i. A frame is complete when all of
// its beats have come.
localparam FB = $clog2(CW + N_WORDS + L + LANES_IN + 8) + 1;
(* anyconst *) wire [FB-1:0] f_j, f_l, f_i, f_e;
(* anyconst *) wire [WB-1:0] f_weight;
(* anyconst *) wire f_last, f_first;  // it is its output's last word, its first
(* anyconst *) wire [AW-1:0] f_slot;  // where its input lies
(* anyseq *) wire f_pick;
wire [L*LANES_IN*W-1:0] f_words;
wire [NW-1:0] f_read;
wire [L*3*WB-1:0] f_weights;
wire [L*5-1:0] f_lasts;
wire [L*2*EW-1:0] f_selects;
wire [L*2*(WB+W)-1:0] f_lanes;
wire f_finish;
always @* assume (f_j < N_WORDS && f_l < L && f_i < CW && f_e < LANES_IN && (f_first || f_j != 0));
reg [FB-1:0] f_in;        // beats of the frame that comes
reg [2:0] f_ready;        // frames that are complete, their last word not issued
reg f_followed, f_whole, f_issued, f_half;
reg [2:0] f_ahead;        // of f_ready, in front of the followed one
reg f_end2;               // f_issued: its last word is in stage 2, not 1
reg [LANES_IN*W-1:0] f_kept;
reg [7:1] f_valid, f_end, f_mine;  // a word, its frame's last, of the followed frame
reg [FB-1:0] f_out;       // words of the frame whose words leave stage 7, that have
reg [W*4-1:0] f_x;        // of stages 3 to 6, what the followed word multiplies
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_fills = f_takes && f_in == CW - 1;
wire f_issues = ce && f_ready != 0;
wire f_starts = f_issues && word_q == N_WORDS - 1;
wire f_own = f_followed && f_whole && !f_issued && f_ahead == 0;  // its words are issued
wire f_begins = f_takes && f_in == 0 && f_pick && !f_followed;
wire [2:0] f_held = f_ready + (f_valid[1] && f_end[1]) + (f_valid[2] && f_end[2]);
wire [2:0] f_behind = !f_issued ? f_ready - f_ahead : f_ready + 1 + (f_end2 && f_valid[1] && f_end[1]);
wire [7:1] f_word, f_before;  // word f_j of any frame, the word before it
wire [7:1] f_hit = f_word & f_mine;
always @* begin
    if (s_axis_tvalid) assume (s_axis_tlast == (f_in == CW - 1));
    if (f_begins) assume (f_slot == (write_half_q ? CW : 0) + f_i);
end
always @(posedge clk) begin
    f_in    <= (rst || f_fills) ? 0 : f_in + f_takes;
    f_ready <= rst ? 0 : f_ready + f_fills - f_starts;
    f_followed <= !rst && (f_begins || f_followed && !(f_issued && f_end2 && ce));
    f_whole    <= f_begins ? f_fills : f_whole || f_fills;
    f_issued   <= !rst && f_followed && (f_issued || f_own && f_starts);
    f_end2     <= f_issued && (f_end2 || ce);
    f_ahead    <= (f_begins ? f_ready : f_ahead) - (f_starts && (f_begins || !f_own && !f_issued));
    if (f_begins) f_half <= write_half_q;
    if ((f_begins || f_followed && !f_whole) && f_takes && f_in == f_i) f_kept <= s_axis_tdata;
    if (rst) f_valid <= 0;
    else if (ce) f_valid <= {f_valid, f_issues};
    if (ce) begin
        f_end  <= {f_end, f_starts};
        f_mine <= {f_mine, f_own};
        f_x    <= {f_x, f_kept[f_e*W+:W]};
    end
    if (rst) f_out <= 0;
    else if (ce && f_valid[7]) f_out <= f_end[7] ? 0 : f_out + 1;
end
// f_due[k]: the number of the next word that leaves stage k, stages in front of it counted
wire [FB*8-1:0] f_due;
assign f_due[7*FB+:FB] = f_out;
always @* if (f_run) begin
    // Progress: a word is issued whenever the lanes move and a frame is complete; input comes while a half is free.
    assert (issue == (f_ready != 0) && s_axis_tready == (f_held != 2));
    assert (f_finish == (f_valid[7] && f_end[7]));
    // In range, and in step
    assert (f_in < CW && f_out < N_WORDS && f_ready <= 2 && f_held <= 2 && word_q < N_WORDS && write_address < 2 * CW);
    assert (write_q == f_in && room_q == 2 - f_held && ready_q == f_ready && valid_q == f_valid);
    assert (word_q == f_due[NW-1:0] && f_due[FB-1:0] < N_WORDS && half_q == (write_half_q ^ f_ready[0]));
    if (word_q != 0) assert (f_ready != 0);
    if (f_valid[1]) assert (half1_q == (half_q ^ f_end[1]) && f_read == f_due[FB+:FB]);
    if (f_followed) begin
        assert (f_whole || f_ahead == f_ready && !f_issued && f_half == write_half_q);
        if (f_whole && !f_issued) assert (f_ahead < f_ready);
        if (f_issued) assert (f_whole && (f_end2 ? f_valid[2] && f_end[2] && f_mine[2] : f_valid[1] && f_end[1] && f_mine[1]));
        if (f_whole) assert (f_half == (write_half_q ^ f_behind[0]));
        if (!f_whole) assert (f_in != 0);
        assert (f_slot == (f_half ? CW : 0) + f_i);
        if (f_whole && f_takes) assert (write_address != f_slot);  // not overwritten
    end
    if (f_valid[1] && f_mine[1]) assert (f_followed && f_whole && (f_end[1] ? f_issued && !f_end2 : f_own));
    if (f_valid[2] && f_mine[2]) assert (f_followed && f_whole && (f_end[2] ? f_issued && f_end2 : f_own || f_issued && !f_end2));
    if (N_WORDS <= 40) cover (f_hit[7] && ce && f_last && (!f_first || N_WORDS == 1) && f_j == N_WORDS - 1);
    if (CW <= 16) cover (!s_axis_tready && s_axis_tvalid && !ce);
end
genvar f_n;
generate
    for (f_n = 1; f_n < 8; f_n = f_n + 1) begin : f_stage
        wire [FB-1:0] f_here = f_due[f_n*FB+:FB];
        assign f_due[(f_n-1)*FB+:FB] = !f_valid[f_n] ? f_here : (f_here == N_WORDS - 1) ? 0 : f_here + 1;
        assign f_word[f_n] = f_valid[f_n] && f_here == f_j;
        assign f_before[f_n] = f_valid[f_n] && f_j != 0 && f_here == f_j - 1;
        always @* if (f_run && f_valid[f_n])
            assert (f_here < N_WORDS && end_q[f_n] == f_end[f_n] && f_end[f_n] == (f_here == N_WORDS - 1));
    end
    for (f_n = 0; f_n < L; f_n = f_n + 1) begin : f_lane
        wire [F-1:0] f_field = word1[f_n*F+:F];
        wire f_at = f_n == f_l;
        always @* begin
            // What the table holds: an input of the frame; of the word before f_j, whether it ends an output
            if (f_valid[1]) assume (f_field[WB+EB+:IB] < CW);
            if (f_at && f_word[1]) assume (f_field[F-1] == f_last && f_field[WB+EB+:IB] == f_i && f_field[WB-1:0] == f_weight);
            if (f_at && f_word[1] && EB > 0) assume (f_field[WB+:EW] == f_e);
            if (f_at && f_before[1]) assume (f_field[F-1] == f_first);
        end
        integer f_s;
        always @* if (f_run) begin
            if (f_valid[2]) assert (gen_lane[f_n].address2_q < 2 * CW);
            if (f_due[6*FB+:FB] == 0) assert (gen_lane[f_n].first_q);
            if (f_at && f_due[6*FB+:FB] == f_j) assert (gen_lane[f_n].first_q == f_first);
            if (f_at) for (f_s = 2; f_s <= 6; f_s = f_s + 1) begin
                if (f_word[f_s]) assert (f_lasts[f_n*5+f_s-2] == f_last);
                if (f_before[f_s]) assert (f_lasts[f_n*5+f_s-2] == f_first);
            end
            if (f_at) for (f_s = 2; f_s <= 4; f_s = f_s + 1) if (f_word[f_s])
                assert (f_weights[(f_n*3+f_s-2)*WB+:WB] == f_weight);
            if (f_at && EB > 0) for (f_s = 2; f_s <= 3; f_s = f_s + 1) if (f_word[f_s])
                assert (f_selects[(f_n*2+f_s-2)*EW+:EW] == f_e);
            if (f_at && f_word[7]) assert (done[f_n] == f_last);
            if (!f_valid[7]) assert (!done[f_n]);
            // The input of the followed word, from memory to the multiplier
            if (f_at && f_followed && (f_whole || f_in > f_i)) assert (f_words[f_n*LANES_IN*W+:LANES_IN*W] == f_kept);
            if (f_at && f_hit[2]) assert (gen_lane[f_n].address2_q == f_slot);
            if (f_at && f_hit[3]) assert (gen_lane[f_n].x3 == f_x[0+:W]);
            if (f_at && f_hit[4]) assert (gen_lane[f_n].x4_q == f_x[W+:W] && gen_lane[f_n].w4 == f_weight);
            if (f_at && f_hit[5]) assert (f_lanes[f_n*2*(WB+W)+:WB+W] == {f_weight, f_x[2*W+:W]});
            if (f_at && f_hit[6]) assert (f_lanes[(f_n*2+1)*(WB+W)+:WB+W] == {f_weight, f_x[3*W+:W]});
        end
    end
endgenerate
