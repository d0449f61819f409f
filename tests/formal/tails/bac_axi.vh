// Proves each beat that is taken reaches the frames once and in order, as a code, with its own tlast and tkeep; the network gets whole frames, tlast with the last beat; one result a frame, in order, tlast once, its class, logit or margin above, the fault of its own frame; each beat that is not taken is told, and none else; stability; the network is reset with its source; LATENCY
// Some 4
// Fault s/.N((SHIFT > 0) ? 2 : 1)/.N(1)/
// Free bac_top bac_registers bac_async_fifo
// Edit s/bac_top u_top (/bac_top #(.F_IN(C*LANE), .F_OUT(CLASS_LANE+N*OUT_LANE)) u_top (.f_inside(f_network),/
// Edit s/) u_fifo (/) u_fifo (.f_tick(f_s), .f_pick(f_pick_beat \&\& !f_follows), .f_inside(f_fifo), .f_followed(f_keeps), .f_ahead(f_before), .f_kept(f_word),/
// Edit s/always @(posedge s_axis_aclk) begin/always @(posedge s_axis_aclk) if (f_s) begin/
// Edit s/always @(posedge aclk) begin/always @(posedge aclk) if (f_m) begin/; s/always @(posedge aclk) rst_q/always @(posedge aclk) if (f_m) rst_q/
// Data decides
// It does not: tlast and tkeep, which decide, lie in one word with it in bac_async_fifo.
// Both clocks tick at any times, together or not, as far as what crosses between them sees it: f_s and f_m say when. Behind
// bac_async_fifo, which offers a beat whenever it likes, each clock is a tick of aclk.
(* anyseq *) wire f_s, f_m;
wire clk = aclk;
localparam F_DEPTH = (FIFO_AW > 0) ? 1 << FIFO_AW : 0;
localparam F_ROOM = F_DEPTH + 2;       // and two in bac_sample
localparam F_B = $clog2(F_ROOM + 2);
wire [(FIFO_AW > 0 ? FIFO_AW : 1):0] f_fifo, f_before;
wire [IN+1:0] f_word;
wire f_keeps;
wire [8:0] f_network;
`BAC_FORMAL_CLOCK
// Resets: low together for 4 clocks of the slower clock, in each of which the other one ticks; nothing is offered until the
// source's side is out of reset.
reg f_down = 1'b1;                     // one of them was low, and since then not both were high
reg [2:0] f_rounds = 0;
reg f_s_ticked = 1'b0, f_m_ticked = 1'b0, f_s_up = 1'b0, f_m_up = 1'b0;
wire f_s_aresetn = (FIFO_AW > 0) ? s_axis_aresetn : aresetn;
wire f_round = (f_s || f_s_ticked) && (f_m || f_m_ticked);
wire f_over = f_rounds == 4;
wire f_s_rst, f_room;
wire f_clear = f_down || rst_q || f_s_rst;
always @(posedge clk) begin
    f_down     <= (f_down && !f_over) || !aresetn || !f_s_aresetn;
    f_rounds   <= f_down ? f_rounds + (f_round && !f_over) : 0;
    f_s_ticked <= f_down && (f_s || f_s_ticked) && !f_round;
    f_m_ticked <= f_down && (f_m || f_m_ticked) && !f_round;
    f_s_up     <= f_down && f_over && f_s_aresetn;
    f_m_up     <= f_down && f_over && aresetn;
end
always @* begin
    if (FIFO_AW == 0) assume (f_s && f_m);
    if (!f_ran) assume (rst_q);
    if (f_down && !f_over) assume (!aresetn && !f_s_aresetn);
    if (f_s_up) assume (f_s_aresetn);
    if (f_m_up) assume (aresetn);
    if (f_clear) assume (!s_axis_tvalid);
end
generate
    if (FIFO_AW > 0) begin : f_two
        assign f_s_rst = gen_clocks.s_rst_q;
    end else begin : f_one
        assign f_s_rst = rst_q;
    end
endgenerate
// The source: a beat that waits stays as it is, or it does not wait, and it is lost.
wire f_loses = f_s && s_axis_tvalid && !s_axis_tready && !f_clear && WAITS == 0;
reg f_lost;
reg f_waits;
reg [IN+1:0] f_held;
wire [IN+1:0] f_in = {s_axis_tlast, &s_axis_tkeep, s_axis_tdata};
always @(posedge clk) begin
    f_lost  <= !f_clear && (f_lost || f_loses);
    f_waits <= !f_clear && WAITS != 0 && s_axis_tvalid && !(s_axis_tready && f_s);
    f_held  <= f_in;
end
always @* if (f_waits && !f_clear) assume (s_axis_tvalid && f_in == f_held);
// One beat, whichever, from the source to the frames
(* anyseq *) wire f_pick_beat;
wire f_takes = f_s && s_axis_tvalid && s_axis_tready && !f_clear;
wire f_passes = code_tvalid && code_tready;
reg [F_B-1:0] f_beats, f_ahead_beats;
reg f_follows;
reg [IN+1:0] f_own;
wire f_follow = f_follows || f_pick_beat && f_takes;
wire [F_B-1:0] f_front = f_follows ? f_ahead_beats : f_beats;
wire [IN+1:0] f_beat_of = f_follows ? f_own : f_in;
wire f_arrives = f_follow && code_tvalid && f_front == 0;
always @(posedge clk) begin
    f_beats       <= f_clear ? 0 : f_beats + f_takes - f_passes;
    f_follows     <= !f_clear && f_follow && !(f_arrives && code_tready);
    f_ahead_beats <= f_front - f_passes;
    f_own         <= f_beat_of;
end
wire signed [31:0] f_x = (SAMPLE_W == 0) ? 0 : $signed(f_beat_of[(SAMPLE_W > 0 ? SAMPLE_W : 1)-1:0]);
wire signed [31:0] f_floor = f_x >>> SHIFT;
wire signed [31:0] f_rest = (f_x - (f_floor <<< SHIFT)) <<< 1;
wire signed [31:0] f_near = f_floor + ((f_rest > (1 << SHIFT) || f_rest == (1 << SHIFT) && f_floor[0] && SHIFT > 0) ? 1 : 0);
wire signed [31:0] f_code = (f_near < LO) ? LO : (f_near > HI) ? HI : f_near;
always @* if (f_ran && !f_clear) begin
    assert (f_beats <= F_ROOM && (!f_follows || f_ahead_beats < f_beats));
    if (f_passes) assert (f_beats != 0 || f_takes);
    if (f_arrives) begin
        assert ({code_tlast, code_good} == f_beat_of[IN+:2]);
        if (SAMPLE_W == 0) assert (code_tdata == f_beat_of[C*LANE-1:0]);
        else assert (code_tdata[IW-1:0] == f_code[IW-1:0]);
    end
    cover (f_arrives && f_passes && !code_good && f_front == 0);
end
// The network's reset begins with that of its source, or in the next clock, and the source's is still on then.
reg f_source_q;
always @(posedge clk) f_source_q <= f_ran && rst_q && !rst;
always @* if (f_ran && f_source_q) assert (rst && rst_q);
// What the network is offered stays, unless it is the source's own beat, which did not wait.
reg f_net_waits;
reg [C*LANE:0] f_net_beat;
always @(posedge clk) begin
    f_net_waits <= !rst && top_tvalid && !top_tready;
    f_net_beat  <= {top_tlast, code_tdata};
end
always @* if (f_run && !f_clear && f_net_waits && (SAMPLE_W > 0 || FIFO_AW > 0 || !f_lost))
    assert (top_tvalid && {top_tlast, code_tdata} == f_net_beat);
// The network: whole frames, and one result of each
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tuser, m_axis_tdata}))
localparam F_BEATS = (RESULT == 2) ? N : 1;
reg [$clog2(T+1)-1:0] f_n;      // beats of this frame that the network has
reg f_wrong;                    // one of them had a fault
reg [8:0] f_sent;               // beats of this result
reg [9:0] f_wait;               // clocks in which the network's result waited for the first of them
wire f_enters = top_tvalid && top_tready;
wire f_ends = f_enters && f_n == T - 1;
wire f_fault = f_wrong || !code_good || CHECK_LAST != 0 && code_tlast != (f_n == T - 1);
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_done = f_gives && f_sent == F_BEATS - 1;
always @(posedge clk) begin
    f_n     <= (rst || f_ends) ? 0 : f_n + f_enters;
    f_wrong <= !rst && !f_ends && (f_wrong || f_enters && f_fault);
    f_sent  <= (rst || f_done) ? 0 : f_sent + f_gives;
    f_wait  <= (rst || !all_tvalid || m_axis_tvalid) ? 0 : f_wait + 1;
end
`BAC_FORMAL_FOLLOW((1 << FLIGHT), f_ends, f_fault, m_axis_tvalid, f_done, m_axis_tuser)
wire [7:0] f_logit = all_tdata >> (f_sent * OUT_LANE);
always @* if (f_run) begin
    if (top_tvalid) assert (top_tlast == (f_n == T - 1));
    assert (f_n < T && f_network == f_inside && f_sent < F_BEATS);
    if (m_axis_tvalid) begin
        assert (m_axis_tlast == (f_sent == F_BEATS - 1));
        assert (all_tvalid && m_axis_tdata[CLASS_LANE-1:0] == all_tdata[N*OUT_LANE+:CLASS_LANE]);
        if (OUT < 8 * M_BYTES) assert (m_axis_tdata >> OUT == 0);
        if (RESULT == 2) assert (m_axis_tdata[CLASS_LANE+:W] == f_logit[W-1:0]);
    end
    assert (f_wait <= (RESULT == 0 ? 0 : RESULT == 1 ? N + 1 : 1));  // LATENCY
    cover (f_done && m_axis_tuser && f_out_waits);
