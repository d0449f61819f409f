// Proves order; no loss; no duplicate; tlast; each code is made of its own beat, in the clocks in which the beats move and in no other; stability of the handshake; LATENCY; progress unless the last beat is refused
// Some 3
// Fault s/.N(LATENCY - 1 - BITS)/.N(LATENCY - BITS)/
// Free bac_ctrl bac_delay bac_mcm bac_search
// Edit s/) u_ctrl (/) u_ctrl (.f_valid(f_valid), .f_last(f_last),/; s/) u_graph (/) u_graph (.f_inside(f_graph),/
// Edit s/) u_delay (/) u_delay (.f_inside(f_waiting),/; s/) u_search (/) u_search (.f_inside(f_searched),/
// One channel. The values of rounding and clamping are arith.sh's, of every form; here the beat that they are those of.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam F_LEVELS = LATENCY - EVEN - 1;
localparam F_FORM = FORM, F_X = X_BITS, F_N = THR_FIRST[63:32] - THR_FIRST[31:0];
localparam F_BITS = (F_FORM == 4) ? $clog2(F_N + 1) : 1;
localparam F_XW = (F_FORM == 4) ? F_X : 1;
localparam F_WAIT = (F_FORM == 4 && LATENCY > 1 + F_BITS) ? LATENCY - 1 - F_BITS : 1;
wire [LATENCY-1:0] f_valid, f_last;
wire [F_LEVELS*IW-1:0] f_graph;
wire [F_WAIT*F_XW-1:0] f_waiting;
wire [F_BITS*F_XW-1:0] f_searched;
(* anyseq *) wire f_pick;
reg f_followed, f_kept_last;
reg [7:0] f_age;  // clocks in which the pipeline moved
reg [IW-1:0] f_x;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_begins = f_takes && f_pick && !f_followed;
always @(posedge clk) begin
    f_followed <= !rst && (f_begins || f_followed && !(f_moves && f_age == LATENCY));
    f_age <= f_begins ? 1 : f_age + f_moves;
    if (f_begins) {f_kept_last, f_x} <= {s_axis_tlast, s_axis_tdata};
end
always @* if (f_run) begin
    assert (s_axis_tready == f_moves);  // progress
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= LATENCY && f_valid[f_age-1] && f_last[f_age-1] == f_kept_last);
        if (f_age <= F_LEVELS) assert (f_graph[(f_age-1)*IW+:IW] == f_x);  // a linear form is made of it EVEN + 1 clocks later
        if (f_age == LATENCY) assert (m_axis_tvalid && m_axis_tlast == f_kept_last);  // LATENCY
    end
    cover (f_followed && f_age == LATENCY && f_out_waits && m_axis_tready && f_kept_last);
end
generate
    if (F_FORM == 4) begin : f_threshold
        reg [OW-1:0] f_code;
        wire [OW+F_BITS-1:0] f_count = gen_channel[0].genblk1.gen_threshold.n;
        always @(posedge clk) if (f_age == LATENCY - 1) f_code <= DECREASING ? ADD - f_count : ADD + f_count;
        always @* if (f_run && f_followed) begin
            if (f_age <= LATENCY - 1 - F_BITS) assert (f_waiting[(f_age-1)*F_XW+:F_XW] == f_x[F_XW-1:0]);
            else if (f_age < LATENCY)
                assert (f_searched[(f_age-LATENCY+F_BITS)*F_XW+:F_XW] == f_x[F_XW-1:0]);  // its count, when it is complete
            if (f_age == LATENCY) assert (m_axis_tdata == f_code);
        end
    end
endgenerate
