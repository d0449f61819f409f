// bac_fold_linear.v : a multiply, an add, a shift: the linear forms of a requantiser, one element
//   y = clamp(((x*mul + add) << extra) >> SHIFT), the last shift rounding down, or half to even
//   with EVEN
// Entry   {extra[EB], mul[MB], add[AB]}, mul and add in two's complement
// Stage   1 multiply   2 add   3 if EB: shift left   4 if EVEN: round (bac_round)   5 clamp
// Timing  LATENCY = 3 + (EB > 0) + EVEN, II = 1; clocks with ce
// Reset   none: data only; the owner's control marks valid results
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_linear #(
    parameter IW        = 16,  // bits of x, >= 1
    parameter IS_SIGNED = 1,   // 0..1
    parameter OW        = 8,   // 1..32
    parameter signed [31:0] LO = 0,  // <= HI
    parameter signed [31:0] HI = 255,  // >= LO
    parameter EB        = 0,   // bits of extra, 0..6
    parameter MB        = 8,   // bits of mul, 0: mul is 1, >= 0
    parameter AB        = 16,  // bits of add, >= 1
    parameter VW        = 24,  // bits of x*mul + add, two's complement, >= 1
    parameter XW        = 24,  // bits of that << extra, > SHIFT, >= VW
    parameter SHIFT     = 8,   // EVEN..XW-1
    parameter EVEN      = 0    // 0..1
) (
    input  wire                clk,
    input  wire                ce,
    input  wire [      IW-1:0] x,
    input  wire [EB+MB+AB-1:0] entry,
    output wire [      OW-1:0] y
);
    if (IW < 1 || MB < 0 || AB < 1 || VW < 1 || EB < 0 || EB > 6) bac_error_illegal_IW_MB_AB_VW_EB u_error ();
    if (XW < VW || SHIFT < EVEN || SHIFT >= XW) bac_error_illegal_XW_VW_SHIFT_EVEN u_error ();
    if ((IS_SIGNED | EVEN) >> 1 != 0) bac_error_illegal_IS_SIGNED_EVEN u_error ();

    localparam SW = (IS_SIGNED != 0) ? IW : IW + 1;
    localparam PW = SW + MB;
    wire signed [SW-1:0] x_wide;
    localparam MW = (MB > 0) ? MB : 2;
    wire signed [MW-1:0] mul;
    reg signed [PW-1:0] product_q;
    reg [AB-1:0] add_q;
    wire [VW-1:0] product;
    wire [VW-1:0] add;
    reg [VW-1:0] sum_q;
    wire [XW-1:0] sum;
    wire [XW-1:0] shifted;
    wire [XW-SHIFT:0] rounded;
    wire [OW-1:0] bounded;
    reg [OW-1:0] y_q;
    assign y = y_q;

    bac_cast #(
        .C        (1),
        .IW       (IW),
        .IS_SIGNED(IS_SIGNED),
        .OW       (SW)
    ) u_x (
        .x(x),
        .y(x_wide)
    );
    bac_cast #(
        .C        (1),
        .IW       (PW),
        .IS_SIGNED(1),
        .OW       (VW)
    ) u_product (
        .x(product_q),
        .y(product)
    );
    bac_cast #(
        .C        (1),
        .IW       (AB),
        .IS_SIGNED(1),
        .OW       (VW)
    ) u_add (
        .x(add_q),
        .y(add)
    );
    bac_cast #(
        .C        (1),
        .IW       (VW),
        .IS_SIGNED(1),
        .OW       (XW)
    ) u_sum (
        .x(sum_q),
        .y(sum)
    );
    generate
        if (MB > 0) begin : gen_mul
            assign mul = entry[AB+:MW];
        end else begin : gen_one
            assign mul = 2'sd1;
        end
        if (EB > 0) begin : gen_extra
            wire [EB-1:0] extra2;
            reg [XW-1:0] shifted_q;
            bac_delay #(
                .W(EB),
                .N(2)
            ) u_extra (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (entry[AB+MB+:EB]),
                .y  (extra2)
            );
            always @(posedge clk) if (ce) shifted_q <= sum << extra2;
            assign shifted = shifted_q;
        end else begin : gen_plain
            assign shifted = sum;
        end
    endgenerate
    bac_round #(
        .W    (XW),
        .SHIFT(SHIFT),
        .EVEN (EVEN),
        .STAGE(EVEN)
    ) u_round (
        .clk(clk),
        .ce (ce),
        .x  (shifted),
        .y  (rounded)
    );
    bac_clamp #(
        .IW(XW - SHIFT + 1),
        .OW(OW),
        .LO(LO),
        .HI(HI)
    ) u_clamp (
        .x(rounded),
        .y(bounded)
    );
    always @(posedge clk)
        if (ce) begin
            product_q <= x_wide * mul;
            add_q     <= entry[AB-1:0];
            sum_q     <= product + add;
            y_q       <= bounded;
        end
endmodule
`default_nettype wire
