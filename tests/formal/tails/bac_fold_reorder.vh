// Proves each element of a group once, in its new place; none lost or overwritten; tlast with the last beat of its group; counters in range; stability; progress in two clocks
// Fault s/assign s_axis_tready = !full_q.write_half_q./assign s_axis_tready = !full_q[0] || !full_q[1] || read_end/
// Free bac_fold_ram
// Edit s/) u_ram (/) u_ram (.f_slot(f_slot), .f_word(f_words[l*LANES*W+:LANES*W]),/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
// tdata stays while it waits: the followed element, whichever it is, does.
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tlast)
localparam LCW = L * CW;
localparam FB = $clog2(4 * LCW + 4);
// Follows one element of one group: position f_l, element f_e of word f_w; in memory it lies at f_slot.
(* anyconst *) wire [FB-1:0] f_l, f_w, f_e;
(* anyconst *) wire [AW-1:0] f_slot;
(* anyseq *) wire f_pick;
always @* assume (f_l < L && f_w < CW && f_e < LANES);
wire [L*LANES*W-1:0] f_words;
reg [FB-1:0] f_iw, f_ie;  // words of the group that comes, and elements of the next
reg [FB-1:0] f_groups;    // that have come and not left
reg [FB-1:0] f_o;         // beats of the first of them that have left
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_group_in = f_takes && f_iw == CW - 1 && f_ie == LANES - 1;
wire f_group_out = f_gives && f_o == LCW - 1;
reg f_followed, f_whole, f_last;
reg [FB-1:0] f_ahead;     // groups in front of the followed one
reg [W-1:0] f_kept;
reg [1:0] f_wait;
wire f_begins = f_takes && f_iw == 0 && f_ie == 0 && f_pick && !f_followed;
wire f_here = f_begins || f_followed && !f_whole;
always @* if (f_begins) assume (f_slot == (write_half_q ? CW : 0) + f_w);
always @(posedge clk) begin
    f_ie <= (rst || f_takes && f_ie == LANES - 1) ? 0 : f_ie + f_takes;
    f_iw <= (rst || f_group_in) ? 0 : f_iw + (f_takes && f_ie == LANES - 1);
    f_groups <= rst ? 0 : f_groups + f_group_in - f_group_out;
    f_o <= (rst || f_group_out) ? 0 : f_o + f_gives;
    f_followed <= !rst && (f_begins || f_followed && !(f_group_out && f_ahead == 0 && f_whole));
    f_whole <= f_begins ? f_group_in : f_whole || f_group_in;
    f_ahead <= (f_begins ? f_groups : f_ahead) - f_group_out;
    if (f_here && f_takes && f_iw == f_w && f_ie == f_e) f_kept <= s_axis_tdata[f_l*W+:W];
    if (f_here && f_group_in) f_last <= s_axis_tlast;
    f_wait <= (rst || f_groups == 0 || m_axis_tvalid) ? 0 : f_wait + 1;
end
wire [FB-1:0] f_2 = f_o + valid2_q;      // number of the beat in stage 1,
wire [FB-1:0] f_read = f_2 + valid1_q;   // of the next to be read
wire f_past = f_read >= LCW;             // the first group is read, though it has not left
wire [FB-1:0] f_full = f_groups - f_past;
wire f_half = read_half_q ^ f_ahead[0] ^ f_past;  // of the followed group, if it is not read
wire [FB-1:0] f_f = (f_ahead == 0 ? 0 : f_ahead == 1 ? LCW : 2 * LCW) + f_l * CW + f_w;
wire f_in_memory = f_whole || f_iw > f_w;
always @* if (f_run) begin
    assert (s_axis_tready == (f_full != 2));  // progress: a free half is written,
    assert (f_wait <= 2);                     // and what has come is offered in two clocks
    if (f_wait == 1) assert (valid1_q || valid2_q);
    if (f_wait == 2) assert (valid2_q);
    assert (f_ie < LANES && f_iw < CW && f_o < LCW && f_groups >= f_past && f_full <= 2);
    assert (part_q == f_ie && write_q == f_iw && read_q < CW && lane_q < L);
    assert (f_read == lane_q * CW + read_q + (f_past ? LCW : 0));
    assert (full_q[0] + full_q[1] == f_full && full_q[read_half_q] == (f_full != 0));
    assert (write_half_q == read_half_q ^ f_full[0]);
    if (f_groups == 0) assert (!valid1_q && !valid2_q && f_o == 0);
    if (f_full == 0) assert (lane_q == 0 && read_q == 0);
    if (f_followed) begin
        assert (f_whole ? f_ahead < f_groups : f_ahead == f_groups);
        if (!f_whole) assert (f_iw != 0 || f_ie != 0);
        if (f_ahead >= f_past) begin
            assert (f_slot == (f_half ? CW : 0) + f_w);
            if (f_whole) assert (last_q[f_half] == f_last);
        end
        if (f_whole && f_ahead == 0 && valid2_q) assert (m_axis_tlast == (f_o == LCW - 1 && f_last));
        if (f_whole && valid1_q && f_ahead == (f_2 >= LCW))
            assert (last1_q == (f_2 == f_ahead * LCW + LCW - 1 && f_last));
        if (f_whole && valid2_q && f_f == f_o) assert (m_axis_tdata[f_e*W+:W] == f_kept);
    end
    if (LCW <= 16 && C <= 16) cover (f_gives && f_followed && f_f == f_o);
    if (LCW <= 8) cover (f_past && f_full == 2);
    cover (f_out_waits && m_axis_tready);
end
genvar f_i;
generate
    for (f_i = 0; f_i < L; f_i = f_i + 1) begin : f_lane
        always @* if (f_run && f_followed && f_l == f_i) begin
            if (f_in_memory && f_ahead >= f_past) assert (f_words[(f_i*LANES+f_e)*W+:W] == f_kept);
            if (f_whole && valid1_q && f_f == f_2)
                assert (lane1_q == f_i && words[(f_i*LANES+f_e)*W+:W] == f_kept);
        end
        if (LANES > 1) begin : f_gather
            always @* if (f_run && f_followed && f_l == f_i && !f_whole && f_iw == f_w && f_ie > f_e)
                assert (gen_lane[f_i].gen_gather.gathered_q[(LANES-1-f_ie+f_e)*W+:W] == f_kept);
        end
    end
endgenerate
