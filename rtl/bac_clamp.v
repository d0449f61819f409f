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
    // One bit more than both, so that LO, HI and x compare as signed numbers without loss.
    localparam W = ((IW > 32) ? IW : 32) + 1;
    wire signed [W-1:0] wide = {{(W - IW) {x[IW-1]}}, x};
    wire under = (wide < $signed({{(W - 32) {LO[31]}}, LO}));
    wire over = (wide > $signed({{(W - 32) {HI[31]}}, HI}));
    wire [W-1:0] bounded = under ? {{(W - 32) {LO[31]}}, LO} : over ? {{(W - 32) {HI[31]}}, HI} : wide;
    assign y = bounded[OW-1:0];
endmodule
`default_nettype wire
