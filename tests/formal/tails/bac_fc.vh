// Proves one result a frame; its sums: every input of every beat times the word of its row, once; the row in range; stability; progress: LATENCY, II
// Some 3
// Fault s/first2_q <= (row_q == {AW{1'b0}})/first2_q <= (step_q == {SW{1'b0}})/
// File bac_fc.mem
// Edit s/w2_q <= rom\[row_q\]/w2_q <= f_word/
// The memory gives any word in any clock: the sums are those of the words that it gave.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tdata)
(* anyseq *) wire [N_OUT*P*WB-1:0] f_word;
localparam FB = $clog2(T * STEPS + STEPS + 8) + 1;
reg [FB-1:0] f_t;        // beats of this frame
reg f_busy;              // a beat is inside, f_beat, number f_number of its frame; f_s: steps of it that are done
reg [FB-1:0] f_number, f_s;
reg [STEPS*P*IW-1:0] f_beat;
reg [2:0] f_inside;      // frames that are complete and have not left
reg [FB-1:0] f_wait;
reg f_v2, f_v3, f_v4, f_first2, f_first3, f_last2, f_last3;  // a step is in stage n, the first of its frame, the last
reg [P*IW-1:0] f_x2;     // its inputs
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_whole = f_takes && f_t == T - 1;
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_done = f_s == STEPS - 1;
always @* if (s_axis_tvalid) assume (s_axis_tlast == (f_t == T - 1));
always @(posedge clk) begin
    f_t      <= (rst || f_whole) ? 0 : f_t + f_takes;
    f_inside <= rst ? 0 : f_inside + f_whole - f_gives;
    f_wait   <= (rst || f_inside == 0 || m_axis_tvalid) ? 0 : f_wait + 1;
    if (f_takes) begin
        f_beat   <= s_axis_tdata;
        f_number <= f_t;
    end
    if (rst) {f_busy, f_v2, f_v3, f_v4} <= 4'd0;
    else if (f_moves) begin
        f_busy <= f_takes || f_busy && !f_done;
        f_v2   <= f_busy;
        f_v3   <= f_v2;
        f_v4   <= f_v3 && f_last3;
    end
    f_s <= (rst || f_takes) ? 0 : (f_busy && f_moves && !f_done) ? f_s + 1 : f_s;
    if (f_moves) begin
        f_x2     <= f_beat[f_s*P*IW+:P*IW];
        f_first2 <= f_number == 0 && f_s == 0;
        f_last2  <= f_number == T - 1 && f_done;
        f_first3 <= f_first2;
        f_last3  <= f_last2;
    end
end
wire [FB-1:0] f_left = (f_v3 && f_last3) ? 1 : (f_v2 && f_last2) ? 2 : STEPS + 2 - f_s;  // clocks to the result
always @* if (f_run) begin
    assert (m_axis_tvalid == f_v4 && m_axis_tlast);
    assert (s_axis_tready == (f_moves && (!f_busy || f_done)));  // II
    assert (f_wait <= STEPS + 2);                                // LATENCY
    if (f_inside != 0 && !f_v4) assert (f_wait + f_left <= STEPS + 2);
    assert (f_inside == (f_busy && f_number == T - 1) + (f_v2 && f_last2) + (f_v3 && f_last3) + f_v4);
    assert (f_t < T && f_s < STEPS && row_q < ROWS);
    assert (busy_q == f_busy && valid2_q == f_v2 && valid3_q == f_v3);
    if (f_busy) begin
        assert (f_number < T && f_number == (f_t == 0 ? T - 1 : f_t - 1));
        assert (step_q == f_s && beat_last_q == (f_number == T - 1) && row_q == f_number * STEPS + f_s);
        assert (x_q == f_beat >> (f_s * P * IW));
    end else assert (step_q == 0 && row_q == f_t * STEPS);
    if (f_v2) assert (first2_q == f_first2 && last2_q == f_last2 && x2_q == f_x2);
    if (f_v3) assert (first3_q == f_first3 && last3_q == f_last3);
    if (T * STEPS <= 40) cover (f_gives && f_busy);
    cover (f_out_waits && m_axis_tready);
end
genvar f_o;
generate
    for (f_o = 0; f_o < N_OUT; f_o = f_o + 1) begin : f_output
        localparam integer F_WORD = f_o * P * WB;
        reg [OW-1:0] f_step, f_step3, f_sum;
        reg signed [WB-1:0] f_w;
        reg signed [IW:0] f_x;
        reg signed [OW+WB+IW-1:0] f_product;
        integer f_i;
        always @* begin
            f_step = 0;
            for (f_i = 0; f_i < P; f_i = f_i + 1) begin
                f_w = w2_q[F_WORD+f_i*WB+:WB];
                f_x = {IS_SIGNED != 0 && f_x2[f_i*IW+IW-1], f_x2[f_i*IW+:IW]};
                f_product = f_w * f_x;
                f_step = f_step + f_product[OW-1:0];
            end
        end
        always @(posedge clk) begin
            if (f_moves) f_step3 <= f_step;
            if (f_moves && f_v3) f_sum <= (f_first3 ? BIAS[f_o*32+:OW] : f_sum) + f_step3;
        end
        always @* if (f_run) begin
            if (f_v3) assert (gen_out[f_o].step == f_step3);
            if (f_v4 || !(f_v3 && f_first3)) assert (gen_out[f_o].sum_q == f_sum || f_fresh);
            if (f_v4) assert (m_axis_tdata[f_o*OW+:OW] == f_sum);
        end
    end
endgenerate
// Nothing has been added since reset: the sums are whatever they were.
reg f_fresh;
always @(posedge clk) f_fresh <= rst || f_fresh && !(f_moves && f_v3);
always @* if (f_run && f_fresh) assert (!f_v4 && (f_v3 ? f_first3 : f_v2 ? f_first2 : row_q == 0));
