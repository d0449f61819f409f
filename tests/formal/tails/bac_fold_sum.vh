// Proves C/LANES beats out for each N positions in, in order, tlast with a frame's last and no other; each channel's sum of those positions; what is behind the last whole group is dropped; only a group's last position waits; counters in range; stability; progress at once; LATENCY
// Fault s/first ? {OW{1'b0}} : so_far/first ? so_far : so_far/
// Free bac_fold_gather
// Edit s/) u_gather (/) u_gather (.f_slot(f_slot), .f_word(f_word), .f_beat(f_at_beat), .f_n(f_at_n), .f_group(f_at_group),/
// Follows the channels of beat f_slot, whichever; bac_fold_gather.vh proves that their sums come back. A frame has f_rest
// positions, fewer than N, behind its GROUPS groups.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam F_WORDS = C / LANES;
localparam FB = $clog2(N + GROUPS + F_WORDS + 2) + 1;
(* anyconst *) wire [FB-1:0] f_rest;
(* anyconst *) wire [((F_WORDS > 1) ? $clog2(F_WORDS) : 1) - 1:0] f_slot;
wire [LANES*OW-1:0] f_word;
wire [15:0] f_at_beat, f_at_n, f_at_group;
reg [FB-1:0] f_beat, f_n, f_group;  // beats of the position that comes, positions of its group, groups of its frame
reg f_done;                         // a beat of a group's last position waits to leave,
reg [FB-1:0] f_number, f_of;        // this one, of this group
reg [FB-1:0] f_o, f_og;             // beats of the group that leaves which have left, groups of its frame
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_position = f_takes && f_beat == F_WORDS - 1;
wire f_final = f_n == N - 1;
wire f_ends = (f_rest == 0) ? f_group == GROUPS - 1 && f_final : f_group == GROUPS && f_n == f_rest - 1;
wire f_group_out = f_gives && f_o == F_WORDS - 1;
always @* begin
    assume (f_rest < N && f_slot < F_WORDS);
    if (s_axis_tvalid) assume (s_axis_tlast == (f_ends && f_beat == F_WORDS - 1));
end
always @(posedge clk) begin
    f_beat  <= (rst || f_position) ? 0 : f_beat + f_takes;
    f_n     <= (rst || f_position && (f_final || f_ends)) ? 0 : f_n + f_position;
    f_group <= (rst || f_position && f_ends) ? 0 : f_group + (f_position && f_final);
    f_done  <= !rst && (f_takes && f_final || f_done && !m_axis_tready);
    f_o     <= (rst || f_group_out) ? 0 : f_o + f_gives;
    f_og    <= (rst || f_group_out && f_og == GROUPS - 1) ? 0 : f_og + f_group_out;
    if (f_takes && f_final) {f_of, f_number} <= {f_group, f_beat};
end
always @* if (f_run) begin
    assert (s_axis_tready == (!f_final || !m_axis_tvalid || m_axis_tready));
    assert (m_axis_tvalid == f_done);  // LATENCY; as many beats as the groups' last positions have
    if (f_done) assert (f_o == f_number && f_og == f_of);
    if (m_axis_tvalid) assert (m_axis_tlast == (f_o == F_WORDS - 1 && f_og == GROUPS - 1));
    assert (f_beat < F_WORDS && f_n < N && f_group <= GROUPS && (f_group < GROUPS || f_n < f_rest));
    assert (f_at_beat == f_beat && f_at_n == f_n && f_at_group == f_group);
    if (f_done) assert (f_number == ((f_final && f_beat != 0) ? f_beat - 1 : F_WORDS - 1));
    else assert (f_o == (f_final ? f_beat : 0) && f_og == ((f_group == GROUPS) ? 0 : f_group));
    if (f_done) assert (f_of == ((f_final && f_beat != 0) ? f_group : (f_group == 0) ? GROUPS - 1 : f_group - 1));
    if (N * F_WORDS * GROUPS <= 16) cover (f_gives && m_axis_tlast && f_takes);
    if (N * F_WORDS * GROUPS <= 16 && N > 1) cover (f_group == GROUPS && f_takes && f_out_waits);
end
genvar f_e;
generate
    for (f_e = 0; f_e < LANES; f_e = f_e + 1) begin : f_lane
        reg [OW-1:0] f_sum, f_sent;
        wire [W-1:0] f_x = s_axis_tdata[f_e*W+:W];
        wire [OW+W-1:0] f_wide = {{OW{IS_SIGNED != 0 && f_x[W-1]}}, f_x};
        wire [OW-1:0] f_next = ((f_n == 0) ? 0 : f_sum) + f_wide[OW-1:0];
        always @(posedge clk) if (f_takes && f_beat == f_slot) begin
            f_sum <= f_next;
            if (f_final) f_sent <= f_next;
        end
        always @* if (f_run) begin
            if (f_n != 0 || f_beat > f_slot) assert (f_word[f_e*OW+:OW] == f_sum);
            if (m_axis_tvalid && f_o == f_slot) assert (m_axis_tdata[f_e*OW+:OW] == f_sent);
            if (f_e == 0 && N * F_WORDS <= 16) cover (f_gives && f_o == f_slot && f_sent == N);
        end
    end
endgenerate
