// Proves the sum of each position: INIT and all of its digits, each by its place, each the weighted sum of the beat that came LEVELS clocks before; no beat that is not valid; unchanged while ce is low; LATENCY
// Some 3
// Fault s/first ? INIT\[W-D-1:0\]/first ? y_q[W-D-1:0]/
// Free bac_delay
// Edit s/) u_inputs (/) u_inputs (.f_inside(f_inputs[g*LEVELS*GROUP+:((g>BEFORE)?g-BEFORE:1)*M]),/
// Edit s/) u_found (/) u_found (.f_inside(f_found[g*PW+:PW]),/; s/) u_sum (/) u_sum (.f_inside(f_sums),/
// Sums wrap at W bits; the table's words and their sums fit PW and WIDTHS at these sets.
`BAC_FORMAL_CLOCK
localparam F_LATE = (LEVELS > LEVELS_USED) ? LEVELS - LEVELS_USED : 1;
wire [LEVELS_USED*LEVELS*GROUP-1:0] f_inputs;
wire [LEVELS_USED*PW-1:0] f_found;
wire [F_LATE*PW-1:0] f_sums;
reg [LEVELS*N-1:0] f_x;  // beats, the newest first: at [k*N +: N] that of k + 1 clocks ago
reg [7:0] f_age;         // clocks with ce since reset, LEVELS at most
reg f_known;             // a position's first digit has come since reset
reg [W-1:0] f_y;
function signed [31:0] f_dot;  // of inputs from..to-1 of a beat
    input [N-1:0] beat;
    input integer from;
    input integer to;
    integer i;
    begin
        f_dot = 0;
        for (i = 0; i < N; i = i + 1) if (i >= from && i < to && beat[i]) f_dot = f_dot + $signed(WEIGHTS[i*32+:32]);
    end
endfunction
wire signed [31:0] f_s = f_dot(f_x[(LEVELS-1)*N+:N], 0, N);
wire [W-1:0] f_before = first ? INIT[W-1:0] : f_y;
always @* if (valid) assume (f_age == LEVELS && (first || f_known));  // those of the beat whose s is complete
always @(posedge clk) begin
    if (rst) f_age <= 0;
    else if (ce && f_age != LEVELS) f_age <= f_age + 1;
    if (ce) f_x <= {f_x, x};
    f_known <= !rst && (f_known || ce && valid);
    if (ce && valid) f_y <= (f_before << D) + f_s;
end
always @* if (f_run) begin
    if (f_known) assert (y == f_y);
    cover (f_known && valid && !first && ce && y != 0);
    cover (f_known && valid && !ce);
end
genvar f_g;
generate
    for (f_g = 0; f_g < LEVELS_USED; f_g = f_g + 1) begin : f_level
        localparam F_M = (N - f_g * GROUP < GROUP) ? N - f_g * GROUP : GROUP;
        localparam F_BEFORE = (f_g > 0 && F_M == GROUP) ? 1 : 0;
        wire signed [31:0] f_sum = f_dot(f_x[f_g*N+:N], 0, (f_g + 1) * GROUP) - (1 << D);
        wire signed [31:0] f_table = -f_dot(f_x[((f_g > 0) ? f_g - 1 : 0)*N+:N], f_g * GROUP, f_g * GROUP + F_M);
        integer f_k;
        always @* if (f_run) begin
            if (f_age > f_g) assert ($signed(sums[f_g*PW+:PW]) == f_sum);
            if (F_BEFORE != 0 && f_age >= f_g) assert ($signed(f_found[f_g*PW+:PW]) == f_table);
            for (f_k = 0; f_k < f_g - F_BEFORE; f_k = f_k + 1)
                if (f_age > f_k) assert (f_inputs[f_g*LEVELS*GROUP+f_k*F_M+:F_M] == f_x[f_k*N+f_g*GROUP+:F_M]);
        end
    end
    for (f_g = LEVELS_USED; f_g < LEVELS; f_g = f_g + 1) begin : f_waits
        wire signed [31:0] f_sum = f_dot(f_x[f_g*N+:N], 0, N) - (1 << D);
        always @* if (f_run && f_age > f_g) assert ($signed(f_sums[(f_g-LEVELS_USED)*PW+:PW]) == f_sum);
    end
endgenerate