end
integer f_k;
reg [W-1:0] f_best, f_second, f_value;  // logits, moved so that they compare without a sign
always @* begin
    {f_best, f_second} = 0;
    for (f_k = 0; f_k < N; f_k = f_k + 1) begin
        f_value = (all_tdata >> f_k * OUT_LANE) ^ (IS_SIGNED << (W - 1));
        if (f_k == 0 || f_value > f_best) {f_best, f_second} = {f_value, f_best};
        else if (f_k == 1 || f_value > f_second) f_second = f_value;
    end
end
wire [W-1:0] f_margin = f_best - f_second;
generate
    if (RESULT == 1) begin : f_margins
        always @* if (f_run && m_axis_tvalid) assert (m_axis_tdata[CLASS_LANE+:W] == f_margin);
    end
    if (LITE != 0) begin : f_lite
        always @* if (f_run) begin
            assert (done == f_done);  // what the registers count is what leaves
            if (f_done) assert (gen_lite.class_wide == all_tdata[N*OUT_LANE+:CLASS_LANE]);
            if (f_done && RESULT == 1) assert (gen_lite.margin == f_margin);
        end
    end else begin : f_none
        always @* assert (!s_axi_awready && !s_axi_wready && !s_axi_bvalid && !s_axi_arready && !s_axi_rvalid);
    end
