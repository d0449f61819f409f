// Proves the address is within the ring; it moves by STEP or JUMP modulo SIZE; offset added modulo SIZE
// Fault s/next_minus.AW. ? next_minus : next_minus_two/next_minus/
`BAC_FORMAL_CLOCK
localparam FB = $clog2(2 * SIZE + 1) + 1;
reg [FB-1:0] f_at;
wire [FB-1:0] f_next = f_at + (jump ? JUMP : STEP);
wire [FB-1:0] f_sum = f_at + offset;
always @(posedge clk) f_at <= rst ? FIRST : !move ? f_at : (f_next >= SIZE) ? f_next - SIZE : f_next;
always @* assume (offset < SIZE);
always @* if (f_run) begin
    assert (f_at < SIZE && at_q == f_at);
    assert (minus_q + SIZE == f_at || minus_q == (f_at - SIZE + (1 << (AW + 1))));
    assert (place < SIZE && place == (f_sum >= SIZE ? f_sum - SIZE : f_sum));
    if (SIZE <= 16 * STEP) cover (move && f_next >= SIZE);
    cover (f_at != FIRST && place != f_at);
end
