// Proves what is read is what was last written at its address; a write changes no other word, a read none; LATENCY
// Fault s/if (write) memory/if (write || address == 1) memory/
// bac_shared: it writes within DEPTH (bac_shared.vh). It also reads elsewhere, in clocks in which it uses no word.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
(* anyconst *) wire [AB-1:0] f_slot;  // the address that is followed
wire f_here = address[AB-1:0] == f_slot;
reg f_written, f_reads, f_changed;    // it was written; it is read; another one was written behind it
reg [W-1:0] f_kept;
always @* begin
    assume (f_slot < DEPTH);
    if (write) assume (address < DEPTH);
end
always @(posedge clk) begin
    f_written <= !rst && (f_written || write && f_here);
    f_changed <= write && f_written && !f_here || f_changed && !(write && f_here);
    f_reads   <= !write && f_here && f_written;
    if (write && f_here) f_kept <= write_word;
end
always @* if (f_run) begin
    if (f_reads && f_written) assert (word == f_kept);
    cover (f_reads && f_written && f_changed && word != 0);
end
generate
    if (HUGE != 0) begin : f_huge
        always @* if (f_run && f_written) assert (gen_huge.memory[f_slot] == f_kept);
    end else begin : f_block
        always @* if (f_run && f_written) assert (gen_block.memory[f_slot] == f_kept);
    end
endgenerate
