// Proves each digit of each number in its place, the most significant first, of signed numbers with 2**(B-1) added; and the number of its digits
// Fault s/(DIGITS-1-n)\*D/n*D/
// Edit s/^) ($/) (input wire clk,/
// Wires only: the clock is the proof's.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
(* anyseq *) wire [7:0] f_c, f_n;  // whichever number, digit
wire [DIGITS*D-1:0] f_number = (JOIN != 0) ? y[f_c*B+:B] : x[f_c*B+:B] + ((OFFSET != 0) ? 1 << (B - 1) : 0);
wire [B-1:0] f_low = f_number;
wire [DIGITS*D-1:0] f_whole = f_low;
wire [D-1:0] f_digit = (JOIN != 0) ? x[(f_n*C+f_c)*D+:D] : y[(f_n*C+f_c)*D+:D];
wire [DIGITS*D-1:0] f_above = f_whole >> (D * (DIGITS - 1 - f_n));  // and those in front of it
localparam integer F_TOP = B - D * (DIGITS - 1);  // bits of digit 0 that a number has
wire [D-1:0] f_mask = (JOIN != 0 && f_n == 0 && F_TOP < D) ? (1 << F_TOP) - 1 : {D{1'b1}};
always @* assume (f_c < C && f_n < DIGITS);
always @* if (f_run) begin
    assert ((f_digit & f_mask) == f_above[D-1:0]);
    cover (f_c == C - 1 && f_n == DIGITS - 1 && f_digit != 0 && f_above != f_digit);
end
