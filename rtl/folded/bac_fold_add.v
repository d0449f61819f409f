// bac_fold_add.v : the weighted sum of two narrow streams
//   y[t][c] = mul_a[c]*a[t][c] + mul_b[c]*b[t][c]; a = s_axis, b = s_axis_skip
// Beat    LANES channels of a position, channel e at [e*W_A +: W_A], [e*W_B +: W_B], [e*OW +: OW]
// ROM     ROM_FILE: max(1, C/LANES) words in hexadecimal, one for each beat of a position; element e
//         of the beat at [e*(MB_A + MB_B) +: MB_A + MB_B] = {mul_b[MB_B], mul_a[MB_A]}, two's
//         complement. LANES may also be a multiple of C: the only word then repeats the channels.
// Stage   1 read the multipliers   2 multiply   3 add
// Timing  LATENCY = 3, II = 1
// Stall   a beat enters when both inputs have one (see bac_join); else see bac_ctrl
// Last    of s_axis; both frames have as many beats
// Reset   control only
// Model   hw/stages/fold_add.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_add #(
    parameter C        = 1,   // channels, >= 1
    parameter LANES    = 1,   // elements a beat, divides C or is a multiple of it, >= 1
    parameter W_A      = 8,   // bits of an element of s_axis, >= 1
    parameter SIGNED_A = 0,   // 0..1
    parameter W_B      = 8,   // of s_axis_skip, >= 1
    parameter SIGNED_B = 0,   // 0..1
    parameter MB_A     = 4,   // bits of a multiplier, two's complement, >= 1
    parameter MB_B     = 4,   // >= 1
    parameter OW       = 16,  // bits of a sum, two's complement, >= 1
    parameter ROM_FILE = "bac_fold_add.mem"
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire [LANES*W_A-1:0] s_axis_tdata,
    input  wire                 s_axis_tvalid,
    output wire                 s_axis_tready,
    input  wire                 s_axis_tlast,
    input  wire [LANES*W_B-1:0] s_axis_skip_tdata,
    input  wire                 s_axis_skip_tvalid,
    output wire                 s_axis_skip_tready,
    input  wire                 s_axis_skip_tlast,
    output wire [ LANES*OW-1:0] m_axis_tdata,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready,
    output wire                 m_axis_tlast
);
    if (C < 1 || LANES < 1 || W_A < 1 || W_B < 1) bac_error_illegal_C_LANES_W_A_W_B u_error ();
    if (MB_A < 1 || MB_B < 1 || OW < 1) bac_error_illegal_MB_A_MB_B_OW u_error ();
    if ((SIGNED_A | SIGNED_B) >> 1 != 0) bac_error_illegal_SIGNED_A_SIGNED_B u_error ();

    localparam WORDS = (C > LANES) ? C / LANES : 1;
    localparam XW_A = (SIGNED_A != 0) ? W_A : W_A + 1;
    localparam XW_B = (SIGNED_B != 0) ? W_B : W_B + 1;
    localparam MB = MB_A + MB_B;

    if (C % LANES != 0 && LANES % C != 0) bac_error_LANES_must_divide_C_or_the_reverse u_error ();

    wire ce;
    wire go;
    wire [LANES*MB-1:0] mul1;
    reg [LANES*W_A-1:0] a1_q;
    reg [LANES*W_B-1:0] b1_q;

    assign s_axis_tready      = go && s_axis_skip_tvalid;
    assign s_axis_skip_tready = go && s_axis_tvalid;

    bac_ctrl #(
        .LATENCY(3)
    ) u_ctrl (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tvalid(s_axis_tvalid && s_axis_skip_tvalid),
        .s_axis_tready(go),
        .s_axis_tlast (s_axis_tlast),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast),
        .ce           (ce)
    );

    bac_fold_table #(
        .W    (LANES * MB),
        .WORDS(WORDS),
        .FILE (ROM_FILE)
    ) u_table (
        .clk (clk),
        .rst (rst),
        .ce  (ce),
        .step(s_axis_tvalid && s_axis_skip_tvalid),
        .word(mul1)
    );

    always @(posedge clk)
        if (ce) begin
            a1_q <= s_axis_tdata;
            b1_q <= s_axis_skip_tdata;
        end

    genvar e;
    generate
        for (e = 0; e < LANES; e = e + 1) begin : gen_lane
            wire signed [XW_A-1:0] a;
            wire signed [XW_B-1:0] b;
            wire signed [MB_A-1:0] mul_a = mul1[e*MB+:MB_A];
            wire signed [MB_B-1:0] mul_b = mul1[e*MB+MB_A+:MB_B];
            reg signed [XW_A+MB_A-1:0] product_a_q;
            reg signed [XW_B+MB_B-1:0] product_b_q;
            wire [OW-1:0] wide_a;
            wire [OW-1:0] wide_b;
            reg [OW-1:0] sum_q;
            bac_cast #(
                .C        (1),
                .IW       (W_A),
                .IS_SIGNED(SIGNED_A),
                .OW       (XW_A)
            ) u_a (
                .x(a1_q[e*W_A+:W_A]),
                .y(a)
            );
            bac_cast #(
                .C        (1),
                .IW       (W_B),
                .IS_SIGNED(SIGNED_B),
                .OW       (XW_B)
            ) u_b (
                .x(b1_q[e*W_B+:W_B]),
                .y(b)
            );
            bac_cast #(
                .C        (1),
                .IW       (XW_A + MB_A),
                .IS_SIGNED(1),
                .OW       (OW)
            ) u_wide_a (
                .x(product_a_q),
                .y(wide_a)
            );
            bac_cast #(
                .C        (1),
                .IW       (XW_B + MB_B),
                .IS_SIGNED(1),
                .OW       (OW)
            ) u_wide_b (
                .x(product_b_q),
                .y(wide_b)
            );
            always @(posedge clk)
                if (ce) begin
                    product_a_q <= a * mul_a;
                    product_b_q <= b * mul_b;
                    sum_q       <= wide_a + wide_b;
                end
            assign m_axis_tdata[e*OW+:OW] = sum_q;
        end
    endgenerate
endmodule
`default_nettype wire
