// bac_clamp.v : saturate a two's complement number to [LO, HI]
//   y = x < LO ? LO : x > HI ? HI : x
// Timing  combinational
`default_nettype none
module bac_clamp #(
    parameter IW = 16,  // bits of x, two's complement
    parameter OW = 8,   // bits of y
    parameter signed [31:0] LO = 0,
    parameter signed [31:0] HI = 255
) (
    input  wire [IW-1:0] x,
    output wire [OW-1:0] y
);
    // All three in one width, one bit more than any needs, and compared in offset binary (see
    // bac_search).
    localparam W = ((IW > 32) ? IW : 32) + 1;
    localparam [W-1:0] OFFSET = {1'b1, {(W - 1) {1'b0}}};
    localparam [W-1:0] LO_WIDE = {{(W - 32) {LO[31]}}, LO};
    localparam [W-1:0] HI_WIDE = {{(W - 32) {HI[31]}}, HI};
    wire [W-1:0] wide = {{(W - IW) {x[IW-1]}}, x};
    wire under = ((wide ^ OFFSET) < (LO_WIDE ^ OFFSET));
    wire over = ((wide ^ OFFSET) > (HI_WIDE ^ OFFSET));
    wire [W-1:0] bounded = under ? LO_WIDE : over ? HI_WIDE : wide;
    assign y = bounded[OW-1:0];
endmodule
`default_nettype wire
