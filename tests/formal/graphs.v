// graphs.v : the modules of sums and requantisers beside what they are specified to be, as arith.v has the others
`default_nettype none

// y = a, a + b*2**SHIFT, a - b*2**SHIFT, b*2**SHIFT - a, modulo 2**W
module prove_adder #(
    parameter FORM = 1,
    parameter SHIFT = 0,
    parameter W = 8,
    parameter AW = 8,
    parameter A_SIGNED = 0,
    parameter BW = 8,
    parameter B_SIGNED = 0
) (
    input  wire clk,
    input  wire [AW-1:0] a,
    input  wire [BW-1:0] b,
    output wire ok
);
    wire [W-1:0] y;
    bac_adder #(
        .FORM    (FORM),
        .SHIFT   (SHIFT),
        .W       (W),
        .AW      (AW),
        .A_SIGNED(A_SIGNED),
        .BW      (BW),
        .B_SIGNED(B_SIGNED)
    ) dut (
        .clk(clk),
        .ce (1'b1),
        .a  (a),
        .b  (b),
        .y  (y)
    );
    wire signed [AW-1:0] a_signed = a;
    wire signed [BW-1:0] b_signed = b;
    wire signed [31:0] left = (A_SIGNED != 0) ? a_signed : $signed({{(32 - AW) {1'b0}}, a});
    wire signed [31:0] right = (B_SIGNED != 0) ? b_signed : $signed({{(32 - BW) {1'b0}}, b});
    wire signed [31:0] moved = right * (1 << SHIFT);
    wire [31:0] expected = (FORM == 0) ? left : (FORM == 1) ? left + moved : (FORM == 2) ? left - moved : moved - left;
    assign ok = y == expected[W-1:0];
endmodule

// y[o] = BIAS[o] + sum over i of COEFFICIENT[o*3+i] * x[i]; graphs.awk draws the graph, and multiplies its words out
module prove_mcm #(
    parameter IW = 3,
    parameter IS_SIGNED = 1,
    parameter LEVELS = 1,
    parameter N_OUT = 1,
    parameter N_WORDS = 1,
    parameter [N_WORDS*64-1:0] WORDS = 0,
    parameter [(LEVELS+2)*32-1:0] FIRST = 0,
    parameter [N_OUT*48-1:0] OUTPUTS = 0,
    parameter [N_OUT*64-1:0] BIAS = 0,
    parameter [N_OUT*8-1:0] OUT_BITS = 0,
    parameter [N_OUT*96-1:0] COEFFICIENTS = 0
) (
    input  wire clk,
    input  wire [3*IW-1:0] x,
    output wire ok
);
    wire [N_OUT*24-1:0] y;
    bac_mcm #(
        .N_IN    (3),
        .IW      (IW),
        .N_OUT   (N_OUT),
        .OW      (24),
        .LEVELS  (LEVELS),
        .N_WORDS (N_WORDS),
        .WORDS   (WORDS),
        .FIRST   (FIRST),
        .OUTPUTS (OUTPUTS),
        .BIAS    (BIAS),
        .OUT_BITS(OUT_BITS)
    ) dut (
        .clk(clk),
        .ce (1'b1),
        .x  (x),
        .y  (y)
    );
    wire [N_OUT-1:0] same;
    genvar o;
    genvar i;
    generate
        for (o = 0; o < N_OUT; o = o + 1) begin : gen_out
            wire [127:0] sum;
            assign sum[31:0] = BIAS[o*64+:32];
            for (i = 0; i < 3; i = i + 1) begin : gen_in
                wire signed [IW-1:0] as_signed = x[i*IW+:IW];
                wire signed [31:0] number = (IS_SIGNED != 0) ? as_signed : $signed({{(32 - IW) {1'b0}}, x[i*IW+:IW]});
                wire signed [31:0] product = number * $signed(COEFFICIENTS[o*96+i*32+:32]);
                assign sum[(i+1)*32+:32] = sum[i*32+:32] + product;
            end
            assign same[o] = y[o*24+:24] == sum[119:96];
        end
    endgenerate
    assign ok = &same;
endmodule

// The forms of a requantiser, as bac_requant_apply of model/fixed.h has them. M = 1, 1 + 2**P, 2**P - 1, -(1 + 2**P) by
// KIND; thresholds FROM + STEP*i, ascending.
module prove_requant #(
    parameter W = 4,
    parameter IS_SIGNED = 1,
    parameter FORM = 1,
    parameter SHIFT = 0,
    parameter signed [31:0] ADD = 0,
    parameter signed [31:0] LO = 0,
    parameter signed [31:0] HI = 15,
    parameter KIND = 0,
    parameter P = 1,
    parameter N = 1,
    parameter signed [31:0] FROM = 0,
    parameter STEP = 1,
    parameter DECREASING = 0
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
    localparam EVEN = (FORM == 2) ? 1 : 0;
    localparam SEARCHED = $clog2(N + 1);
    localparam LEVELS = (FORM == 4) ? SEARCHED + 1 : (KIND != 0) ? 2 : 1;
    localparam [63:0] SIGN = (IS_SIGNED != 0) ? 64'd128 : 64'd0;
    localparam [63:0] INPUT = SIGN | W;
    // M * x, two's complement in 20 bits: a + b*2**P, or b*2**P - a, of the input and itself
    localparam [63:0] PRODUCT = {(KIND == 2) ? 2'd3 : 2'd1, 6'd0, 24'd0, 24'd0, 8'd148} | ({58'd0, P[5:0]} << 56);
    localparam [(LEVELS+2)*32-1:0] FIRST = (KIND != 0) ? {32'd2, 32'd2, 32'd1, 32'd0} : {{(LEVELS + 1) {32'd1}}, 32'd0};
    localparam [7:0] OUTPUT_KIND = (FORM == 4) ? 8'd0 : (KIND == 3) ? 8'd3 : 8'd2;
    wire [7:0] y;
    wire unused_ready;
    wire unused_valid;
    wire unused_last;
    bac_requant #(
        .C           (1),
        .IW          (W),
        .IS_SIGNED   (IS_SIGNED),
        .OW          (8),
        .LO          (LO),
        .HI          (HI),
        .EVEN        (EVEN),
        .LATENCY     (LEVELS + 1 + EVEN),
        .VW          (20),
        .N_WORDS     (2),
        .N_THRESHOLDS(N),
        .FORM        (FORM),
        .SHIFT       (SHIFT),
        .ADD         ({{32{ADD[31]}}, ADD}),
        .X_BITS      (W),
        .V_BITS      (20),
        .WORDS       ({PRODUCT, INPUT}),
        .FIRST       (FIRST),
        .OUTPUTS     ({OUTPUT_KIND, 40'd0}),
        .DECREASING  (DECREASING),
        .THRESHOLDS  (T),
        .THR_FIRST   ({N, 32'd0})
    ) dut (
        .clk          (clk),
        .rst          (1'b0),
        .s_axis_tdata (x),
        .s_axis_tvalid(1'b1),
        .s_axis_tready(unused_ready),
        .s_axis_tlast (1'b0),
        .m_axis_tdata (y),
        .m_axis_tvalid(unused_valid),
        .m_axis_tready(1'b1),
        .m_axis_tlast (unused_last)
    );
    wire signed [W-1:0] as_signed = x;
    wire signed [31:0] number = (IS_SIGNED != 0) ? as_signed : $signed({{(32 - W) {1'b0}}, x});
    localparam signed [31:0] M = (KIND == 0) ? 1 : (KIND == 1) ? 1 + (1 << P) : (KIND == 2) ? (1 << P) - 1 : -1 - (1 << P);
    wire signed [31:0] v = number * M + ADD;
    wire signed [31:0] down = v >>> SHIFT;
    wire signed [31:0] rest = v - (down <<< SHIFT);
    wire up = FORM == 2 && ((rest <<< 1) > (1 << SHIFT) || ((rest <<< 1) == (1 << SHIFT) && SHIFT > 0 && down[0]));
    wire signed [31:0] rounded = down + $signed({31'd0, up});
    wire signed [31:0] linear = (rounded < LO) ? LO : (rounded > HI) ? HI : rounded;
    reg signed [31:0] count;
    reg signed [31:0] threshold;
    integer k;
    always @* begin
        count = 0;
        for (k = 0; k < N; k = k + 1) begin
            threshold = T[k*32+:32];
            if (threshold <= number) count = count + 1;
        end
    end
    wire signed [31:0] searched = (DECREASING != 0) ? ADD - count : ADD + count;
    wire [31:0] expected = (FORM == 0) ? ADD : (FORM == 4) ? searched : linear;
    assign ok = y == expected[7:0];
endmodule
`default_nettype wire
