// bac_round.v : divide by a power of two and round
//   EVEN = 0  y = floor(x / 2**SHIFT)
//   EVEN = 1  y = x / 2**SHIFT rounded half to even: adds one half, or one half less one unit if the
//             kept part is even, so that exactly one half rounds up only from an odd number
// Stage   1 if STAGE: add, register; else wires (only with EVEN = 0)
// Timing  LATENCY = STAGE, II = 1; clocks with ce
// Reset   none: data only
// Test    tests/hw/stages/test_stream.cpp, tests/sim/cosim
`default_nettype none
module bac_round #(
    parameter W     = 16,  // bits of x, two's complement, >= SHIFT+1
    parameter SHIFT = 1,   // EVEN..W-1
    parameter EVEN  = 0,   // 0..1
    parameter STAGE = 1    // EVEN..1
) (
    input  wire             clk,
    input  wire             ce,
    input  wire [    W-1:0] x,
    output wire [W-SHIFT:0] y
);
    if (SHIFT >= W || SHIFT < EVEN) bac_error_SHIFT_must_be_below_W_and_not_0_with_EVEN u_error ();
    if ((EVEN | STAGE) >> 1 != 0 || STAGE < EVEN) bac_error_illegal_EVEN_STAGE u_error ();

    wire [W-SHIFT:0] y_d;
    generate
        if (EVEN != 0) begin : gen_even
            wire kept_is_even = !x[SHIFT];
            wire [W:0] half = ({{W{1'b0}}, 1'b1} << (SHIFT - 1)) - {{W{1'b0}}, kept_is_even};
            wire [W:0] sum = {x[W-1], x} + half;
            assign y_d = sum[W:SHIFT];
        end else begin : gen_floor
            assign y_d = {x[W-1], x[W-1:SHIFT]};
        end
        if (STAGE != 0) begin : gen_stage
            reg [W-SHIFT:0] y_q;
            always @(posedge clk) if (ce) y_q <= y_d;
            assign y = y_q;
        end else begin : gen_wire
            assign y = y_d;
        end
    endgenerate
endmodule
`default_nettype wire
