// Proves each code is that of its own x and entry: the linear form's or, where its row searches, the count of its row's thresholds added or taken away; LATENCY
// Fault s/.N(BITS + 1)/.N(BITS)/
// Free bac_delay bac_fold_linear bac_fold_search
// Edit s/) u_linear (/) u_linear (.f_inside(f_linears),/; s/) u_linear_late (/) u_linear_late (.f_inside(f_lates),/
// Edit s/) u_search (/) u_search (.f_inside(f_searched),/; s/) u_plus (/) u_plus (.f_inside(f_pluses),/
// Edit s/) u_searched_late (/) u_searched_late (.f_inside(f_founds),/; s/) u_searches (/) u_searches (.f_inside(f_searches),/
// Follows one x with its entry, whichever: what bac_fold_linear and bac_fold_search make of it, their proofs say.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
localparam F_EW = EB + MB + AB;
localparam F_RW = (ROWS > 1) ? $clog2(ROWS) : 1;
localparam F_LATE = (LATENCY > LINEAR) ? LATENCY - LINEAR : 1, F_FOUND = (LATENCY > SEARCH) ? LATENCY - SEARCH : 1;
wire [LINEAR*(F_EW+XB)-1:0] f_linears;
wire [F_LATE*YW-1:0] f_lates;
wire [(BITS+1)*(F_RW+XB)-1:0] f_searched;
wire [(BITS+1)*(YW+1)-1:0] f_pluses;
wire [F_FOUND*YW-1:0] f_founds;
wire [LATENCY-1:0] f_searches;
(* anyseq *) wire f_pick;
reg f_followed = 1'b0;
reg [3:0] f_age;  // clocks
reg [XB-1:0] f_x;
reg [EW-1:0] f_entry;
reg [YW-1:0] f_linear, f_found;
wire f_begins = f_pick && !f_followed;
always @(posedge clk) begin
    f_followed <= f_ran && (f_begins || f_followed && f_age != LATENCY);
    f_age <= f_begins ? 1 : f_age + 1;
    if (f_begins) {f_entry, f_x} <= {entry, x};
    if (f_age == LINEAR) f_linear <= linear;
end
always @* if (f_run && f_followed) begin
    assert (f_age >= 1 && f_age <= LATENCY);
    if (f_age <= LINEAR) assert (f_linears[(f_age-1)*(F_EW+XB)+:F_EW+XB] == {f_entry[F_EW-1:0], f_x});
    else assert (f_lates[(f_age-LINEAR-1)*YW+:YW] == f_linear);
    if (BITS == 0 && f_age == LATENCY) assert (y == (f_age == LINEAR ? linear : f_linear));  // LATENCY
    cover (f_age == LATENCY && y != 0);
end
generate
    if (BITS > 0) begin : f_search
        wire f_by = f_entry[F_EW+YW+SR+1], f_minus = f_entry[F_EW+YW+SR];
        wire [YW-1:0] f_plus = f_entry[F_EW+:YW];
        wire [YW+BITS-1:0] f_count = gen_search.n;
        always @(posedge clk) if (f_age == BITS + 1) f_found <= f_minus ? f_plus - f_count : f_plus + f_count;
        always @* if (f_run && f_followed) begin
            assert (f_searches[f_age-1] == f_by);
            if (f_age <= BITS + 1) begin
                assert (f_searched[(f_age-1)*(F_RW+XB)+:F_RW+XB] == {f_entry[F_EW+YW+:SR], f_x});
                assert (f_pluses[(f_age-1)*(YW+1)+:YW+1] == {f_minus, f_plus});
            end
            if (f_age == SEARCH) assert (gen_search.searched_q == f_found);
            if (f_age > SEARCH) assert (f_founds[(f_age-SEARCH-1)*YW+:YW] == f_found);
            if (f_age == LATENCY) assert (y == (f_by ? f_found : (LATENCY == LINEAR) ? linear : f_linear));  // LATENCY
            cover (f_age == LATENCY && f_by && f_minus && f_found == 1);
        end
    end
endgenerate
