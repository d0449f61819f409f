// Proves each channel's result of each group is handed on once, in order, tlast with a frame's last and no other; each word's element is that of its bank, place and lane, or what stands for it outside the frame, and meets its own weight; the first word of a channel, and the channel of its bias; the ring gets each word's place and marks; all stages stand still while a result waits, and only then
// Fault s/if (valid_q\[6\]) first_q <= last_q\[6\]/if (valid_q[6]) first_q <= last_q[7]/
// Free bac_fold_sequence bac_fold_ring bac_fold_rom bac_delay bac_fold_lane bac_fold_reorder bac_resize
// Edit s/) u_sequence (/) u_sequence (.f_word(f_word0), .f_group(f_group0),/; s/) u_ring (/) u_ring (.f_inside(f_ring),/
// Edit s/) u_select (/) u_select (.f_inside(f_selects),/; s/) u_rotation (/) u_rotation (.f_inside(f_rotations),/
// Edit s/) u_weight (/) u_weight (.f_inside(f_weights),/; s/) u_bias (/) u_bias (.f_read(f_biased),/
// Edit s/) u_lane (/) u_lane (.f_inside(f_lanes[l*2*(WB+W)+:2*(WB+W)]),/
// Edit s/) u_reorder (/) u_reorder (.f_offer(f_offer),/; s/) u_resize (/) u_resize (.f_offer(f_offer),/
`BAC_FORMAL_CLOCK
// Follows word f_j of every group, in lane f_l: what is read for it, whatever that is. Stage k is that of valid_q[k].
localparam F_B = $clog2(N_WORDS + GROUPS + C_OUT + L + LANES_IN + 2) + 1;
localparam F_NW = $clog2(N_WORDS + 1), F_GW = $clog2(GROUPS + 1);
localparam F_CW = (C_OUT > 1) ? $clog2(C_OUT) : 1;
localparam F_RING = 3 + OB + RW;
(* anyconst *) wire [F_B-1:0] f_j, f_l, f_r, f_e;
(* anyconst *) wire [OB-1:0] f_offset;
(* anyconst *) wire [WB-1:0] f_weight;
(* anyconst *) wire f_last;
wire [F_NW-1:0] f_word0;
wire [F_GW-1:0] f_group0;
wire [2*F_RING-1:0] f_ring;
wire [2*EW-1:0] f_selects;
wire [2*RW-1:0] f_rotations;
wire [3*WB-1:0] f_weights;
wire [F_CW-1:0] f_biased;
wire [L*2*(WB+W)-1:0] f_lanes;
wire [1:0] f_offer;
wire [F_B-1:0] f_bank = (f_l + f_r >= L) ? f_l + f_r - L : f_l + f_r;
reg [7:2] f_valid_q, f_last_q;
wire [7:1] f_valid = {f_valid_q, valid1};
wire [7:1] f_lasts = {f_last_q, last1};
reg [F_B-1:0] f_out, f_out_group, f_out_channel;  // words that have left stage 7: of the group, groups, channels
reg f_out_fresh;                                 // no word of that channel has
reg [3*W-1:0] f_x;                               // what the followed word multiplies, of stages 4 to 6
wire [8*F_B-1:0] f_word, f_group, f_channel;      // [k]: those of the next word that leaves stage k
wire [7:0] f_fresh;                              // it is its channel's first
wire [7:1] f_at;                                 // word f_j is there
assign {f_word[7*F_B+:F_B], f_group[7*F_B+:F_B], f_channel[7*F_B+:F_B], f_fresh[7]} =
    {f_out, f_out_group, f_out_channel, f_out_fresh};
always @* begin
    assume (f_j < N_WORDS && f_l < L && f_r < L && f_e < LANES_IN);
    // What the table holds: C_OUT channels, the last of which ends with the last word
    if (f_valid[1]) assume ((last1 && f_channel[F_B+:F_B] == C_OUT - 1) == (f_word[F_B+:F_B] == N_WORDS - 1));
    if (f_at[1]) assume (last1 == f_last && offset1 == f_offset && (RB == 0 || rotation1 == f_r));
    if (f_at[1] && EB > 0) assume (word1[((MODE != 0) ? 0 : WB)+:EW] == f_e);
    if (f_at[1] && MODE == 0) assume (word1[WB-1:0] == f_weight);
end
always @(posedge clk) begin
    if (rst) f_valid_q <= 0;
    else if (ce) f_valid_q <= f_valid;
    if (ce) f_last_q <= f_lasts;
    if (ce) f_x <= {f_x, in_frame3[f_bank] ? words3[(f_bank*LANES_IN+f_e)*W+:W] : FILL};
    if (rst) begin
        {f_out, f_out_group, f_out_channel} <= 0;
        f_out_fresh <= 1;
    end else if (ce && f_valid[7]) begin
        f_out <= (f_out == N_WORDS - 1) ? 0 : f_out + 1;
        if (f_out == N_WORDS - 1) f_out_group <= (f_out_group == GROUPS - 1) ? 0 : f_out_group + 1;
        if (f_lasts[7]) f_out_channel <= (f_out_channel == C_OUT - 1) ? 0 : f_out_channel + 1;
        f_out_fresh <= f_lasts[7];
    end
end
wire f_done = f_valid[7] && f_lasts[7];
always @* if (f_run) begin
    assert (f_offer[1] == f_done && ce == (!f_done || done_ready));  // progress
    if (f_done) assert (f_offer[0] == (f_out_channel == C_OUT - 1 && f_out_group == GROUPS - 1));
    assert (f_out < N_WORDS && f_out_group < GROUPS && f_out_channel < C_OUT && valid_q == f_valid[7:2]);
    assert (f_word0 == f_word[F_B-1:0] && f_group0 == f_group[F_B-1:0] && f_word0 < N_WORDS && f_group0 < GROUPS);
    if (f_out == 0) assert (f_out_channel == 0 && f_out_fresh);
    assert (first_q == f_fresh[6]);
    // Each word where its stage wants it
    if (f_valid[2]) assert (f_ring[F_RING-2-:2] == {f_lasts[2] && f_channel[2*F_B+:F_B] == C_OUT - 1, frame_q[2]} && f_ring[F_RING-1]);
    else assert (!f_ring[F_RING-1]);
    if (f_at[2]) assert (f_ring[RW+:OB] == f_offset && (RB == 0 || f_ring[RW-1:0] == f_r));
    if (f_at[3]) assert (f_ring[F_RING+RW+:OB] == f_offset && (RB == 0 || f_ring[F_RING+:RW] == f_r));
    if (f_at[2] && RB > 0) assert (f_rotations[0+:RW] == f_r);
    if (f_at[3] && RB > 0) assert (f_rotations[RW+:RW] == f_r);
    if (f_at[2] && EB > 0) assert (f_selects[0+:EW] == f_e);
    if (f_at[3] && EB > 0) assert (f_selects[EW+:EW] == f_e);
    if (f_at[2] && MODE == 0) assert (f_weights[0+:WB] == f_weight);
    if (f_at[3] && MODE == 0) assert (f_weights[WB+:WB] == f_weight);
    if (f_at[4]) assert (x4_q[f_l*W+:W] == f_x[0+:W] && (MODE != 0 || w4 == f_weight));
    if (f_at[5]) assert (f_lanes[f_l*2*(WB+W)+:W] == f_x[W+:W]);
    if (f_at[6]) assert (f_lanes[(f_l*2+1)*(WB+W)+:W] == f_x[2*W+:W]);
    if (f_at[5] && MODE == 0) assert (f_lanes[f_l*2*(WB+W)+W+:WB] == f_weight);
    if (f_at[6] && MODE == 0) assert (f_lanes[(f_l*2+1)*(WB+W)+W+:WB] == f_weight);
    if (GROUPS * N_WORDS <= 40) cover (f_at[7] && f_offer == 2'b11 && ce && f_out == N_WORDS - 1);
    cover (f_done && !ce && f_valid == 7'h7f);
    cover (f_at[4] && f_r == L - 1 && f_x[0+:W] != FILL);
end
genvar f_n;
generate
    for (f_n = 1; f_n < 8; f_n = f_n + 1) begin : f_stage
        wire [F_B-1:0] f_w = f_word[f_n*F_B+:F_B], f_g = f_group[f_n*F_B+:F_B], f_c = f_channel[f_n*F_B+:F_B];
        wire f_ends = f_w == N_WORDS - 1;
        assign f_word[(f_n-1)*F_B+:F_B] = !f_valid[f_n] ? f_w : f_ends ? 0 : f_w + 1;
        assign f_group[(f_n-1)*F_B+:F_B] = !(f_valid[f_n] && f_ends) ? f_g : (f_g == GROUPS - 1) ? 0 : f_g + 1;
        assign f_channel[(f_n-1)*F_B+:F_B] = !(f_valid[f_n] && f_lasts[f_n]) ? f_c : (f_c == C_OUT - 1) ? 0 : f_c + 1;
        assign f_fresh[f_n-1] = f_valid[f_n] ? f_lasts[f_n] : f_fresh[f_n];
        assign f_at[f_n] = f_valid[f_n] && f_w == f_j;
        always @* if (f_run && f_valid[f_n]) begin
            if (f_at[f_n]) assert (f_lasts[f_n] == f_last);
            assert ((f_lasts[f_n] && f_c == C_OUT - 1) == f_ends);
            if (f_n > 1) assert (last_q[f_n] == f_lasts[f_n] && frame_q[f_n] == (f_ends && f_g == GROUPS - 1));
            else assert (group_last1 == f_ends && frame_last1 == (f_ends && f_g == GROUPS - 1));
        end
    end
    if (MODE == 0 && HAS_BIAS != 0) begin : f_bias
        always @* if (f_run) begin
            assert (gen_bias.channel_q == f_channel[5*F_B+:F_B]);
            if (f_valid[6]) assert (f_biased == f_channel[6*F_B+:F_B]);
        end
    end
endgenerate
