// Proves y is the number of thresholds at or below x, for each x that arrives, however close behind the one before it may; LATENCY, II
// Fault s/x_q >= threshold/x_q > threshold/
// bac_serial_conv: x arrives STEPS clocks behind the one before, or later, and start[i] follows i*STEPS clocks later.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
localparam F_B = $clog2(BITS + STEPS + 2);
reg [F_B-1:0] f_since;             // clocks since an x arrived, STEPS at most
reg [STAGES*STEPS-1:0] f_starts;   // the latest at 0
(* anyseq *) wire f_pick;
reg f_followed;
reg [F_B-1:0] f_age;               // clocks since the followed x arrived
reg [W-1:0] f_x;
reg [BITS:0] f_count;
integer f_c, f_k, f_at;
// Threshold c, whose lowest bit that is 1 is bit k, is the word whose number is a 1 and the bits of c above that one.
always @* begin
    f_count = 0;
    for (f_c = 1; f_c < 1 << BITS; f_c = f_c + 1) begin
        f_at = 0;
        for (f_k = BITS - 1; f_k >= 0; f_k = f_k - 1)
            if ((f_c >> f_k) & 1) f_at = (f_c >> (f_k + 1)) | (1 << (BITS - 1 - f_k));
        f_count = f_count + (TREE[f_at*32+:32] <= f_x);
    end
end
genvar f_i;
generate
    for (f_i = 1; f_i < STAGES; f_i = f_i + 1) begin : f_stage
        always @* assume (start[f_i] == f_starts[f_i*STEPS-1]);
    end
endgenerate
always @* if (!f_ran || f_since != STEPS) assume (!start[0]);
always @(posedge clk) begin
    if (rst) begin
        f_since <= STEPS;
        {f_starts, f_followed} <= 0;
    end else if (ce) begin
        f_since    <= start[0] ? 1 : f_since + (f_since != STEPS);
        f_starts   <= {f_starts, start[0]};
        f_followed <= f_followed ? f_age != BITS : f_pick && start[0];
        f_age      <= f_followed ? f_age + 1 : 1;
        if (!f_followed) f_x <= x;
    end
end
always @* if (f_run && f_followed) begin
    assert (f_age >= 1 && f_age <= BITS);
    if (f_age == BITS) assert (y == f_count);
    cover (f_age == BITS && ce && y == (1 << BITS) - 2 && start[0]);
end
