// bac_digits.v : numbers to digits, most significant first, or the reverse
//   JOIN 0   y = the DIGITS digits of each number of x: digit n of number c at [(n*C + c)*D +: D]
//   JOIN 1   the reverse
// Data    number c at [c*B +: B]. Digit 0 is the most significant; DIGITS*D >= B, and the bits above B
//         are zero, so digits are those of unsigned numbers. Signed numbers become unsigned by OFFSET 1,
//         which inverts the sign bit and so adds 2**(B-1).
// Timing  LATENCY = 0, II = 1; wires only
// Model   hw/stages/digits.c
// Test    tests/rtl/serial.sh
`default_nettype none
module bac_digits #(
    parameter C      = 1,  // numbers, >= 1
    parameter B      = 8,  // bits of a number, >= 1
    parameter D      = 2,  // bits of a digit, >= 1
    parameter DIGITS = 4,  // of a number, >= 1
    parameter JOIN   = 0,  // 0..1
    parameter OFFSET = 0   // of JOIN 0 only, 0..1
) (
    input  wire [((JOIN != 0) ? DIGITS*C*D : C*B)-1:0] x,
    output wire [((JOIN != 0) ? C*B : DIGITS*C*D)-1:0] y
);
    if (C < 1 || B < 1 || D < 1 || DIGITS < 1 || DIGITS * D < B) bac_error_illegal_C_B_D_DIGITS u_error ();
    if ((JOIN | OFFSET) >> 1 != 0) bac_error_illegal_JOIN_OFFSET u_error ();

    genvar c;
    genvar n;
    generate
        for (c = 0; c < C; c = c + 1) begin : gen_number
            wire [DIGITS*D-1:0] whole;
            if (JOIN != 0) begin : gen_join
                for (n = 0; n < DIGITS; n = n + 1) begin : gen_digit
                    assign whole[(DIGITS-1-n)*D+:D] = x[(n*C+c)*D+:D];
                end
                assign y[c*B+:B] = whole[B-1:0];
            end else begin : gen_split
                localparam [B-1:0] TOP = {B{1'b1}} ^ ({B{1'b1}} >> 1);
                wire [B-1:0] number = (OFFSET != 0) ? x[c*B+:B] ^ TOP : x[c*B+:B];
                wire [DIGITS*D+B-1:0] wide = {{(DIGITS * D) {1'b0}}, number};
                assign whole = wide[DIGITS*D-1:0];
                for (n = 0; n < DIGITS; n = n + 1) begin : gen_digit
                    assign y[(n*C+c)*D+:D] = whole[(DIGITS-1-n)*D+:D];
                end
            end
        end
    endgenerate
endmodule
`default_nettype wire
