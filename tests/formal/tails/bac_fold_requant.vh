// Proves order; no loss; no duplicate; tlast; each code is that of its own x and of its beat's row of the table and of the thresholds; the rows in range; stability; LATENCY; progress unless the last beat is refused
// Some 3
// Fault s/else if (ce \&\& s_axis_tvalid) row_q/else if (ce) row_q/
// Free bac_ctrl bac_delay bac_fold_table bac_fold_rom bac_fold_search bac_fold_linear
// Edit s/) u_ctrl (/) u_ctrl (.f_valid(f_valid), .f_last(f_last),/; s/) u_table (/) u_table (.f_next(f_next), .f_read(f_read),/
// Edit s/) u_rom (/) u_rom (.f_read(f_read),/; s/) u_row (/) u_row (.f_inside(f_rows),/
// Edit s/) u_search (/) u_search (.f_inside(f_searched[e*(BITS+1)*(F_RW+IW)+:(BITS+1)*(F_RW+IW)]),/
// Edit s/) u_linear (/) u_linear (.f_inside(f_computed[e*F_CLOCKS*(F_EW+IW)+:F_CLOCKS*(F_EW+IW)]),/
// Follows one beat, whichever, through any table: what bac_fold_search and bac_fold_linear make of it, their proofs say.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
localparam F_RW = (WORDS > 1) ? $clog2(WORDS) : 1;
localparam F_EW = EB + MB + AB;
localparam F_ENTRY = (THRESHOLD != 0) ? 1 + OW : F_EW;
localparam F_CLOCKS = 3 + ((EB > 0) ? 1 : 0) + EVEN;  // of bac_fold_linear
localparam FB = $clog2(LATENCY + 2);
wire [LATENCY-1:0] f_valid, f_last;
wire [F_RW-1:0] f_next, f_read;
wire [BITS*F_RW-1:0] f_rows;
wire [LANES*(BITS+1)*(F_RW+IW)-1:0] f_searched;
wire [LANES*F_CLOCKS*(F_EW+IW)-1:0] f_computed;
(* anyconst *) wire [F_RW-1:0] f_row;             // of the followed beat,
(* anyconst *) wire [LANES*F_ENTRY-1:0] f_entry;  // what the table has there
(* anyseq *) wire f_pick;
reg [F_RW-1:0] f_n;  // beats since reset, modulo WORDS
reg f_followed, f_kept_last;
reg [FB-1:0] f_age;  // clocks in which the pipeline moved
reg [LANES*IW-1:0] f_x;
wire f_takes = s_axis_tvalid && s_axis_tready;
wire f_moves = !m_axis_tvalid || m_axis_tready;
wire f_begins = f_takes && f_pick && !f_followed && f_n == f_row;
wire f_leaves = f_followed && f_moves && f_age == LATENCY;
always @* assume (f_row < WORDS);
always @(posedge clk) begin
    f_n <= rst ? 0 : !f_takes ? f_n : (f_n == WORDS - 1) ? 0 : f_n + 1;
    f_followed <= !rst && (f_begins || f_followed && !f_leaves);
    f_age <= f_begins ? 1 : f_age + f_moves;
    if (f_begins) {f_kept_last, f_x} <= {s_axis_tlast, s_axis_tdata};
end
always @* if (f_run) begin
    assert (s_axis_tready == f_moves && f_n < WORDS);  // progress; the rows in range
    if (f_followed) begin
        assert (f_age >= 1 && f_age <= LATENCY && f_valid[f_age-1] && f_last[f_age-1] == f_kept_last);
        if (f_age == LATENCY) assert (m_axis_tvalid && m_axis_tlast == f_kept_last);  // LATENCY
    end
    cover (f_leaves && f_kept_last && f_out_waits);
    cover (f_leaves && f_row == WORDS - 1 && f_valid[0]);
end
genvar f_e;
generate
    if (THRESHOLD != 0) begin : f_threshold
        always @* begin
            if (f_read == f_row) assume (gen_threshold.entries == f_entry);
            if (f_run) begin
                assert (gen_threshold.row_q == f_n);
                if (f_followed && f_age <= BITS) assert (f_rows[(f_age-1)*F_RW+:F_RW] == f_row);
                if (f_followed && f_age == BITS + 1) assert (f_read == f_row);
            end
        end
        for (f_e = 0; f_e < LANES; f_e = f_e + 1) begin : f_lane
            localparam F_AT = f_e * (BITS + 1) * (F_RW + IW);
            reg [BITS-1:0] f_count;
            wire [OW+BITS-1:0] f_wide = f_count;
            wire [OW-1:0] f_plus = f_entry[f_e*F_ENTRY+:OW];
            wire [OW-1:0] f_code = f_entry[f_e*F_ENTRY+OW] ? f_plus - f_wide[OW-1:0] : f_plus + f_wide[OW-1:0];
            always @(posedge clk) if (f_age == BITS + 1) f_count <= gen_threshold.gen_lane[f_e].n;
            always @* if (f_run && f_followed) begin
                if (f_age <= BITS + 1)
                    assert (f_searched[F_AT+(f_age-1)*(F_RW+IW)+:F_RW+IW] == {f_row, f_x[f_e*IW+:IW]});
                if (f_age == LATENCY) assert (m_axis_tdata[f_e*OW+:OW] == f_code);
                if (f_e == 0) cover (f_leaves && f_entry[f_e*F_ENTRY+OW] && f_code == 1 && f_count != 0);
            end
        end
    end else begin : f_linear
        always @* begin
            if (f_read == f_row) assume (gen_linear.entries == f_entry);
            if (f_run) begin
                assert (f_next == f_n);
                if (f_followed && f_age == 1) assert (f_read == f_row && gen_linear.x_q == f_x);
            end
        end
        for (f_e = 0; f_e < LANES; f_e = f_e + 1) begin : f_lane
            localparam F_AT = f_e * F_CLOCKS * (F_EW + IW);
            always @* if (f_run && f_followed && f_age > 1)
                assert (f_computed[F_AT+(f_age-2)*(F_EW+IW)+:F_EW+IW] == {f_entry[f_e*F_EW+:F_EW], f_x[f_e*IW+:IW]});
        end
    end
endgenerate
