// Proves which of the positions that are read lie in the frame, for every group, tap, word and bank; the row in range
// Fault s/(at >= E\[/(at > E[/
// A read is that of word f_i of tap (f_s*L + f_r)*STRIDE + f_j of group f_g. Lane l reads position
// (f_g*L + l)*STRIDE + tap, left padding included, and bank (l + f_r) mod L has it.
`BAC_FORMAL_CLOCK
localparam B = $clog2(((GROUPS + 1) * L * STRIDE + 2 * K + PAD_LEFT + T) * CW + 1) + 1;
(* anyseq *) wire f_valid;
(* anyseq *) wire [B-1:0] f_s, f_r, f_j, f_i;
wire [B-1:0] f_tap = (f_s * L + f_r) * STRIDE + f_j;
reg [B-1:0] f_g;
wire f_final = f_g == GROUPS - 1;
always @* begin
    if (f_valid) assume (f_s < K && f_r < L && f_j < STRIDE && f_i < CW && f_tap < K);
    if (f_valid) assume (offset == (f_s * STRIDE + f_j) * CW + f_i);
    if (step) assume (ce && f_valid && restart == f_final);
end
reg f_valid1, f_valid2;
reg [B-1:0] f_g1, f_s1, f_r1, f_j1, f_i1, f_r2, f_first2;
wire [B-1:0] f_tap1 = (f_s1 * L + f_r1) * STRIDE + f_j1;
always @(posedge clk) begin
    f_g <= (rst || step && f_final) ? 0 : f_g + step;
    if (rst || ce) {f_valid2, f_valid1} <= rst ? 0 : {f_valid1, f_valid};
    if (ce) begin
        {f_g1, f_s1, f_r1, f_j1, f_i1} <= {f_g, f_s, f_r, f_j, f_i};
        f_r2 <= f_r1;
        f_first2 <= f_g1 * (L * STRIDE) + f_tap1;  // the position of lane 0
    end
end
always @* if (f_run) begin
    assert (f_g < GROUPS);
    if (f_valid1) assert (f_g1 < GROUPS && f_s1 < K && f_r1 < L && f_j1 < STRIDE && f_i1 < CW && f_tap1 < K);
    if (f_valid2) assert (f_r2 < L);
    if (GROUPS <= 16) cover (step && f_final);
    if (GROUPS <= 16 && BEHIND != 0) cover (f_valid2 && in_frame != {L{1'b1}} && f_first2 + L * STRIDE > T + PAD_LEFT);
    cover (f_valid2 && in_frame[L-1]);
end
genvar f_b;
generate
    for (f_b = 0; f_b < L; f_b = f_b + 1) begin : f_bank
        wire [B-1:0] f_y = f_first2 + ((f_b < f_r2) ? f_b + L - f_r2 : f_b - f_r2) * STRIDE;
        always @* begin
            if (f_valid1) assume (further[f_b] == (f_r1 > f_b));  // whose lanes have begun again: a row further
            if (f_run && f_valid2) assert (in_frame[f_b] == (f_y >= PAD_LEFT && f_y < PAD_LEFT + T));
        end
    end
    if (PAD_LEFT > 0 || BEHIND != 0) begin : f_border
        wire [B-1:0] f_at1 = ((f_g1 + f_s1) * STRIDE + f_j1) * CW + f_i1;
        always @* if (f_run) begin
            assert (gen_border.row_q == f_g * SCW);
            if (f_valid1) assert (gen_border.near1_q == f_at1);
        end
        if (L > 1) begin : f_far
            always @* if (f_run) begin
                assert (gen_border.gen_far.next_q == (f_g + 1) * SCW);
                if (f_valid1) assert (gen_border.gen_far.far1_q == f_at1 + SCW);
            end
        end
    end
endgenerate
