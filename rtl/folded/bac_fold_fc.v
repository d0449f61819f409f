// bac_fold_fc.v : one engine for a whole sparse fully connected layer, on a narrow stream
//   acc[o] = bias[o] + sum of w*x[i] over the non-zero weights w of output o, each with its input i
// Beat    in: LANES_IN inputs, input e of the beat at [e*W +: W]; a frame is N_IN inputs
//         out: LANES_OUT outputs, output e of the beat at [e*OW +: OW], in the order of the outputs
// Order   L parallel lanes, each with its own outputs, take one word per clock each. Every lane has its
//         own copy of the inputs, in two halves: one is written while the other is read. A lane
//         computes whole outputs: output o is in a lane l with l mod LANES_OUT = o mod LANES_OUT, so
//         that the outputs of a beat come from different lanes. The longest lane sets the pace;
//         assigning the outputs with most weights first, each to the shortest lane, balances them.
// ROM     ROM_FILE: N_WORDS words of L*F bits in hexadecimal, one a line; lane l's field at
//         [l*F +: F] = {last[1], index[IB], select[EB], weight[WB]}, the words of its outputs one
//         after the other:
//             last    the output's last word; an output without a weight has one word, of weight 0
//             index   floor(i/LANES_IN)   IB = max(1, clog2(N_IN/LANES_IN))
//             select  i mod LANES_IN      EB = clog2(LANES_IN), 0 bits for 1
//         A lane with fewer words than N_WORDS ends in words of 0.
//         TABLE_FILE: see bac_fold_collect
// Stage   1 word    2 address    3 read    4 select    5 multiply    6, 7 add, accumulate (bac_fold_lane)
//         then bac_fold_collect
// Timing  LATENCY = 7 from a word's issue to its accumulator, II = 1 word; with I = N_IN/LANES_IN,
//         O = N_OUT/LANES_OUT and D = words up to and with the first that ends an output, two frames
//         take max(2*N_WORDS, 2*I, 2*O, I + N_WORDS + 2, N_WORDS - D + O + 2) clocks.
//         From the frame's last beat in to its last beat out, lanes idle: N_WORDS + O + 10
// Stall   all seven stages stand still while an output is complete and both halves of the results are
//         full; the free half of the inputs still fills
// Reset   control only
// Model   hw/stages/fold_fc.c
// Test    tests/hw/stages/test_fc.cpp
`default_nettype none
module bac_fold_fc #(
    parameter N_IN      = 1,   // >= 1
    parameter N_OUT     = 1,   // >= 1
    parameter L         = 1,   // lanes, a multiple of LANES_OUT, >= 1
    parameter LANES_IN  = 1,   // inputs a beat, divides N_IN, >= 1
    parameter LANES_OUT = 1,   // outputs a beat, divides N_OUT, >= 1
    parameter W         = 8,   // bits of an input, >= 1
    parameter IS_SIGNED = 0,   // 1: it is two's complement, 0..1
    parameter WB        = 8,   // bits of a weight, two's complement, >= 1
    parameter OW        = 20,  // bits of an accumulator, two's complement, >= 1
    parameter N_WORDS   = 1,   // words of the longest lane, >= 1
    parameter SLOTS     = 1,   // outputs of the lane that has most, >= 1
    parameter ROM_FILE   = "bac_fold_fc.mem",
    parameter TABLE_FILE = "bac_fold_fc_table.mem"
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
    if (N_IN < 1 || N_OUT < 1) bac_error_illegal_N_IN_N_OUT u_error ();
    if (L < 1 || LANES_IN < 1 || LANES_OUT < 1) bac_error_illegal_L_LANES_IN_LANES_OUT u_error ();
    if (W < 1 || WB < 1 || OW < 1 || N_WORDS < 1 || SLOTS < 1) bac_error_illegal_W_WB_OW_N_WORDS_SLOTS u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();

    localparam CW = N_IN / LANES_IN;
    localparam IB = (CW > 1) ? $clog2(CW) : 1;
    localparam EB = (LANES_IN > 1) ? $clog2(LANES_IN) : 0;
    localparam EW = (EB > 0) ? EB : 1;
    localparam F = 1 + IB + EB + WB;
    localparam NW = (N_WORDS > 1) ? $clog2(N_WORDS) : 1;
    localparam AW = $clog2(2 * CW);
    localparam integer LAST_WORD = N_WORDS - 1;

    if (N_IN % LANES_IN != 0) bac_error_LANES_IN_must_divide_N_IN u_error ();
    if (N_OUT % LANES_OUT != 0 || L % LANES_OUT != 0) bac_error_LANES_OUT_must_divide_N_OUT_and_L u_error ();

    // ---- Inputs: two halves ------------------------------------------------------------------
    reg [IB-1:0] write_q;
    reg write_half_q;
    reg [1:0] room_q;  // halves that may be written
    reg [1:0] ready_q;  // halves that wait for the sequence
    wire take = s_axis_tvalid && s_axis_tready;
    wire filled = take && s_axis_tlast;
    wire [AW-1:0] write_address = (write_half_q ? CW[AW-1:0] : {AW{1'b0}}) + {{(AW - IB) {1'b0}}, write_q};
    assign s_axis_tready = (room_q != 2'd0);

    // ---- Sequence: one word a clock ----------------------------------------------------------
    reg [NW-1:0] word_q;
    reg half_q;
    reg half1_q;
    reg [7:1] valid_q;
    reg [7:1] end_q;  // the frame's last word
    wire ce;
    wire issue = (word_q != {NW{1'b0}}) || (ready_q != 2'd0);
    wire frame_end = issue && (word_q == LAST_WORD[NW-1:0]);
    wire started = ce && frame_end;
    wire emptied = ce && valid_q[2] && end_q[2];
    wire [L*F-1:0] word1;

    always @(posedge clk) begin
        if (rst) begin
            write_q      <= {IB{1'b0}};
            write_half_q <= 1'b0;
            room_q       <= 2'd2;
            ready_q      <= 2'd0;
            word_q       <= {NW{1'b0}};
            half_q       <= 1'b0;
            valid_q      <= 7'd0;
        end else begin
            if (take) write_q <= s_axis_tlast ? {IB{1'b0}} : write_q + 1'b1;
            if (filled) write_half_q <= !write_half_q;
            room_q  <= room_q + {1'b0, emptied} - {1'b0, filled};
            ready_q <= ready_q + {1'b0, filled} - {1'b0, started};
            if (ce) begin
                valid_q <= {valid_q[6:1], issue};
                if (issue) word_q <= frame_end ? {NW{1'b0}} : word_q + 1'b1;
                if (frame_end) half_q <= !half_q;
            end
        end
        if (ce) begin
            end_q   <= {end_q[6:1], frame_end};
            half1_q <= half_q;
        end
    end

    bac_fold_rom #(
        .W    (L * F),
        .DEPTH(N_WORDS),
        .FILE (ROM_FILE)
    ) u_rom (
        .clk    (clk),
        .ce     (ce),
        .address(word_q),
        .word   (word1)
    );

    // ---- Lanes -------------------------------------------------------------------------------
    wire [L-1:0] done;
    wire [L*OW-1:0] acc7;
    genvar l;
    generate
        for (l = 0; l < L; l = l + 1) begin : gen_lane
            wire [F-1:0] field1 = word1[l*F+:F];
            wire [WB-1:0] w4;
            wire last6;
            wire [AW-1:0] index1 = {{(AW - IB) {1'b0}}, field1[WB+EB+:IB]};
            wire [LANES_IN*W-1:0] words3;
            wire [W-1:0] x3;
            reg [AW-1:0] address2_q;
            reg [W-1:0] x4_q;
            reg first_q;  // the word in stage 6 is its output's first
            reg last7_q;
            bac_delay #(
                .W(WB),
                .N(3)
            ) u_weight (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (field1[WB-1:0]),
                .y  (w4)
            );
            bac_delay #(
                .W(1),
                .N(5)
            ) u_last (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (field1[F-1]),
                .y  (last6)
            );
            bac_fold_ram #(
                .W    (LANES_IN * W),
                .DEPTH(2 * CW)
            ) u_ram (
                .clk          (clk),
                .write        (take),
                .write_address(write_address),
                .write_word   (s_axis_tdata),
                .ce           (ce),
                .read_address (address2_q),
                .word         (words3)
            );
            if (EB > 0) begin : gen_select
                wire [EW-1:0] select3;
                bac_delay #(
                    .W(EW),
                    .N(2)
                ) u_select (
                    .clk(clk),
                    .rst(1'b0),
                    .ce (ce),
                    .x  (field1[WB+:EW]),
                    .y  (select3)
                );
                bac_pick #(
                    .W(W),
                    .N(LANES_IN)
                ) u_element (
                    .x    (words3),
                    .index(select3),
                    .y    (x3)
                );
            end else begin : gen_only
                assign x3 = words3;
            end
            always @(posedge clk) begin
                if (rst) first_q <= 1'b1;
                else if (ce && valid_q[6]) first_q <= last6 || end_q[6];
                if (ce) begin
                    address2_q <= (half1_q ? CW[AW-1:0] : {AW{1'b0}}) + index1;
                    x4_q       <= x3;
                    last7_q    <= last6;
                end
            end
            bac_fold_lane #(
                .MODE     (0),
                .W        (W),
                .IS_SIGNED(IS_SIGNED),
                .WB       (WB),
                .OW       (OW)
            ) u_lane (
                .clk  (clk),
                .ce   (ce),
                .x    (x4_q),
                .w    (w4),
                .valid(valid_q[6]),
                .first(first_q),
                .bias ({OW{1'b0}}),
                .acc  (acc7[l*OW+:OW])
            );
            assign done[l] = valid_q[7] && last7_q;
        end
    endgenerate

    bac_fold_collect #(
        .N_OUT (N_OUT),
        .L     (L),
        .LANES (LANES_OUT),
        .W     (OW),
        .SLOTS (SLOTS),
        .FILE  (TABLE_FILE)
    ) u_collect (
        .clk          (clk),
        .rst          (rst),
        .done         (done),
        .acc          (acc7),
        .finish       (valid_q[7] && end_q[7]),
        .ce           (ce),
        .m_axis_tdata (m_axis_tdata),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast)
    );
endmodule
`default_nettype wire
