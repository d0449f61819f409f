// Proves what is read is what was last written at its address, part by part; a write changes no other word and no other part; a word stays while ce is low; LATENCY
// Fault s/if (write\[p\]) memory/if (write[0]) memory/
// Its owners write within DEPTH, and use no word that is read in the clock in which it is written.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
localparam F_A = (DEPTH > 1) ? $clog2(DEPTH) : 1;
localparam F_P = W / PARTS;
localparam F_I = $clog2(PARTS + 1);
(* anyconst *) wire [F_A-1:0] f_slot;  // the word that is followed,
(* anyconst *) wire [F_I-1:0] f_part;  // and its part
reg f_written, f_holds, f_changed;     // it was written; `word` has it; something else was written behind it
reg [F_P-1:0] f_kept, f_read;
wire f_writes = write[f_part] && write_address == f_slot;
always @* begin
    assume (f_slot < DEPTH && f_part < PARTS);
    if (write != 0) assume (write_address < DEPTH);
end
always @(posedge clk) begin
    f_written <= !rst && (f_written || f_writes);
    f_changed <= !rst && !f_writes && (f_changed || f_written && write != 0);
    if (f_writes) f_kept <= write_word[f_part*F_P+:F_P];
    if (rst) f_holds <= 1'b0;
    else if (ce) f_holds <= read_address == f_slot && f_written && !f_writes;
    if (ce) f_read <= f_kept;
end
wire [W-1:0] f_word = memory[f_slot];
always @* if (f_run) begin
    if (f_written) assert (f_word[f_part*F_P+:F_P] == f_kept);
    if (f_holds) assert (word[f_part*F_P+:F_P] == f_read);
    cover (f_holds && f_changed && !ce && word[f_part*F_P+:F_P] != 0);
end
