// Proves the code of each x by its own entry: multiplied, added to, shifted left, shifted right downwards or half to even, clamped; no code while ce is low; LATENCY
// Some 3
// Fault s/product_q <= x_wide \* mul/product_q <= x * mul/
// Free bac_delay
// Edit s/) u_extra (/) u_extra (.f_inside(f_extras),/
// Follows one x, whichever, with any entry; the sums fit VW and XW at these sets, as the generator proves of its own.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
localparam F_N = 3 + ((EB > 0) ? 1 : 0) + EVEN;
localparam F_B = XW + 2;
localparam F_EB = (EB > 0) ? EB : 1;
localparam F_MB = (MB > 0) ? MB : 1;
wire [2*F_EB-1:0] f_extras;
(* anyseq *) wire f_pick;
reg f_followed = 1'b0;
reg [2:0] f_age;  // clocks with ce
reg [IW-1:0] f_x;
reg [EB+MB+AB-1:0] f_entry;
wire signed [IW:0] f_wide = {(IS_SIGNED != 0) ? f_x[IW-1] : 1'b0, f_x};
wire signed [F_MB-1:0] f_by = f_entry >> AB;
wire signed [AB-1:0] f_plus = f_entry[AB-1:0];
wire [F_EB-1:0] f_extra = (EB > 0) ? f_entry >> (AB + MB) : 0;
wire signed [F_B-1:0] f_product = (MB > 0) ? f_wide * f_by : f_wide;
wire signed [F_B-1:0] f_sum = f_product + f_plus;
wire signed [F_B-1:0] f_shifted = f_sum <<< f_extra;
wire signed [F_B-1:0] f_down = f_shifted >>> SHIFT;
wire signed [F_B-1:0] f_twice = (f_shifted - (f_down <<< SHIFT)) <<< 1;  // what is cut off, in halves of a code
wire f_up = EVEN != 0 && (f_twice > (1 << SHIFT) || f_twice == (1 << SHIFT) && f_down[0]);
wire signed [F_B-1:0] f_rounded = f_up ? f_down + 1 : f_down;
wire signed [F_B-1:0] f_code = (f_rounded < LO) ? LO : (f_rounded > HI) ? HI : f_rounded;
wire f_begins = f_pick && ce && !f_followed;
always @(posedge clk) begin
    f_followed <= f_ran && (f_begins || f_followed && !(ce && f_age == F_N));
    f_age <= f_begins ? 1 : f_age + ce;
    if (f_begins) {f_x, f_entry} <= {x, entry};
end
always @* if (f_run && f_followed) begin
    assert (f_age >= 1 && f_age <= F_N);
    if (f_age == 1) assert (product_q == f_product && $signed(add_q) == f_plus);
    if (f_age == 2) assert ($signed(sum_q) == f_sum);
    if (f_age == F_N - 1 - EVEN) assert ($signed(shifted) == f_shifted);
    if (EB > 0 && f_age <= 2) assert (f_extras[(f_age-1)*F_EB+:F_EB] == f_extra);
    if (f_age == F_N - 1) assert ($signed(rounded) == f_rounded);
    if (f_age == F_N) assert (y == f_code[OW-1:0]);  // LATENCY
    cover (f_age == F_N && f_rounded > HI);
    cover (f_age == F_N && f_rounded < LO && !ce);
    if (EVEN != 0) cover (f_age == F_N && f_up && f_twice == (1 << SHIFT) && f_code == f_rounded);
end
