// Proves DIGITS_OUT digits for each position, in order, none lost; their code; tlast once a frame; the marks of the sums; when a search starts; counters in range; stability; LATENCY
// Fault s/coded ? LAST_DIGIT_OUT : (left_q/coded ? LAST_DIGIT_OUT - 1'b1 : (left_q/
// Free bac_delay bac_serial_sum
// Edit s/) u_mark (/) u_mark (.f_inside(f_marks),/
// One output, beside searches or without any; its sum is free: how it comes is tests/rtl/serial_sum.sh. A clock here is one
// in which the pipeline moves.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam F_STAGES = LEVELS + 1 + WAIT;  // from a position's last digit to its codes
localparam B = $clog2(F_STAGES + INTERVAL + DIGITS + DIGITS_OUT + 2) + 1;
wire [((LEVELS > 1) ? LEVELS - 1 : 1) * 4 - 1:0] f_marks;
reg [B-1:0] f_digit;  // digits of this position
reg [B-1:0] f_since;  // clocks since a position's last digit, up to INTERVAL
reg [LEVELS-1:0] f_taken, f_first;  // digits in stages 1..LEVELS of the sums
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_final = f_digit == DIGITS - 1;
wire f_position = f_takes && f_final;
wire f_ended = m_axis_tvalid && left_q == 0;  // a position's last digit is offered
always @* if (f_position) assume (f_since >= INTERVAL);  // bac_credit.vh
always @(posedge clk) begin
    f_digit <= (rst || f_position) ? 0 : f_digit + f_takes;
    if (rst) f_since <= INTERVAL;
    else if (f_moves) f_since <= f_position ? 1 : (f_since < INTERVAL) ? f_since + 1 : INTERVAL;
    if (rst) f_taken <= 0;
    else if (f_moves) f_taken <= {f_taken, f_takes};
    if (f_moves) f_first <= {f_first, f_digit == 0};
end
// Positions inside, by stage, the newest first, and which of them end a frame
wire [F_STAGES-1:0] f_at, f_last_at;
assign f_at[LEVELS-1] = end_q;
assign f_last_at[LEVELS-1] = frame_end_q;
assign f_at[F_STAGES-1:LEVELS] = complete_q;
assign f_last_at[F_STAGES-1:LEVELS] = complete_last_q;
function [B-1:0] f_count;  // positions in stages from..F_STAGES-1
    input [F_STAGES-1:0] at;
    input [B-1:0] from;
    integer i;
    begin
        f_count = 0;
        for (i = 0; i < F_STAGES; i = i + 1) if (i >= from) f_count = f_count + at[i];
    end
endfunction
(* anyseq *) wire f_pick;
reg f_followed, f_kept;
reg [B-1:0] f_stage;   // F_STAGES: its digits leave
reg [B-1:0] f_ahead;   // positions in front of it
reg [B-1:0] f_inside;
reg [OW-1:0] f_code;   // of the followed position, from its sum on
reg [OW-1:0] f_held;   // of the one whose digits leave
wire f_leaves = f_ended && m_axis_tready;
wire f_begins = f_position && f_pick && !f_followed;
always @(posedge clk) begin
    f_inside   <= rst ? 0 : f_inside + f_position - f_leaves;
    f_followed <= !rst && (f_begins || f_followed && !(f_leaves && f_ahead == 0));
    f_ahead    <= (f_begins ? f_inside : f_ahead) - f_leaves;
    if (f_begins) f_kept <= s_axis_tlast;
    if (!f_followed) f_stage <= 0;
    else if (f_moves && f_stage < F_STAGES) f_stage <= f_stage + 1;
    if (f_stage == LEVELS) f_code <= gen_out[0].gen_sum.gen_clamp.waiting[OW-1:0];
    if (f_moves && coded) f_held <= gen_out[0].gen_sum.code;
