// bac_fold_pointer.v : a cyclic address in a ring of SIZE words
//   at(n+1) = (at(n) + (jump ? JUMP : STEP)) mod SIZE, in clocks with move
//   place   = (at + offset) mod SIZE, combinational
// Method  `minus` always holds at - SIZE, so every sum is computed in parallel with and without SIZE
//         subtracted, and a sign selects one of the two: one adder deep, for any SIZE
// Timing  LATENCY = 1, II = 1
// Reset   rst sets at to FIRST
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_fold_pointer #(
    parameter SIZE  = 2,       // words, >= 1
    parameter FIRST = 0,       // 0..SIZE-1
    parameter STEP  = 1,       // 0..SIZE
    parameter JUMP  = 1,       // 0..SIZE
    parameter OFFSET_BITS = 1  // >= 1
) (
    input  wire                                         clk,
    input  wire                                         rst,
    input  wire                                         move,
    input  wire                                         jump,
    input  wire [                      OFFSET_BITS-1:0] offset,  // 0..SIZE-1
    output wire [((SIZE > 1) ? $clog2(SIZE) : 1) - 1:0] place
);
    if (SIZE < 1 || FIRST < 0 || FIRST >= SIZE || OFFSET_BITS < 1) bac_error_illegal_SIZE_FIRST_OFFSET_BITS u_error ();
    if (STEP < 0 || STEP > SIZE || JUMP < 0 || JUMP > SIZE) bac_error_illegal_STEP_SIZE_JUMP u_error ();

    localparam AW = (SIZE > 1) ? $clog2(SIZE) : 1;
    localparam integer FIRST_MINUS = FIRST - SIZE;
    localparam integer STEP_MINUS = STEP - SIZE;
    localparam integer JUMP_MINUS = JUMP - SIZE;

    reg [AW-1:0] at_q;
    reg [AW:0] minus_q;  // two's complement, -SIZE..-1

    wire [AW:0] by = jump ? JUMP[AW:0] : STEP[AW:0];
    wire [AW:0] by_minus = jump ? JUMP_MINUS[AW:0] : STEP_MINUS[AW:0];
    wire [AW-1:0] next = at_q + by[AW-1:0];
    wire [AW:0] next_minus = minus_q + by;
    wire [AW:0] next_minus_two = minus_q + by_minus;
    wire [AW:0] offset_wide = {{(AW + 1 - OFFSET_BITS) {1'b0}}, offset};
    wire [AW-1:0] sum = at_q + offset_wide[AW-1:0];
    wire [AW:0] sum_minus = minus_q + offset_wide;
    assign place = sum_minus[AW] ? sum : sum_minus[AW-1:0];

    always @(posedge clk)
        if (rst) begin
            at_q    <= FIRST[AW-1:0];
            minus_q <= FIRST_MINUS[AW:0];
        end else if (move) begin
            at_q    <= next_minus[AW] ? next : next_minus[AW-1:0];
            minus_q <= next_minus[AW] ? next_minus : next_minus_two;
        end
endmodule
`default_nettype wire
