// bac_scaled_tree.v : bac_tree with the common power of two put back
//   y = sum over i of s[i] * x[i] * 2**shift[i], s[0] = +1 (modulo 2**OW)
// Timing  LATENCY = DEPTH (clocks with ce), II = 1; the shift is wiring
`default_nettype none
module bac_scaled_tree #(
    parameter N         = 1,
    parameter IW        = 8,
    parameter IS_SIGNED = 0,
    parameter OW        = 16,
    parameter DEPTH     = 1,
    parameter [N*32-1:0] TERMS = 0
) (
    input  wire            clk,
    input  wire            ce,
    input  wire [N*IW-1:0] x,
    output wire [  OW-1:0] y
);
    function integer shift_min;
        input integer count;
        integer i;
        begin
            shift_min = 127;
            for (i = 0; i < count; i = i + 1)
                if ({25'd0, TERMS[i*32+24+:7]} < shift_min) shift_min = {25'd0, TERMS[i*32+24+:7]};
        end
    endfunction

    localparam SHIFT = shift_min(N);

    generate
        if (SHIFT >= OW) begin : gen_vanish
            assign y = {OW{1'b0}};
        end else begin : gen_tree
            wire [OW-SHIFT-1:0] value;
            bac_tree #(
                .N        (N),
                .IW       (IW),
                .IS_SIGNED(IS_SIGNED),
                .OW       (OW - SHIFT),
                .DEPTH    (DEPTH),
                .TERMS    (TERMS)
            ) u_tree (
                .clk(clk),
                .ce (ce),
                .x  (x),
                .y  (value)
            );
            if (SHIFT > 0) begin : gen_shift
                assign y = {value, {SHIFT{1'b0}}};
            end else begin : gen_plain
                assign y = value;
            end
        end
    endgenerate
endmodule
`default_nettype wire
