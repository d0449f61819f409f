// Proves each word comes out N clocks (with ce) later, unchanged and in order
// Fault s/N\*W-1-:W/W-1-:W/
`BAC_FORMAL_CLOCK
localparam FB = $clog2(N + 2);
(* anyseq *) wire f_pick;
reg f_followed = 1'b0;
reg [W-1:0] f_kept;
reg [FB-1:0] f_age;
always @(posedge clk) begin
    f_followed <= !(rst && CLEARED != 0) && (f_followed ? !(ce && f_age == N) : f_pick && ce);
    f_age      <= f_followed ? f_age + ce : 1;
    if (!f_followed) f_kept <= x;
end
integer f_i;
generate
    if (N == 0) begin : f_wire
        always @* assert (y == x);
    end else begin : f_chain
        always @* if (f_ran && f_followed) begin
            assert (f_age >= 1 && f_age <= N);
            for (f_i = 0; f_i < N; f_i = f_i + 1) if (f_age == f_i + 1) assert (gen_chain.chain_q[f_i*W+:W] == f_kept);
            if (f_age == N) assert (y == f_kept);
            cover (f_age == N && ce && y != x);
        end
        if (CLEARED != 0) begin : f_cleared
            reg f_rst;
            always @(posedge clk) f_rst <= rst;
            always @* if (f_ran && f_rst) assert (y == 0);
        end
    end
endgenerate
