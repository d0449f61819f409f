// bac_tree.v : registered adder tree over shifted leaves (calls itself)
//   y * 2**SHIFT_MIN = sum over i of s[i] * x[i] * 2**shift[i],  s[0] = +1
//   s[i] = -1 where leaf i's sign differs from leaf 0's; SHIFT_MIN = smallest shift[i].
//   The caller undoes both: the value wanted is sign(leaf 0) * (y << SHIFT_MIN).
// Data    leaf i at x[i*IW +: IW]; TERMS word i = {negative[1], shift[7], unused[24]}
// Width   the smallest that holds every reachable value of this node, computed from the leaves
//         at elaboration and never more than OW: sums are exact modulo 2**OW
// Stage   1..DEPTH  one adder a level; a subtree shallower than its level waits behind its sum,
//         where it is one word, not at its leaves
// Timing  LATENCY = DEPTH (clocks with ce), II = 1
// Reset   none: data only
`default_nettype none
module bac_tree #(
    parameter N         = 2,  // leaves, >= 1, <= 2**DEPTH
    parameter IW        = 8,  // bits of a leaf
    parameter IS_SIGNED = 0,  // 1: leaves are two's complement
    parameter OW        = 16, // bits of y
    parameter DEPTH     = 1,  // levels, >= 0
    parameter [N*32-1:0] TERMS = 0
) (
    input  wire            clk,
    input  wire            ce,
    input  wire [N*IW-1:0] x,
    output wire [  OW-1:0] y
);
    function integer shift_min;
        input integer first;
        input integer count;
        integer i;
        begin
            shift_min = 127;
            for (i = first; i < first + count; i = i + 1)
                if ({25'd0, TERMS[i*32+24+:7]} < shift_min) shift_min = {25'd0, TERMS[i*32+24+:7]};
        end
    endfunction

    // {value can be negative, bits of the value}
    function [7:0] shape;
        input integer base;
        integer i;
        integer bits;
        reg signed [63:0] lo;
        reg signed [63:0] hi;
        reg signed [63:0] leaf_lo;
        reg signed [63:0] leaf_hi;
        begin
            lo = 0;
            hi = 0;
            for (i = 0; i < N; i = i + 1) begin
                leaf_hi = (64'sd1 <<< (IS_SIGNED != 0 ? IW - 1 : IW)) - 64'sd1;
                leaf_lo = (IS_SIGNED != 0) ? -(64'sd1 <<< (IW - 1)) : 64'sd0;
                leaf_hi = leaf_hi <<< ({25'd0, TERMS[i*32+24+:7]} - base);
                leaf_lo = leaf_lo <<< ({25'd0, TERMS[i*32+24+:7]} - base);
                if (TERMS[i*32+31] != TERMS[31]) begin
                    lo = lo - leaf_hi;
                    hi = hi - leaf_lo;
                end else begin
                    lo = lo + leaf_lo;
                    hi = hi + leaf_hi;
                end
            end
            bits = 1;
            while (hi >= (64'sd1 <<< bits) || lo < -(64'sd1 <<< bits)) bits = bits + 1;
            if (lo < 0) shape = {1'b1, 7'd0} | (bits[7:0] + 8'd1);
            else shape = bits[7:0];
        end
    endfunction

    localparam SHIFT_MIN = shift_min(0, N);
    localparam [7:0] SHAPE = shape(SHIFT_MIN);
    localparam integer NEEDED = {25'd0, SHAPE[6:0]};
    localparam integer W = (NEEDED < OW) ? NEEDED : OW;

    wire [W-1:0] value;
    genvar b;
    generate
        for (b = 0; b < OW; b = b + 1) begin : gen_extend
            assign y[b] = (b < W) ? value[(b<W)?b:0] : (SHAPE[7] ? value[W-1] : 1'b0);
        end

        if (DEPTH == 0) begin : gen_leaf
            if (W > IW) begin : gen_wide
                assign value = {{(W - IW) {(IS_SIGNED != 0) ? x[IW-1] : 1'b0}}, x[IW-1:0]};
            end else begin : gen_trim
                assign value = x[W-1:0];
            end
        end else if (N <= (1 << (DEPTH - 1))) begin : gen_wait
            wire [W-1:0] early;
            reg  [W-1:0] value_q;
            bac_tree #(
                .N        (N),
                .IW       (IW),
                .IS_SIGNED(IS_SIGNED),
                .OW       (W),
                .DEPTH    (DEPTH - 1),
                .TERMS    (TERMS)
            ) u_early (
                .clk(clk),
                .ce (ce),
                .x  (x),
                .y  (early)
            );
            always @(posedge clk) if (ce) value_q <= early;
            assign value = value_q;
        end else begin : gen_add
            localparam NB = N / 2;
            localparam NA = N - NB;
            localparam SHIFT_A = shift_min(0, NA) - SHIFT_MIN;
            localparam SHIFT_B = shift_min(NA, NB) - SHIFT_MIN;
            wire [W-1:0] a;
            wire [W-1:0] b_value;
            reg  [W-1:0] value_q;
            bac_tree #(
                .N        (NA),
                .IW       (IW),
                .IS_SIGNED(IS_SIGNED),
                .OW       (W),
                .DEPTH    (DEPTH - 1),
                .TERMS    (TERMS[NA*32-1:0])
            ) u_a (
                .clk(clk),
                .ce (ce),
                .x  (x[NA*IW-1:0]),
                .y  (a)
            );
            bac_tree #(
                .N        (NB),
                .IW       (IW),
                .IS_SIGNED(IS_SIGNED),
                .OW       (W),
                .DEPTH    (DEPTH - 1),
                .TERMS    (TERMS[N*32-1:NA*32])
            ) u_b (
                .clk(clk),
                .ce (ce),
                .x  (x[N*IW-1:NA*IW]),
                .y  (b_value)
            );
            if (TERMS[31] != TERMS[NA*32+31]) begin : gen_subtract
                always @(posedge clk)
                    if (ce) value_q <= (a << SHIFT_A) - (b_value << SHIFT_B);
            end else begin : gen_plus
                always @(posedge clk)
                    if (ce) value_q <= (a << SHIFT_A) + (b_value << SHIFT_B);
            end
            assign value = value_q;
        end
    endgenerate
endmodule
`default_nettype wire
