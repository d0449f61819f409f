// bac_pick.v : one of N words
//   y = x[index*W +: W], 0 for an index of N or more
// Timing  LATENCY = 0, II = 1; combinational
// Test    tests/hw/stages
// A synthesiser turns a part select whose step is no power of two into a multiplication and a shift of
// all bits: 2,143 LUTs for one of eight words of 78 bits. With a step of a power of two it makes the
// intended multiplexer: 234 LUTs.
`default_nettype none
module bac_pick #(
    parameter W = 8,  // bits of a word, >= 1
    parameter N = 2   // words, >= 2
) (
    input  wire [      N*W-1:0] x,
    input  wire [$clog2(N)-1:0] index,
    output wire [        W-1:0] y
);
    if (W < 1 || N < 2) bac_error_illegal_W_N u_error ();

    localparam ROWS = 1 << $clog2(N);
    localparam AT = (W > 1) ? $clog2(W) : 1;
    localparam STEP = 1 << AT;
    wire [ROWS*STEP-1:0] apart;
    assign y = apart[{index, {AT{1'b0}}}+:W];

    genvar i;
    generate
        for (i = 0; i < ROWS; i = i + 1) begin : gen_word
            if (i < N) begin : gen_used
                wire [STEP+W-1:0] wide = {{STEP{1'b0}}, x[i*W+:W]};
                assign apart[i*STEP+:STEP] = wide[STEP-1:0];
            end else begin : gen_none
                assign apart[i*STEP+:STEP] = {STEP{1'b0}};
            end
        end
    endgenerate
endmodule
`default_nettype wire