endgenerate
// Beats that are lost. f_owed: those that are not told, 3 at most; f_late: clocks of the slower clock since something is owed
// of which nothing was told
reg [1:0] f_owed;
reg [3:0] f_late;
reg f_s_late, f_m_late;
wire f_told = overflow && f_m;
wire f_later = (f_s || f_s_late) && (f_m || f_m_late);
wire f_idle = f_clear || f_told || !f_pending;
always @(posedge clk) begin
    f_owed   <= f_clear ? 0 : f_owed + (f_loses && f_owed != 3) - f_told;
    f_late   <= f_idle ? 0 : f_late + f_later;
    f_s_late <= !f_idle && (f_s || f_s_late) && !f_later;
    f_m_late <= !f_idle && (f_m || f_m_late) && !f_later;
end
wire f_pending;
generate
    if (FIFO_AW > 0) begin : f_crosses
        reg f_since;  // one was lost behind the last that changed the level
        always @(posedge clk) f_since <= !f_clear && (f_loses || f_since && !(f_s && gen_clocks.lost_q && gen_clocks.change_q == gen_clocks.seen_sync1_q));
        assign f_pending = f_since || gen_clocks.change_q != gen_clocks.seen_q;
        always @* if (f_ran && !f_clear) assert (f_late <= 5 && (!f_since || gen_clocks.lost_q));
    end else begin : f_wire
        assign f_pending = 1'b0;
        always @* if (f_ran && !f_clear) assert (overflow == f_loses);
    end
endgenerate
always @* if (f_ran && !f_clear) begin
    if (f_told) assert (f_owed != 0 || FIFO_AW == 0);
    if (WAITS == 0) cover (f_told && f_follow);
end
