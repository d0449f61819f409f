// bac_clamp.v : saturate a two's complement number to [LO, HI]
//   y = x < LO ? LO : x > HI ? HI : x
// Timing  LATENCY = 0, II = 1; combinational
// Test    tests/hw/stages/test_stream.cpp, tests/sim/cosim
// For a bound of 0 or 2**n - 1 the bits above it decide; any other bound needs a comparison with a carry
// chain. A ReLU and a quantiser of n bits have the bounds LO = 0 and HI = 2**n - 1.
`default_nettype none
module bac_clamp #(
    parameter IW = 16,  // bits of x, two's complement, >= 1
    parameter OW = 8,   // bits of y, 1..32
    parameter signed [31:0] LO = 0,  // <= HI
    parameter signed [31:0] HI = 255  // >= LO
) (
    input  wire [IW-1:0] x,
    output wire [OW-1:0] y
);
    if (IW < 1 || OW < 1 || OW > 32) bac_error_illegal_IW_OW u_error ();
    if (LO > HI) bac_error_illegal_LO_HI u_error ();

    // All in one width, one bit more than any needs, and compared in offset binary (see bac_search).
    localparam W = ((IW > 32) ? IW : 32) + 1;
    localparam [W-1:0] OFFSET = {1'b1, {(W - 1) {1'b0}}};
    localparam [W-1:0] LO_WIDE = {{(W - 32) {LO[31]}}, LO};
    localparam [W-1:0] HI_WIDE = {{(W - 32) {HI[31]}}, HI};
    localparam [31:0] ABOVE_HI = HI + 1;
    localparam HI_IS_FULL = (HI >= 0 && (ABOVE_HI & HI) == 0);
    localparam HI_BITS = $clog2(ABOVE_HI);
    wire [W-1:0] wide = {{(W - IW) {x[IW-1]}}, x};
    wire under;
    wire over;

    generate
        if (LO == 0) begin : gen_zero
            assign under = x[IW-1];
        end else begin : gen_low
            assign under = ((wide ^ OFFSET) < (LO_WIDE ^ OFFSET));
        end
        if (HI_IS_FULL && IW - 1 > HI_BITS) begin : gen_full
            assign over = !x[IW-1] && (x[IW-2:HI_BITS] != {(IW - 1 - HI_BITS) {1'b0}});
        end else if (HI_IS_FULL) begin : gen_never
            assign over = 1'b0;
        end else begin : gen_high
            assign over = ((wide ^ OFFSET) > (HI_WIDE ^ OFFSET));
        end
    endgenerate

    wire [W-1:0] bounded = under ? LO_WIDE : over ? HI_WIDE : wide;
    assign y = bounded[OW-1:0];
endmodule
`default_nettype wire
