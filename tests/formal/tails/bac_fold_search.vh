// Proves the count of a row's thresholds that are at or below x, for every row of ascending thresholds; addresses in range; LATENCY
// Fault s/known_q << 1) | {{(BITS - 1) {1'b0}}, hit}/known_q << 1) | {{(BITS - 1) {1'b0}}, !hit}/
// Free bac_fold_rom
// Edit s/) u_rom (/) u_rom (.f_read(f_reads[s*(RW+BITS)+:AW]),/
// Follows one x, whichever, through rows of any thresholds: those of its row ascend, and where it has fewer, the last are none.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
localparam F_MOST = (1 << BITS) - 1;
wire [BITS*(RW+BITS)-1:0] f_reads;  // each memory's address, one clock ago
(* anyconst *) wire [RW-1:0] f_row;
(* anyconst *) wire [F_MOST*(W+1)-1:0] f_thresholds;  // of f_row: {none, threshold}
(* anyseq *) wire f_pick;
reg f_followed = 1'b0;
reg [W-1:0] f_x;
reg [$clog2(BITS+3)-1:0] f_age;  // clocks, with ce
integer f_i;
reg [BITS-1:0] f_count;
always @* begin
    assume (f_row < WORDS && row < WORDS);
    f_count = 0;
    for (f_i = 0; f_i < F_MOST; f_i = f_i + 1) begin
        if (!f_thresholds[f_i*(W+1)+W] && (f_x ^ OFFSET) >= (f_thresholds[f_i*(W+1)+:W] ^ OFFSET)) f_count = f_count + 1;
        if (f_i > 0) begin
            if (f_thresholds[(f_i-1)*(W+1)+W]) assume (f_thresholds[f_i*(W+1)+W]);
            assume ((f_thresholds[(f_i-1)*(W+1)+:W] ^ OFFSET) <= (f_thresholds[f_i*(W+1)+:W] ^ OFFSET));
        end
    end
end
wire f_begins = f_pick && ce && !f_followed && row == f_row;
always @(posedge clk) begin
    f_followed <= f_ran && (f_begins || f_followed && !(ce && f_age == BITS + 1));
    f_age <= f_begins ? 1 : f_age + ce;
    if (f_begins) f_x <= x;
end
always @* if (f_run && f_followed) begin
    assert (f_age >= 1 && f_age <= BITS + 1);
    if (f_age == BITS + 1) assert (n == f_count);  // LATENCY
    cover (f_age == BITS + 1 && n == F_MOST);
    cover (f_age == BITS + 1 && n == 1);
end
genvar f_s;
generate
    for (f_s = 0; f_s < BITS; f_s = f_s + 1) begin : f_stage
        localparam F_AW = (WORDS << f_s) > 1 ? $clog2(WORDS << f_s) : 1;
        wire [RW+BITS-1:0] f_read = f_reads[f_s*(RW+BITS)+:F_AW];
        wire [RW+BITS-1:0] f_place = f_read - (f_row << f_s);  // in f_row, if it is below 2**f_s
        integer f_j;
        always @* begin
            for (f_j = 0; f_j < 1 << f_s; f_j = f_j + 1)
                if (f_place == f_j) assume (gen_stage[f_s].word ==
                    f_thresholds[((f_j<<(BITS-f_s))+(1<<(BITS-1-f_s))-1)*(W+1)+:W+1]);
            if (f_run && f_followed && f_age == f_s + 1) begin
                assert (gen_stage[f_s].x_q == f_x && gen_stage[f_s].row_q == f_row);
                assert (f_read == (f_row << f_s) + gen_stage[f_s].known_q);  // of its row, by the bits that are known
                assert (gen_stage[f_s].known_q == f_count >> (BITS - f_s));
            end
        end
    end
endgenerate
