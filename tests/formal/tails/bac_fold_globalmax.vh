// Proves C/LANES beats out for each frame in, in order, tlast with the last and no other; each channel's largest value of the frame; only a frame's last position waits; counters in range; stability; progress at once; LATENCY
// Fault s/x_wins = first || /x_wins = /
// Free bac_fold_gather
// Edit s/) u_gather (/) u_gather (.f_slot(f_slot), .f_word(f_word), .f_beat(f_at_beat), .f_n(f_at_n), .f_group(f_at_group),/
// Follows the channels of beat f_slot, whichever; bac_fold_gather.vh proves that their maxima come back.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam F_WORDS = C / LANES;
localparam FB = $clog2(T + F_WORDS + 1) + 1;
(* anyconst *) wire [((F_WORDS > 1) ? $clog2(F_WORDS) : 1) - 1:0] f_slot;
wire [LANES*W-1:0] f_word;
wire [15:0] f_at_beat, f_at_n, f_at_group;
reg [FB-1:0] f_beat, f_n;  // beats of the position that comes, positions of its frame
reg [FB-1:0] f_o;          // beats of this frame that have left
reg f_done;                // a beat of a last position waits to leave,
reg [FB-1:0] f_number;     // this one
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_position = f_takes && f_beat == F_WORDS - 1;
wire f_final = f_n == T - 1;
always @* begin
    assume (f_slot < F_WORDS);
    if (s_axis_tvalid) assume (s_axis_tlast == (f_final && f_beat == F_WORDS - 1));
end
always @(posedge clk) begin
    f_beat <= (rst || f_position) ? 0 : f_beat + f_takes;
    f_n    <= (rst || f_position && f_final) ? 0 : f_n + f_position;
    f_o    <= (rst || f_gives && f_o == F_WORDS - 1) ? 0 : f_o + f_gives;
    f_done <= !rst && (f_takes && f_final || f_done && !m_axis_tready);
    if (f_takes && f_final) f_number <= f_beat;
end
always @* if (f_run) begin
    assert (s_axis_tready == (!f_final || !m_axis_tvalid || m_axis_tready));
    assert (m_axis_tvalid == f_done);  // LATENCY; as many beats as the frame's last position has
    if (m_axis_tvalid) assert (f_number == f_o && m_axis_tlast == (f_o == F_WORDS - 1));
    assert (f_beat < F_WORDS && f_n < T && f_o < F_WORDS && f_at_beat == f_beat && f_at_n == f_n && f_at_group == 0);
    assert (f_o == (f_done ? f_number : f_final ? f_beat : 0));
    if (f_done) assert (f_number == ((f_final && f_beat != 0) ? f_beat - 1 : F_WORDS - 1));
    if (T * F_WORDS <= 16) cover (f_gives && m_axis_tlast && f_takes);
    if (T * F_WORDS <= 16) cover (f_out_waits && s_axis_tvalid && (s_axis_tready || T == 1));
end
genvar f_e;
generate
    for (f_e = 0; f_e < LANES; f_e = f_e + 1) begin : f_lane
        reg [W-1:0] f_best, f_sent;  // as IS_SIGNED says
        wire [W-1:0] f_x = s_axis_tdata[f_e*W+:W];
        wire f_more = (IS_SIGNED != 0) ? $signed(f_x) > $signed(f_best) : f_x > f_best;
        wire [W-1:0] f_next = (f_n == 0 || f_more) ? f_x : f_best;
        always @(posedge clk) if (f_takes && f_beat == f_slot) begin
            f_best <= f_next;
            if (f_final) f_sent <= f_next;
        end
        always @* if (f_run) begin
            if (f_n != 0 || f_beat > f_slot) assert (f_word[f_e*W+:W] == f_best);
            if (m_axis_tvalid && f_o == f_slot) assert (m_axis_tdata[f_e*W+:W] == f_sent);
            if (f_e == 0 && T > 1 && T * F_WORDS <= 16) cover (f_gives && f_o == f_slot && f_sent == 1);
        end
    end
endgenerate
