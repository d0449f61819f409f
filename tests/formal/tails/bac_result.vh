// Proves one result a frame (FORM 2: N); in order; tlast once; its class; logit or margin; the frame is taken with its last beat
// Fault s/assign s_axis_tready = leave/assign s_axis_tready = m_axis_tready/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, s_axis_tdata)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
wire f_gives = m_axis_tvalid && m_axis_tready;
reg [8:0] f_sent;   // beats of this result
reg [9:0] f_wait;   // clocks that a frame has waited for a beat, while nothing else held it up
always @(posedge clk) begin
    f_sent <= (rst || f_gives && m_axis_tlast) ? 0 : f_sent + f_gives;
    f_wait <= (rst || !s_axis_tvalid || m_axis_tvalid) ? 0 : f_wait + 1;
end
always @* if (s_axis_tvalid) assume (s_axis_tlast);
always @* if (f_run) begin
    if (m_axis_tvalid) assert (s_axis_tvalid);               // of nothing, nothing is made
    assert ((s_axis_tvalid && s_axis_tready) == (f_gives && m_axis_tlast));  // taken with its last beat, once
    if (m_axis_tvalid) assert (m_axis_tlast == (f_sent == (FORM == 2 ? N - 1 : 0)));
    if (m_axis_tvalid) assert (m_axis_tdata[CLASS_LANE-1:0] == s_axis_tdata[N*LANE+:CLASS_LANE]);
    assert (f_wait <= (FORM == 0 ? 0 : FORM == 1 ? N + 1 : 1));  // progress: LATENCY
    cover (f_gives && m_axis_tlast && f_out_waits);
end
generate
    if (FORM != 0) begin : f_walk
        always @* if (f_run) begin
            assert (gen_walk.next_q <= N);  // the number of a logit: within the beat
            if (FORM == 2) begin
                assert (f_sent + gen_walk.chosen_q == gen_walk.next_q);
                assert (f_wait == 0 || gen_walk.chosen_q);
            end
            if (!s_axis_tvalid) assert (!gen_walk.chosen_q && gen_walk.next_q == 0);
            if (gen_walk.chosen_q) assert (gen_walk.next_q != 0);
        end
        if (FORM == 2) begin : f_send
            reg [W-1:0] f_logit;
            integer f_k;
            always @* begin
                f_logit = s_axis_tdata[0+:W];
                for (f_k = 0; f_k < N; f_k = f_k + 1) if (f_sent == f_k) f_logit = s_axis_tdata[f_k*LANE+:W];
            end
            always @* if (f_run && m_axis_tvalid) assert (m_axis_tdata[CLASS_LANE+:W] == f_logit && gen_walk.logit_q == f_logit);
        end else begin : f_compare
            // The margin: the largest logit is best, and second is the largest of the others, of those that were compared.
            integer f_k;
            reg [W-1:0] f_best, f_second, f_x;
            always @* begin
                f_best = 0;
                f_second = 0;
                for (f_k = 0; f_k < N; f_k = f_k + 1) begin
                    f_x = s_axis_tdata[f_k*LANE+:W] ^ gen_walk.OFFSET;
                    if (f_k + gen_walk.chosen_q < gen_walk.next_q || gen_walk.gen_compare.done_q) begin
                        if (f_k == 0 || f_x > f_best) {f_best, f_second} = {f_x, f_best};
                        else if (f_k == 1 || f_x > f_second) f_second = f_x;
                    end
                end
            end
            // One logit a clock is chosen, and compared in the next.
            reg [W-1:0] f_chosen;
            always @* begin
                f_chosen = 0;
                for (f_k = 0; f_k < N; f_k = f_k + 1)
                    if (gen_walk.next_q == f_k + 1) f_chosen = s_axis_tdata[f_k*LANE+:W];
            end
            always @* if (f_run) begin
                assert (f_sent == 0);
                if (m_axis_tvalid) assert (gen_walk.next_q == N && !gen_walk.chosen_q && gen_walk.gen_compare.two_q);
                else begin
                    assert (gen_walk.next_q == (f_wait < N ? f_wait : N));
                    assert (gen_walk.chosen_q == (f_wait >= 1 && f_wait <= N));
                    assert (gen_walk.gen_compare.any_q == (f_wait >= 2) && gen_walk.gen_compare.two_q == (f_wait >= 3));
                end
                if (gen_walk.gen_compare.two_q) assert (gen_walk.gen_compare.any_q);
                if (gen_walk.chosen_q) assert (gen_walk.logit_q == f_chosen);
            end
            always @* if (f_run && s_axis_tvalid) begin
                if (gen_walk.gen_compare.any_q) assert (gen_walk.gen_compare.best_q == f_best);
                if (gen_walk.gen_compare.two_q) assert (gen_walk.gen_compare.second_q == f_second);
                if (m_axis_tvalid) assert (m_axis_tdata[CLASS_LANE+:W] == (f_best - f_second));
            end
        end
    end
endgenerate
