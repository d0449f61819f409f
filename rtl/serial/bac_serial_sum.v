// bac_serial_sum.v : one sparse dot product of numbers that arrive digit by digit, most significant first
//   y = INIT*2**(D*DIGITS) + sum over digits n of 2**(D*(DIGITS-1-n)) * s(n)
//   s(n) = sum over i of WEIGHTS[i] * x[i] in the beat of digit n      (distributed arithmetic)
//   Each bit j of a digit is an input of its own, with 2**j times the weight.
// Data    x[i]: one bit. first, valid: those of the beat whose s is complete, LEVELS clocks behind x
// Stage   1..LEVELS  GROUP inputs per level: the first level is a table, every other level adds a table
//         to the sum before it; a sum of fewer levels waits behind its last. A full table has a register of its
//         own, so no path has a table and an adder; one with fewer inputs is a part of its adder's LUTs
//         LEVELS+1   y = (first ? INIT : y)*2**D + s
// Timing  LATENCY = LEVELS + 1, II = 1 digit; clocks with ce. y is complete with the last digit and
//         stays until the next position's first digit
// Reset   rst clears registers that only delay, so that no shift registers of LUTs are made of them; the
//         results do not need it
// Source  S. A. White, Applications of Distributed Arithmetic to Digital Signal Processing, IEEE ASSP
//         Magazine 6(3), 1989; the tables' signs: see below
// Test    tests/rtl/serial_sum.sh
// The sum is computed as a difference of the inverted running sum and a negated table: a synthesiser
// puts the first operand of a difference on the carry chain's own input, so only the other costs a LUT.
`default_nettype none
module bac_serial_sum #(
    parameter N      = 1,   // inputs, >= 1
    parameter D      = 1,   // bits of a digit, >= 1
    parameter LEVELS = 1,   // >= (N+GROUP-1)/GROUP
    parameter GROUP  = 6,   // inputs of a table, 1..8
    parameter PW     = 8,   // bits of s, two's complement, less 2**D, >= 1
    parameter W      = 12,  // bits of y, two's complement; y wraps on its way, >= 1
    parameter [N*32-1:0]     WEIGHTS = 0,  // two's complement
    parameter [LEVELS*8-1:0] WIDTHS  = {LEVELS{8'd8}},  // bits of the sum behind each level, less 2**D
    parameter [63:0]         INIT    = 0
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire [N-1:0] x,
    input  wire         valid,
    input  wire         first,
    output wire [W-1:0] y
);
    if (N < 1 || D < 1 || PW < 1 || W < 1) bac_error_illegal_N_D_PW_W u_error ();
    if (GROUP < 1 || GROUP > 8 || LEVELS * GROUP < N) bac_error_illegal_GROUP_LEVELS_N u_error ();
`ifdef BAC_IEEE_1364
    if (N > 2048 || LEVELS > 8192) bac_error_a_parameter_has_more_than_65536_bits u_error ();
`endif

    localparam LEVELS_USED = (N + GROUP - 1) / GROUP;
    localparam TABLE_SIZE = 1 << GROUP;
    localparam integer OFFSET = -(1 << D);  // comes back as the carry of the last adder

    // All sums of the n weights from `from` on; negated where they are to be subtracted.
    function [TABLE_SIZE*PW-1:0] table_of;
        input integer from;
        input integer n;
        input integer negate;
        input integer offset;
        integer v;
        integer k;
        reg signed [31:0] s;
        begin
            table_of = {(TABLE_SIZE * PW) {1'b0}};
            for (v = 0; v < TABLE_SIZE; v = v + 1) begin
                s = offset;
                for (k = 0; k < n; k = k + 1)
                    if (v[k])
                        s = (negate != 0) ? s - $signed(WEIGHTS[(from+k)*32+:32])
                                          : s + $signed(WEIGHTS[(from+k)*32+:32]);
                table_of[v*PW+:PW] = s[PW-1:0];
            end
        end
    endfunction

    wire [LEVELS_USED*PW-1:0] sums;
    genvar g;
    generate
        for (g = 0; g < LEVELS_USED; g = g + 1) begin : gen_level
            localparam M = (N - g * GROUP < GROUP) ? N - g * GROUP : GROUP;
            localparam [TABLE_SIZE*PW-1:0] TABLE =
                table_of(g * GROUP, M, g, (g == 0) ? OFFSET : 0);
            localparam integer GW = {24'd0, WIDTHS[g*8+:8]};
            localparam BEFORE = (g > 0 && M == GROUP) ? 1 : 0;  // clocks from the table to the sum
            wire [M-1:0] late;
            bac_delay #(
                .W      (M),
                .N      (g - BEFORE),
                .CLEARED(1)
            ) u_inputs (
                .clk(clk),
                .rst(rst),
                .ce (ce),
                .x  (x[g*GROUP+:M]),
                .y  (late)
            );
            wire [GROUP+M-1:0] known = {{GROUP{1'b0}}, late};
            wire [PW-1:0] found;
            wire [PW-1:0] t;
            bac_serial_table #(
                .N    (GROUP),
                .W    (PW),
                .TABLE(TABLE)
            ) u_table (
                .x(known[GROUP-1:0]),
                .y(found)
            );
            bac_delay #(
                .W(PW),
                .N(BEFORE)
            ) u_found (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (found),
                .y  (t)
            );
            reg [GW-1:0] sum_q;
            if (g == 0) begin : gen_first
                always @(posedge clk) if (ce) sum_q <= t[GW-1:0];
            end else begin : gen_next
                wire [PW-1:0] s = sums[(g-1)*PW+:PW] - t;
                always @(posedge clk) if (ce) sum_q <= s[GW-1:0];
            end
            if (PW > GW) begin : gen_extend
                assign sums[g*PW+:PW] = {{(PW - GW) {sum_q[GW-1]}}, sum_q};
            end else begin : gen_exact
                assign sums[g*PW+:PW] = sum_q;
            end
        end
    endgenerate

    wire [PW-1:0] s;
    bac_delay #(
        .W      (PW),
        .N      (LEVELS - LEVELS_USED),
        .CLEARED(1)
    ) u_sum (
        .clk(clk),
        .rst(rst),
        .ce (ce),
        .x  (sums[(LEVELS_USED-1)*PW+:PW]),
        .y  (s)
    );

    reg [W-1:0] y_q;
    wire [W+PW-1:0] wide = {{W{s[PW-1]}}, s};
    assign y = y_q;
    generate
        if (W > D) begin : gen_sum
            wire [W-D-1:0] so_far = first ? INIT[W-D-1:0] : y_q[W-D-1:0];
            wire [W-D-1:0] high = wide[W-1:D] - ~so_far;
            always @(posedge clk) if (ce && valid) y_q <= {high, wide[D-1:0]};
        end else begin : gen_narrow  // nothing of the digits before stays inside
            always @(posedge clk) if (ce && valid) y_q <= wide[W-1:0];
        end
    endgenerate
endmodule
`default_nettype wire
