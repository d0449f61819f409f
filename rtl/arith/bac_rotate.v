// bac_rotate.v : N words rotated by `by` words
//   y word i = x word (i + by) mod N,   by = 0 .. N-1
// Timing  LATENCY = 0, II = 1; combinational: one row of two-word multiplexers for each bit of `by`
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_rotate #(
    parameter W = 8,  // bits of a word, >= 1
    parameter N = 2   // words, >= 2
) (
    input  wire [      N*W-1:0] x,
    input  wire [$clog2(N)-1:0] by,
    output wire [      N*W-1:0] y
);
    if (W < 1 || N < 2) bac_error_illegal_W_N u_error ();

    localparam BITS = $clog2(N);
    assign y = gen_bit[BITS-1].later;

    genvar b;
    generate
        for (b = 0; b < BITS; b = b + 1) begin : gen_bit
            localparam STEP = (1 << b) % N;
            wire [N*W-1:0] sooner;
            wire [N*W-1:0] later;
            wire [2*N*W-1:0] twice = {sooner, sooner};
            assign later = by[b] ? twice[STEP*W+:N*W] : sooner;
            if (b == 0) begin : gen_first
                assign sooner = x;
            end else begin : gen_next
                assign sooner = gen_bit[b-1].later;
            end
        end
    endgenerate
endmodule
`default_nettype wire