end
wire [OW-1:0] f_known = (f_stage == LEVELS) ? gen_out[0].gen_sum.gen_clamp.waiting[OW-1:0] : f_code;
wire [DIGITS_OUT*D_OUT+OW-1:0] f_digits = f_held;
wire [DIGITS_OUT*D_OUT+OW-1:0] f_shifted = f_digits << ((LAST_OUT - left_q) * D_OUT);  // those that have left are out
always @* if (f_run) begin
    assert (s_axis_tready == f_moves);
    if (m_axis_tvalid) assert (m_axis_tdata == f_digits[left_q*D_OUT+:D_OUT]);
    if (m_axis_tlast && m_axis_tvalid) assert (f_ended);
    if (f_followed && f_ahead == 0 && m_axis_tvalid) assert (f_stage == F_STAGES && m_axis_tlast == (f_kept && f_ended));
    if (f_followed && f_ahead == 0) assert (f_stage < F_STAGES || m_axis_tvalid);  // LATENCY
    assert (f_inside == f_count(f_at, 0) + busy_q);                                // none is lost, none made
    assert (sum == f_taken[LEVELS-1]);  // what bac_serial_sum wants to know
    if (sum) assert (first_q == f_first[LEVELS-1]);
    assert (hold == coded && f_digit < DIGITS && digit_q == f_digit && position_end_q == f_final);
    assert (left_q < DIGITS_OUT && (busy_q || left_q == 0) && f_since >= 1 && f_since <= INTERVAL);
    if (coded && f_moves) assert (left_q == 0);  // codes do not come before the digits of those before have left
    if (f_followed) begin
        assert (f_stage <= F_STAGES && (f_stage == F_STAGES ? f_ahead == 0 && busy_q : f_at[f_stage]));
        if (f_stage < F_STAGES) assert (f_ahead == f_count(f_at, f_stage + 1) + busy_q && f_last_at[f_stage] == f_kept);
        else assert (last_q == f_kept && f_held == f_code);
        if (f_stage == F_STAGES - 1) assert (gen_out[0].gen_sum.code == f_known);
    end
    if (busy_q) assert (gen_out[0].gen_sum.held_q == f_shifted[HELD-1:0]);
    if (busy_q) assert (f_since <= F_STAGES + DIGITS_OUT - left_q);
    cover (f_leaves && f_followed && f_ahead == 0 && f_kept);
    if (F_STAGES <= 40) cover (f_leaves && f_inside == F_STAGES / ((DIGITS > INTERVAL) ? DIGITS : INTERVAL) + 1);
    cover (f_out_waits && m_axis_tready);
end
genvar f_n;
generate
    for (f_n = 0; f_n < F_STAGES; f_n = f_n + 1) begin : f_stages
        if (f_n < LEVELS - 1) begin : f_mark
            assign f_at[f_n] = f_marks[f_n*4+2];
            assign f_last_at[f_n] = f_marks[f_n*4+3];
            always @* if (f_run) begin
                assert (f_marks[f_n*4] == f_taken[f_n]);
                if (f_taken[f_n]) assert (f_marks[f_n*4+1] == f_first[f_n]);
            end
        end
        integer f_k;
        always @* if (f_run && f_at[f_n]) begin
            assert (f_since <= f_n + 1);  // INTERVAL apart
            for (f_k = f_n + 1; f_k < F_STAGES && f_k < f_n + INTERVAL; f_k = f_k + 1) assert (!f_at[f_k]);
            if (busy_q) assert (F_STAGES + DIGITS_OUT - 1 - left_q >= f_n + INTERVAL);
        end
    end
    for (f_n = 0; SEARCH != 0 && f_n < STAGES; f_n = f_n + 1) begin : f_waits
        always @* if (f_run && f_followed && f_stage > LEVELS + f_n * STEPS && f_stage <= LEVELS + (f_n + 1) * STEPS && f_stage < F_STAGES)
            assert (gen_out[0].gen_sum.gen_clamp.gen_wait[f_n].code_q == f_code);
    end
endgenerate
