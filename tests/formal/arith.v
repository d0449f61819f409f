// arith.v : modules of rtl/arith beside what they are specified to be; prove.sh proves `ok` for every input
//   Each prove_NAME has the parameters of bac_NAME that matter, and inputs of their widths. Registers are wires
//   here (prove.sh), so a pipeline is the function that it computes; its clock enable is high.
`default_nettype none

// y = floor(x / 2**SHIFT), or rounded half to even
module prove_round #(
    parameter W = 4,
    parameter SHIFT = 1,
    parameter EVEN = 0
) (
    input  wire clk,
    input  wire signed [W-1:0] x,
    output wire ok
);
    wire [W-SHIFT:0] y;
    bac_round #(
        .W    (W),
        .SHIFT(SHIFT),
        .EVEN (EVEN),
        .STAGE(1)
    ) dut (
        .clk(clk),
        .ce (1'b1),
        .x  (x),
        .y  (y)
    );
    wire signed [31:0] wide = x;
    wire signed [31:0] down = wide >>> SHIFT;
    wire signed [31:0] rest = wide - (down <<< SHIFT);  // 0 .. 2**SHIFT - 1
    wire up = (rest <<< 1) > (1 << SHIFT) || ((rest <<< 1) == (1 << SHIFT) && down[0]);
    wire signed [31:0] even = down + (up ? 1 : 0);
    wire [31:0] expected = (EVEN != 0) ? even : down;
    assign ok = y == expected[W-SHIFT:0];
endmodule

// y = x < LO ? LO : x > HI ? HI : x
module prove_clamp #(
    parameter W = 4,
    parameter OW = 4,
    parameter signed [31:0] LO = 0,
    parameter signed [31:0] HI = 3
) (
    input  wire signed [W-1:0] x,
    output wire ok
);
    wire [OW-1:0] y;
    bac_clamp #(
        .IW(W),
        .OW(OW),
        .LO(LO),
        .HI(HI)
    ) dut (
        .x(x),
        .y(y)
    );
    wire signed [31:0] wide = x;
    wire [31:0] expected = (wide < LO) ? LO : (wide > HI) ? HI : wide;
    assign ok = y == expected[OW-1:0];
endmodule

// y[c] = x[c], extended or cut
module prove_cast #(
    parameter W = 4,
    parameter OW = 4,
    parameter IS_SIGNED = 0
) (
    input  wire [3*W-1:0] x,
    output wire ok
);
    wire [3*OW-1:0] y;
    bac_cast #(
        .C        (3),
        .IW       (W),
        .IS_SIGNED(IS_SIGNED),
        .OW       (OW)
    ) dut (
        .x(x),
        .y(y)
    );
    wire [2:0] same;
    genvar c;
    generate
        for (c = 0; c < 3; c = c + 1) begin : gen_c
            wire signed [W-1:0] number = x[c*W+:W];
            wire signed [31:0] extended = number;
            wire [31:0] plain = x[c*W+:W];
            assign same[c] = y[c*OW+:OW] == ((IS_SIGNED != 0) ? extended[OW-1:0] : plain[OW-1:0]);
        end
    endgenerate
    assign ok = &same;
endmodule

// y = BIAS + x or BIAS - x, modulo 2**W; the low PASS bits are zero in one of them
module prove_bias #(
    parameter W = 4,
    parameter PASS = 0,
    parameter MINUS = 0,
    parameter [31:0] BIAS = 0
) (
    input  wire clk,
    input  wire [W-1:0] x,
    output wire ok
);
    localparam [W-1:0] LOW = (1 << PASS) - 1;
    wire [W-1:0] y;
    bac_bias #(
        .W    (W),
        .PASS (PASS),
        .MINUS(MINUS),
        .BIAS (BIAS[W-1:0])
    ) dut (
        .clk(clk),
        .ce (1'b1),
        .x  (x),
        .y  (y)
    );
    wire [W-1:0] expected = (MINUS != 0) ? BIAS[W-1:0] - x : BIAS[W-1:0] + x;
    wire allowed = (x & LOW) == 0 || (MINUS == 0 && (BIAS[W-1:0] & LOW) == 0);
    assign ok = !allowed || y == expected;
endmodule

// y = the largest word, index = the lowest that has it
module prove_max_tree #(
    parameter N = 3,
    parameter W = 2,
    parameter IS_SIGNED = 0,
    parameter DEPTH = 2
) (
    input  wire clk,
    input  wire [N*W-1:0] x,
    output wire ok
);
    wire [W-1:0] y;
    wire [3:0] index;
    bac_max_tree #(
        .N        (N),
        .W        (W),
        .IS_SIGNED(IS_SIGNED),
        .XW       (4),
        .BASE     (0),
        .DEPTH    (DEPTH)
    ) dut (
        .clk  (clk),
        .ce   (1'b1),
        .x    (x),
        .y    (y),
        .index(index)
    );
    reg signed [31:0] number;
    reg signed [31:0] best;
    reg [3:0] where;
    reg signed [W-1:0] word;
    integer i;
    always @* begin
        best  = 0;
        where = 0;
        for (i = 0; i < N; i = i + 1) begin
            word   = x[i*W+:W];
            number = (IS_SIGNED != 0) ? word : $signed({{(32 - W) {1'b0}}, x[i*W+:W]});
            if (i == 0 || number > best) begin
                best  = number;
                where = i[3:0];
            end
        end
    end
    assign ok = y == best[W-1:0] && index == where;
endmodule

// y = x[index], 0 beyond the last word
module prove_pick #(
    parameter N = 3,
    parameter W = 2
) (
    input  wire [N*W-1:0] x,
    input  wire [$clog2(N)-1:0] at,
    output wire ok
);
    wire [W-1:0] y;
    bac_pick #(
        .W(W),
        .N(N)
    ) dut (
        .x    (x),
        .index(at),
        .y    (y)
    );
    wire [N*W-1:0] down = x >> (at * W);
    assign ok = y == ((at < N) ? down[W-1:0] : {W{1'b0}});
endmodule

// y[i] = x[(i + by) mod N], by below N
module prove_rotate #(
    parameter N = 3,
    parameter W = 2
) (
    input  wire [N*W-1:0] x,
    input  wire [$clog2(N)-1:0] by,
    output wire ok
);
    wire [N*W-1:0] y;
    bac_rotate #(
        .W(W),
        .N(N)
    ) dut (
        .x (x),
        .by(by),
        .y (y)
    );
    wire [N*W-1:0] expected = (x >> (by * W)) | (x << ((N - by) * W));
    assign ok = by >= N || y == expected;
endmodule

// y = number of thresholds at or below x; ascending ones: T[i] = FROM + STEP*i
module prove_search #(
    parameter W = 4,
    parameter IS_SIGNED = 1,
    parameter N = 3,
    parameter BITS = 2,
    parameter signed [31:0] FROM = 0,
    parameter STEP = 1
) (
    input  wire clk,
    input  wire [W-1:0] x,
    output wire ok
);
    function [N*32-1:0] thresholds;
        input integer unused;
        integer i;
        begin
            for (i = 0; i < N; i = i + 1) thresholds[i*32+:32] = FROM + STEP * i;
        end
    endfunction
    localparam [N*32-1:0] T = thresholds(0);
    wire [BITS-1:0] y;
    bac_search #(
        .W         (W),
        .IS_SIGNED (IS_SIGNED),
        .N         (N),
        .BITS      (BITS),
        .THRESHOLDS(T)
    ) dut (
        .clk(clk),
        .ce (1'b1),
        .x  (x),
        .y  (y)
    );
    wire signed [W-1:0] as_signed = x;
    wire signed [31:0] number = (IS_SIGNED != 0) ? as_signed : $signed({{(32 - W) {1'b0}}, x});
    reg [31:0] count;
    reg signed [31:0] threshold;
    integer k;
    always @* begin
        count = 0;
        for (k = 0; k < N; k = k + 1) begin
            threshold = T[k*32+:32];
            if (threshold <= number) count = count + 1;
        end
    end
    assign ok = y == count[BITS-1:0];
endmodule
`default_nettype wire
