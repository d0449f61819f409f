// bac_fold_conv.v : one engine for a whole sparse convolution, or a whole max pool
//   MODE 0   acc[p][o] = bias[o] + sum of w*x[p*STRIDE + k - PAD_LEFT][i] over the non-zero weights
//            w of channel o, each with its tap k and input channel i; x = 0 outside the frame
//   MODE 1   max[p][o] = largest of the same x, the lowest code outside the frame
//   p = 0 .. T_OUT-1, T_OUT = (T + PAD_LEFT + PAD_RIGHT - K)/STRIDE + 1
//   Dense, grouped, depthwise and pointwise convolutions differ in their ROM only.
// Beat    in: LANES_IN channels of a position, channel e at [e*W +: W], C_IN/LANES_IN beats a position
//         out: LANES_OUT channels of a position, channel e at [e*OW +: OW]
// Order   the L lanes compute L output positions (a group) in parallel, all with the same weight:
//         for each group, for each output channel o, for each of its words: one clock
// ROM     ROM_FILE: N_WORDS words of WORD_BITS in hexadecimal, one a line, in the order of work:
//         channel 0's non-zero weights (any order), channel 1's, ... A channel without a weight has
//         one word, of weight 0. Let CW = C_IN/LANES_IN. From the high end:
//             last      1 bit   the channel's last word
//             rotation  RB      floor(k/STRIDE) mod L            RB = clog2(L), 0 bits for L = 1
//             offset    OB      (floor(floor(k/STRIDE)/L)*STRIDE + k mod STRIDE)*CW + floor(i/LANES_IN)
//                               OB = max(1, clog2((floor(floor((K-1)/STRIDE)/L) + 1)*STRIDE*CW))
//             select    EB      i mod LANES_IN                   EB = clog2(LANES_IN), 0 bits for 1
//             weight    WB      two's complement; absent in MODE 1
//         (L = 1, LANES_IN = 1: offset = k*C_IN + i.)  WORD_BITS = 1 + RB + OB + EB + WB.
//         A max pool has the K words of each channel.
//         BIAS_FILE: C_OUT words of OW bits, two's complement; read only with HAS_BIAS
// Stage   1 word (bac_fold_sequence)   2 address   3 read (bac_fold_ring)   4 mask, select, rotate
//         5 multiply by halves   6 add   7 accumulate (bac_fold_lane)
//         then L = 1: bac_resize, 1 to LANES_OUT; L > 1: bac_fold_reorder
// Timing  LATENCY = 7 from a word's issue to its accumulator, II = 1 word; with B = clocks a group:
//             B = L = 1 ? N_WORDS : max(N_WORDS, L*C_OUT/LANES_OUT)
//         a frame takes max(GROUPS*B, T*CW) clocks, GROUPS = T_OUT/L, if ROWS is large enough (see
//         bac_fold_ring) and the input never pauses. No bubble between channels, groups, frames.
//         From the last beat that a group waits for to the frame's last beat out, lanes idle:
//             L = 1: E + N_WORDS + 8    L > 1: E + N_WORDS + 9 + L*C_OUT/LANES_OUT
//         E = B for each group but the last that waits for the same beat.
// Stall   all seven stages stand still while a finished channel waits for its place behind them; the
//         ring still fills
// Reset   control only
// Model   hw/stages/fold_conv.c
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_fold_conv #(
    parameter MODE      = 0,   // 0 convolution, 1 max pool, 0..1
    parameter C_IN      = 1,   // >= 1
    parameter C_OUT     = 1,   // >= 1
    parameter T         = 4,   // positions of a frame, >= 1
    parameter K         = 1,   // taps, >= 1
    parameter STRIDE    = 1,   // positions, >= 1
    parameter PAD_LEFT  = 0,   // positions, 0..K-1
    parameter PAD_RIGHT = 0,   // positions, 0..K-1
    parameter L         = 1,   // position lanes, divides T_OUT, >= 1
    parameter LANES_IN  = 1,   // elements a beat, divides C_IN, >= 1
    parameter LANES_OUT = 1,   // elements a beat, divides C_OUT, >= 1
    parameter W         = 8,   // bits of an input element, >= 1
    parameter IS_SIGNED = 0,   // 1: it is two's complement, 0..1
    parameter WB        = 8,   // bits of a weight, two's complement, >= 1
    parameter OW        = 16,  // bits of an accumulator, two's complement; MODE 1: W, >= 1
    parameter ROWS      = 2,   // depth of the ring in rows of L*STRIDE positions, >= 1
    parameter N_WORDS   = 1,   // words of the ROM, >= C_OUT
    parameter HAS_BIAS  = 1,   // 0..1
    parameter ROM_FILE  = "bac_fold_conv.mem",
    parameter BIAS_FILE = "bac_fold_conv_bias.mem"
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire [  LANES_IN*W-1:0] s_axis_tdata,
    input  wire                    s_axis_tvalid,
    output wire                    s_axis_tready,
    input  wire                    s_axis_tlast,
    output wire [LANES_OUT*OW-1:0] m_axis_tdata,
    output wire                    m_axis_tvalid,
    input  wire                    m_axis_tready,
    output wire                    m_axis_tlast
);
    if (C_IN < 1 || C_OUT < 1 || T < 1 || K < 1 || STRIDE < 1) bac_error_illegal_C_IN_C_OUT_T_K_STRIDE u_error ();
    if (PAD_LEFT < 0 || PAD_RIGHT < 0) bac_error_illegal_PAD_LEFT_PAD_RIGHT u_error ();
    if (L < 1 || LANES_IN < 1 || LANES_OUT < 1 || ROWS < 1) bac_error_illegal_L_LANES_IN_LANES_OUT_ROWS u_error ();
    if (W < 1 || WB < 1 || OW < 1) bac_error_illegal_W_WB_OW u_error ();
    if ((MODE | IS_SIGNED | HAS_BIAS) >> 1 != 0) bac_error_illegal_MODE_IS_SIGNED_HAS_BIAS u_error ();

    localparam T_OUT = (T + PAD_LEFT + PAD_RIGHT - K) / STRIDE + 1;
    localparam GROUPS = T_OUT / L;
    localparam CW = C_IN / LANES_IN;
    localparam RB = (L > 1) ? $clog2(L) : 0;
    localparam OFFSETS = ((K - 1) / STRIDE / L + 1) * STRIDE * CW;
    localparam OB = (OFFSETS > 1) ? $clog2(OFFSETS) : 1;
    localparam EB = (LANES_IN > 1) ? $clog2(LANES_IN) : 0;
    localparam FB = (MODE != 0) ? 0 : WB;  // bits of the weight's field
    localparam WORD_BITS = 1 + RB + OB + EB + FB;
    localparam RW = (RB > 0) ? RB : 1;
    localparam EW = (EB > 0) ? EB : 1;

    if (PAD_LEFT >= K || PAD_RIGHT >= K) bac_error_padding_must_be_smaller_than_K u_error ();
    if (T + PAD_LEFT + PAD_RIGHT < K) bac_error_K_must_fit_the_frame u_error ();
    if (GROUPS * L != T_OUT) bac_error_L_must_divide_T_OUT u_error ();
    if (C_IN % LANES_IN != 0 || C_OUT % LANES_OUT != 0) bac_error_LANES_must_divide_the_channels u_error ();
    if (N_WORDS < C_OUT) bac_error_N_WORDS_must_be_one_or_more_a_channel u_error ();
    if (MODE != 0 && OW != W) bac_error_OW_must_be_W_in_MODE_1 u_error ();

    wire wrote;
    wire ce;
    wire valid1, group_last1, frame_last1;
    wire [WORD_BITS-1:0] word1;

    bac_fold_sequence #(
        .WORD_BITS(WORD_BITS),
        .N_WORDS  (N_WORDS),
        .GROUPS   (GROUPS),
        .T        (T),
        .FIRST    ((L - 1) * STRIDE + K - PAD_LEFT),
        .STEP     (L * STRIDE),
        .AHEAD    (ROWS * L * STRIDE),
        .ROM_FILE (ROM_FILE)
    ) u_sequence (
        .clk       (clk),
        .rst       (rst),
        .ce        (ce),
        .wrote     (wrote),
        .valid     (valid1),
        .group_last(group_last1),
        .frame_last(frame_last1),
        .word      (word1)
    );

    // Stages 2 and 3: the ring reads; the rest of the word waits beside it.
    wire last1 = word1[WORD_BITS-1];
    wire [OB-1:0] offset1 = word1[FB+EB+:OB];
    wire [RW-1:0] rotation1;
    wire [L*LANES_IN*W-1:0] words3;
    wire [L-1:0] in_frame3;
    generate
        if (RB > 0) begin : gen_rotation
            assign rotation1 = word1[FB+EB+OB+:RB];
        end else begin : gen_no_rotation
            assign rotation1 = 1'b0;
        end
    endgenerate

    bac_fold_ring #(
        .C            (C_IN),
        .W            (W),
        .LANES        (LANES_IN),
        .T            (T),
        .K            (K),
        .STRIDE       (STRIDE),
        .PAD_LEFT     (PAD_LEFT),
        .L            (L),
        .GROUPS       (GROUPS),
        .ROWS         (ROWS),
        .OFFSET_BITS  (OB),
        .ROTATION_BITS(RW)
    ) u_ring (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tdata (s_axis_tdata),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .s_axis_tlast (s_axis_tlast),
        .wrote        (wrote),
        .ce           (ce),
        .valid        (valid1),
        .group_last   (group_last1),
        .frame_last   (frame_last1),
        .offset       (offset1),
        .rotation     (rotation1),
        .words        (words3),
        .in_frame     (in_frame3)
    );

    // Marks of stages 2 to 7: a word, its channel's last, its frame's last.
    reg [7:2] valid_q;
    reg [7:2] last_q;
    reg [7:2] frame_q;
    reg first_q;  // the word in stage 6 is its channel's first
    wire done = valid_q[7] && last_q[7];
    wire done_ready;
    assign ce = !done || done_ready;

    always @(posedge clk) begin
        if (rst) begin
            valid_q <= 6'd0;
            first_q <= 1'b1;
        end else if (ce) begin
            valid_q <= {valid_q[6:2], valid1};
            if (valid_q[6]) first_q <= last_q[6];
        end
        if (ce) begin
            last_q  <= {last_q[6:2], last1};
            frame_q <= {frame_q[6:2], frame_last1};
        end
    end

    // Stage 4: the element of the word, or what stands for it outside the frame; lane l's is in
    // bank (l + rotation) mod L.
    localparam [W-1:0] LOWEST = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};
    localparam [W-1:0] FILL = (MODE != 0) ? LOWEST : {W{1'b0}};
    wire [L*W-1:0] elements3;
    wire [L*W-1:0] rotated3;
    reg [L*W-1:0] x4_q;
    genvar l;
    generate
        if (EB > 0) begin : gen_select
            wire [EW-1:0] select3;
            bac_delay #(
                .W(EW),
                .N(2)
            ) u_select (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (word1[FB+:EW]),
                .y  (select3)
            );
            for (l = 0; l < L; l = l + 1) begin : gen_bank
                wire [W-1:0] element;
                bac_pick #(
                    .W(W),
                    .N(LANES_IN)
                ) u_element (
                    .x    (words3[l*LANES_IN*W+:LANES_IN*W]),
                    .index(select3),
                    .y    (element)
                );
                assign elements3[l*W+:W] = in_frame3[l] ? element : FILL;
            end
        end else begin : gen_only
            for (l = 0; l < L; l = l + 1) begin : gen_bank
                assign elements3[l*W+:W] = in_frame3[l] ? words3[l*W+:W] : FILL;
            end
        end
        if (L > 1) begin : gen_rotate
            wire [RW-1:0] rotation3;
            bac_delay #(
                .W(RW),
                .N(2)
            ) u_rotation (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (rotation1),
                .y  (rotation3)
            );
            bac_rotate #(
                .W(W),
                .N(L)
            ) u_rotate (
                .x (elements3),
                .by(rotation3),
                .y (rotated3)
            );
        end else begin : gen_straight
            assign rotated3 = elements3;
        end
    endgenerate
    always @(posedge clk) if (ce) x4_q <= rotated3;

    // Stages 5 to 7
    wire [WB-1:0] w4;
    wire [OW-1:0] bias6;
    wire [L*OW-1:0] acc7;
    generate
        if (MODE == 0) begin : gen_weight
            bac_delay #(
                .W(WB),
                .N(3)
            ) u_weight (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (word1[WB-1:0]),
                .y  (w4)
            );
        end else begin : gen_no_weight
            assign w4 = {WB{1'b0}};
        end
        if (MODE == 0 && HAS_BIAS != 0) begin : gen_bias
            localparam NW = (C_OUT > 1) ? $clog2(C_OUT) : 1;
            localparam integer FINAL = C_OUT - 1;
            reg [NW-1:0] channel_q;  // of the word in stage 5
            always @(posedge clk)
                if (rst) channel_q <= {NW{1'b0}};
                else if (ce && valid_q[5] && last_q[5])
                    channel_q <= (channel_q == FINAL[NW-1:0]) ? {NW{1'b0}} : channel_q + 1'b1;
            bac_fold_rom #(
                .W    (OW),
                .DEPTH(C_OUT),
                .FILE (BIAS_FILE)
            ) u_bias (
                .clk    (clk),
                .ce     (ce),
                .address(channel_q),
                .word   (bias6)
            );
        end else begin : gen_no_bias
            assign bias6 = {OW{1'b0}};
        end
        for (l = 0; l < L; l = l + 1) begin : gen_lane
            bac_fold_lane #(
                .MODE     (MODE),
                .W        (W),
                .IS_SIGNED(IS_SIGNED),
                .WB       (WB),
                .OW       (OW)
            ) u_lane (
                .clk  (clk),
                .ce   (ce),
                .x    (x4_q[l*W+:W]),
                .w    (w4),
                .valid(valid_q[6]),
                .first(first_q),
                .bias (bias6),
                .acc  (acc7[l*OW+:OW])
            );
        end
    endgenerate

    // Behind the lanes: frame_q marks a word of the frame's last channel only where it is the last.
    generate
        if (L > 1) begin : gen_reorder
            bac_fold_reorder #(
                .C    (C_OUT),
                .L    (L),
                .W    (OW),
                .LANES(LANES_OUT)
            ) u_reorder (
                .clk          (clk),
                .rst          (rst),
                .s_axis_tdata (acc7),
                .s_axis_tvalid(done),
                .s_axis_tready(done_ready),
                .s_axis_tlast (frame_q[7]),
                .m_axis_tdata (m_axis_tdata),
                .m_axis_tvalid(m_axis_tvalid),
                .m_axis_tready(m_axis_tready),
                .m_axis_tlast (m_axis_tlast)
            );
        end else begin : gen_resize
            bac_resize #(
                .W        (OW),
                .LANES_IN (1),
                .LANES_OUT(LANES_OUT)
            ) u_resize (
                .clk          (clk),
                .rst          (rst),
                .s_axis_tdata (acc7),
                .s_axis_tvalid(done),
                .s_axis_tready(done_ready),
                .s_axis_tlast (frame_q[7]),
                .m_axis_tdata (m_axis_tdata),
                .m_axis_tvalid(m_axis_tvalid),
                .m_axis_tready(m_axis_tready),
                .m_axis_tlast (m_axis_tlast)
            );
        end
    endgenerate
endmodule
`default_nettype wire
