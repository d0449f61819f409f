// bac_cast.v : channels to wider lanes, sign- or zero-extended, or to narrower lanes that provably hold them
//   y[c] = x[c]
// Beat    channel c at [c*IW +: IW] in, at [c*OW +: OW] out
// Timing  LATENCY = 0, II = 1; wires only, the handshake bypasses this module
// Model   hw/stages/cast.c
// Test    tests/sim/cosim
`default_nettype none
module bac_cast #(
    parameter C         = 1,  // channels, >= 1
    parameter IW        = 8,  // bits of a channel in, >= 1
    parameter IS_SIGNED = 0,  // two's complement in, 0..1
    parameter OW        = 8   // bits of a channel out, >= 1
) (
    input  wire [C*IW-1:0] x,
    output wire [C*OW-1:0] y
);
    if (C < 1 || IW < 1 || OW < 1) bac_error_illegal_C_IW_OW u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();

    genvar c;
    generate
        for (c = 0; c < C; c = c + 1) begin : gen_c
            if (OW > IW) begin : gen_extend
                wire top = (IS_SIGNED != 0) ? x[c*IW+IW-1] : 1'b0;
                assign y[c*OW+:OW] = {{(OW - IW) {top}}, x[c*IW+:IW]};
            end else begin : gen_narrow
                assign y[c*OW+:OW] = x[c*IW+:OW];
            end
        end
    endgenerate
endmodule
`default_nettype wire
