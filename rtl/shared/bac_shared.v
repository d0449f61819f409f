// bac_shared.v : one engine for all layers of a network, from the frame's codes to the logits
//   For each op, row o, position t:  y = requantise(sum, or max, of w*x over the row's words)
//   Layers are ops that read and write a map in L banks. A group is L positions side by side, one in each
//   lane; the words of a row, the non-zero weights, are run for a group, then those of the next row. A
//   finished row is requantised and written back, H positions one by one in each of L/H requantisers, while
//   the next row is computed.
//   hw/arith/shared/shared_program.h has the order of ops, groups and segments, and the map's layout.
// Beat    in: one element, [T][C] in order; out: one logit
// ROM     OP_FILE, WORD_FILE: see bac_shared_sequence, with the fields {input, max, to_out, all, tap[PB],
//         step[A], every[RB], limit[TB], row_step[A], base[A], channels[A], back[A], row_words[A],
//         stride[SB], half[LB], lo[YW], hi[YW]}: what bac_shared_fetch and bac_shared_write need; every
//         and stride are minus 1. A word is {index[XB], weight[WB]}
//         TAP_FILE: see bac_shared_fetch
//         ROW_FILE: see bac_shared_write
//         THRESHOLD_FILE: see bac_fold_search
// Stage   1 word   2 tap   3 addresses   4 bank's address   5 read   6 rotate, mask   7 multiply
//         8 accumulate   9.. bac_shared_write
// Timing  LATENCY = CLOCKS + 10 from the frame's start to the first logit, II = CLOCKS + 10 + N_OUT clocks a frame, or
//         FREE + 1 + T*C, as long as its input is read, if that is more. Its last op ends CLOCKS behind the
//         start, its input is free FREE behind it (sums over the ops, see hw/stages/shared.c). A frame starts
//         when its input is complete, the frame before it has ended, and its logits are sent
// Stall   inside nothing stands still; s_axis_tready is a register
// Reset   control only
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared #(
    parameter L         = 4,   // positions side by side, >= 1
    parameter H         = 2,   // positions that a requantiser writes of a row, divides L, >= 1
    parameter C         = 2,   // channels of the input, >= 1
    parameter STRIDE    = 1,   // with which the input is read, >= 1
    parameter IW        = 8,   // bits of its elements, >= 1
    parameter IN_SIGNED = 1,   // 0..1
    parameter W         = 8,   // bits of an element of the map, >= 1
    parameter IS_SIGNED = 0,   // 0..1
    parameter OW        = 16,  // bits of a logit, 1..32
    parameter N_OUT     = 2,   // logits, >= 1
    parameter WB        = 8,   // bits of a weight, two's complement, >= 2
    parameter AW        = 16,  // bits of a sum, two's complement, more than those of any x, >= 1
    parameter YW        = 17,  // bits of a code or logit, two's complement, 1..32
    parameter HAS_MAX   = 0,   // 0..1
    parameter MAP_WORDS = 2,   // of a bank, >= 2
    parameter IN_WORDS  = 2,   // of a bank of the input, >= 2
    parameter A         = 1,   // bits of an address, >= clog2 of both
    parameter N_OPS     = 1,   // >= 1
    parameter N_WORDS   = 1,   // >= 1
    parameter N_TAPS    = 1,   // >= 1
    parameter N_ROWS    = 1,   // >= 1
    parameter XB        = 1,   // bits of index, >= 1
    parameter QB        = 1,   // see bac_shared_fetch, >= 1
    parameter TB        = 1,   // >= 1
    parameter RB        = 1,   // bits of repeats and of every, >= 1
    parameter GB        = 1,   // bits of groups, >= 1
    parameter SB        = 1,   // bits of stride - 1, >= 1
    parameter EB        = 0,   // see bac_shared_requant, 0..6
    parameter MB        = 0,   // >= 0
    parameter AB        = 16,  // >= 1
    parameter VW        = 24,  // >= 1
    parameter XW        = 24,  // > SHIFT, >= VW
    parameter SHIFT     = 8,   // EVEN..XW-1
    parameter EVEN      = 0,   // 0..1
    parameter BITS      = 0,   // >= 0
    parameter SEARCHED  = 1,   // rows that search, >= 1
    parameter OP_FILE   = "bac_shared_op.mem",
    parameter WORD_FILE = "bac_shared_word.mem",
    parameter TAP_FILE  = "bac_shared_tap.mem",
    parameter ROW_FILE  = "bac_shared_row.mem",
    parameter THRESHOLD_FILE = "bac_shared_threshold"
) (
    input  wire          clk,
    input  wire          rst,
    input  wire [IW-1:0] s_axis_tdata,
    input  wire          s_axis_tvalid,
    output wire          s_axis_tready,
    input  wire          s_axis_tlast,
    output wire [OW-1:0] m_axis_tdata,
    output wire          m_axis_tvalid,
    input  wire          m_axis_tready,
    output wire          m_axis_tlast
);
    if (H < 1 || L % H != 0) bac_error_H_must_divide_L u_error ();
    if (L < 1 || C < 1 || STRIDE < 1 || IW < 1 || W < 1) bac_error_illegal_L_C_STRIDE_IW_W u_error ();
    if (OW < 1 || OW > 32 || N_OUT < 1 || AW < 1 || YW < 1 || YW > 32) bac_error_illegal_OW_N_OUT_AW_YW u_error ();
    if ((IN_SIGNED | IS_SIGNED | HAS_MAX) >> 1 != 0) bac_error_illegal_IN_SIGNED_IS_SIGNED_HAS_MAX u_error ();
    if (MAP_WORDS < 2 || IN_WORDS < 2 || A < 1 || N_ROWS < 1) bac_error_illegal_MAP_WORDS_IN_WORDS_A_N_ROWS u_error ();

    // BAC_SPRAM: an iCE40UP, which has four single-port memories for the input's banks.
`ifdef BAC_SPRAM
    localparam HUGE = (L <= 4) ? 1 : 0;
`else
    localparam HUGE = 0;
`endif
    localparam LB = (L > 1) ? $clog2(L) : 1;
    localparam PB = (N_TAPS > 1) ? $clog2(N_TAPS) : 1;
    localparam FB = 4 + PB + 6 * A + RB + TB + SB + LB + 2 * YW;
    localparam LINEAR = 3 + ((EB > 0) ? 1 : 0) + EVEN;
    localparam SEARCH = (BITS > 0) ? BITS + 2 : 0;
    localparam LQ = (LINEAR > SEARCH) ? LINEAR : SEARCH;  // of the requantiser
    localparam GAP = (LQ + H + 6 > 12) ? LQ + H + 6 : 12;
    localparam XI = IW + 1 - IN_SIGNED;
    localparam XM = W + 1 - IS_SIGNED;
    localparam X = (XI > XM) ? XI : XM;  // an element, two's complement
    localparam CB = (C > 1) ? $clog2(C) : 1;
    localparam integer LAST_C = C - 1;
    localparam integer STRIDE_1 = STRIDE - 1;
    localparam integer BACK = (STRIDE - 1) * C;

    genvar l;

    // ---- Frames: the input's memory, the logits ----------------------------------------------
    reg in_full_q;
    reg out_full_q;
    wire idle;
    wire done;
    wire free;
    wire sent;
    wire take = s_axis_tvalid && !in_full_q;
    assign s_axis_tready = !in_full_q;
    always @(posedge clk)
        if (rst) begin
            in_full_q  <= 1'b0;
            out_full_q <= 1'b0;
        end else begin
            if (take && s_axis_tlast) in_full_q <= 1'b1;
            else if (free) in_full_q <= 1'b0;
            if (done) out_full_q <= 1'b1;
            else if (sent) out_full_q <= 1'b0;
        end

    reg [CB-1:0] channel_q;
    reg [L-1:0] load_q;
    reg [A-1:0] load_address_q;
    reg [IW-1:0] load_word_q;
    wire [LB-1:0] load_bank;
    wire [A-1:0] load_place;
    wire whole = (channel_q == LAST_C[CB-1:0]);
    always @(posedge clk) begin
        if (rst) channel_q <= {CB{1'b0}};
        else if (take) channel_q <= whole ? {CB{1'b0}} : channel_q + 1'b1;
        load_address_q <= load_place + {{(A - CB) {1'b0}}, channel_q};
        load_word_q    <= s_axis_tdata;
    end
    wire [SB-1:0] unused_load_phase;
    wire [LB-1:0] unused_load_bank;
    wire [A-1:0] unused_load_word;
    bac_shared_place #(
        .L (L),
        .LB(LB),
        .A (A),
        .SB(SB)
    ) u_load (
        .clk           (clk),
        .load          (rst || (take && s_axis_tlast)),
        .move          (take && whole),
        .stride_minus_1(STRIDE_1[SB-1:0]),
        .channels      (C[A-1:0]),
        .back          (BACK[A-1:0]),
        .load_phase    ({SB{1'b0}}),
        .load_bank     ({LB{1'b0}}),
        .load_word     ({A{1'b0}}),
        .bank          (load_bank),
        .word          (load_place),
        .next_phase    (unused_load_phase),
        .next_bank     (unused_load_bank),
        .next_word     (unused_load_word)
    );

    // ---- 1 word, 2..4 addresses --------------------------------------------------------------
    wire [FB-1:0] fields;
    wire [LB-1:0] clocks;
    wire fresh;
    wire ends;
    wire opens;
    wire again;
    wire next;
    wire valid1;
    wire first1;
    wire last1;
    wire [XB-1:0] index1;
    wire [WB-1:0] weight1;
    wire from_input;
    wire max;
    wire to_out;
    wire all;
    wire [PB-1:0] tap;
    wire [A-1:0] step;
    wire [RB-1:0] every;
    wire [TB-1:0] limit;
    wire [A-1:0] row_step;
    wire [A-1:0] base;
    wire [A-1:0] channels;
    wire [A-1:0] back;
    wire [A-1:0] row_words;
    wire [SB-1:0] stride_minus_1;
    wire [LB-1:0] half;
    wire [YW-1:0] lo;
    wire [YW-1:0] hi;
    assign {from_input, max, to_out, all, tap, step, every, limit, row_step, base, channels, back, row_words} = fields[FB-1:SB+LB+2*YW];
    assign {stride_minus_1, half, lo, hi} = fields[SB+LB+2*YW-1:0];
    bac_shared_sequence #(
        .L        (L),
        .LB       (LB),
        .N_OPS    (N_OPS),
        .N_WORDS  (N_WORDS),
        .WW       (1 + XB + WB),
        .RB       (RB),
        .GB       (GB),
        .FB       (FB),
        .GAP      (GAP),
        .OP_FILE  (OP_FILE),
        .WORD_FILE(WORD_FILE)
    ) u_sequence (
        .clk   (clk),
        .rst   (rst),
        .start (in_full_q && !out_full_q),
        .idle  (idle),
        .done  (done),
        .free  (free),
        .fields(fields),
        .clocks(clocks),
        .fresh (fresh),
        .ends  (ends),
        .opens (opens),
        .again (again),
        .next  (next),
        .valid (valid1),
        .first (first1),
        .last  (last1),
        .word  ({index1, weight1})
    );

    wire [L*A-1:0] address4;
    wire [LB-1:0] rot4;
    wire [L-1:0] mask4;
    bac_shared_fetch #(
        .L       (L),
        .LB      (LB),
        .A       (A),
        .XB      (XB),
        .QB      (QB),
        .TB      (TB),
        .RB      (RB),
        .N_TAPS  (N_TAPS),
        .PB      (PB),
        .TAP_FILE(TAP_FILE)
    ) u_fetch (
        .clk     (clk),
        .opens   (opens),
        .again   (again),
        .next    (next || idle),
        .tap     (tap),
        .step    (step),
        .every   (every),
        .limit   (limit),
        .row_step(row_step),
        .valid   (valid1),
        .last    (last1),
        .index   (index1),
        .address (address4),
        .rot     (rot4),
        .mask    (mask4)
    );

    wire valid8;
    wire first8;
    wire last8;
    wire valid7;
    wire starts7;
    wire [WB-1:0] weight6;
    bac_delay #(
        .W      (1),
        .N      (6),
        .CLEARED(1)
    ) u_valid (
        .clk(clk),
        .rst(rst),
        .ce (1'b1),
        .x  (valid1),
        .y  (valid7)
    );
    bac_delay #(
        .W      (3),
        .N      (7),
        .CLEARED(1)
    ) u_ends (
        .clk(clk),
        .rst(rst),
        .ce (1'b1),
        .x  ({valid1, valid1 && first1, valid1 && last1}),
        .y  ({valid8, first8, last8})
    );
    bac_delay #(
        .W(WB),
        .N(5)
    ) u_weight (
        .clk(clk),
        .rst(1'b0),
        .ce (1'b1),
        .x  (weight1),
        .y  (weight6)
    );
    // A row's first word follows a row's last, or is its op's first.
    reg row_first_q;
    assign starts7 = row_first_q;
    wire last7;
    bac_delay #(
        .W(1),
        .N(6)
    ) u_last (
        .clk(clk),
        .rst(1'b0),
        .ce (1'b1),
        .x  (last1),
        .y  (last7)
    );
    always @(posedge clk)
        if (rst) row_first_q <= 1'b1;
        else if (valid7) row_first_q <= last7;

    // ---- 5 read ------------------------------------------------------------------------------
    wire [L*X-1:0] x5;
    wire [L-1:0] write;
    wire [L*A-1:0] write_address;
    wire [L*W-1:0] write_word;
    localparam MA = $clog2(MAP_WORDS);
    generate
        for (l = 0; l < L; l = l + 1) begin : gen_bank
            localparam integer BANK = l;
            wire [W-1:0] map_word;
            wire [IW-1:0] in_word;
            wire [X-1:0] map_x;
            wire [X-1:0] in_x;
            always @(posedge clk) load_q[l] <= take && (load_bank == BANK[LB-1:0]);
            bac_fold_ram #(
                .W    (W),
                .DEPTH(MAP_WORDS)
            ) u_map (
                .clk          (clk),
                .write        (write[l]),
                .write_address(write_address[l*A+:MA]),
                .write_word   (write_word[l*W+:W]),
                .ce           (1'b1),
                .read_address (address4[l*A+:MA]),
                .word         (map_word)
            );
            bac_shared_bank #(
                .W    (IW),
                .DEPTH(IN_WORDS),
                .A    (A),
                .HUGE (HUGE)
            ) u_input (
                .clk       (clk),
                .write     (load_q[l]),
                .address   (load_q[l] ? load_address_q : address4[l*A+:A]),
                .write_word(load_word_q),
                .word      (in_word)
            );
            bac_cast #(
                .C        (1),
                .IW       (W),
                .IS_SIGNED(IS_SIGNED),
                .OW       (X)
            ) u_map_x (
                .x(map_word),
                .y(map_x)
            );
            bac_cast #(
                .C        (1),
                .IW       (IW),
                .IS_SIGNED(IN_SIGNED),
                .OW       (X)
            ) u_in_x (
                .x(in_word),
                .y(in_x)
            );
            assign x5[l*X+:X] = from_input ? in_x : map_x;
        end
    endgenerate

    // ---- 6 rotate, mask   7 multiply   8 accumulate ------------------------------------------
    wire [L*X-1:0] rotated5;
    reg [LB-1:0] rot5_q;
    reg [L-1:0] mask5_q;
    wire [L*AW-1:0] acc8;
    always @(posedge clk) begin
        rot5_q  <= rot4;
        mask5_q <= mask4;
    end
    generate
        if (L > 1) begin : gen_rotate
            bac_rotate #(
                .W(X),
                .N(L)
            ) u_rotate (
                .x (x5),
                .by(rot5_q),
                .y (rotated5)
            );
        end else begin : gen_one
            assign rotated5 = x5;
        end
        for (l = 0; l < L; l = l + 1) begin : gen_lane
            bac_shared_lane #(
                .W      (X),
                .WB     (WB),
                .OW     (AW),
                .HAS_MAX(HAS_MAX)
            ) u_lane (
                .clk  (clk),
                .x    (rotated5[l*X+:X]),
                .mask (mask5_q[l]),
                .max  (max),
                .w    (weight6),
                .valid(valid7),
                .first(starts7),
                .acc  (acc8[l*AW+:AW])
            );
        end
    endgenerate

    // ---- 9 write-back ------------------------------------------------------------------------
    wire logit;
    wire [A-1:0] logit_address;
    wire [OW-1:0] logit_word;
    bac_shared_write #(
        .L       (L),
        .LB      (LB),
        .H       (H),
        .A       (A),
        .SB      (SB),
        .W       (W),
        .OW      (OW),
        .AW      (AW),
        .YW      (YW),
        .EB      (EB),
        .MB      (MB),
        .AB      (AB),
        .VW      (VW),
        .XW      (XW),
        .SHIFT   (SHIFT),
        .EVEN    (EVEN),
        .BITS    (BITS),
        .SEARCHED(SEARCHED),
        .LQ      (LQ),
        .N_ROWS  (N_ROWS),
        .ROW_FILE(ROW_FILE),
        .THRESHOLD_FILE(THRESHOLD_FILE)
    ) u_write (
        .clk           (clk),
        .rst           (rst),
        .opens         (first8),
        .again         (again),
        .next          (next),
        .done          (done),
        .goes_on       (ends && !fresh),
        .ends          (ends),
        .clocks        (clocks),
        .to_out        (to_out),
        .all           (all),
        .base          (base),
        .channels      (channels),
        .back          (back),
        .row_words     (row_words),
        .stride_minus_1(stride_minus_1),
        .half          (half),
        .lo            (lo),
        .hi            (hi),
        .row           (valid8 && last8),
        .sums          (acc8),
        .write         (write),
        .write_address (write_address),
        .write_word    (write_word),
        .logit         (logit),
        .logit_address (logit_address),
        .logit_word    (logit_word)
    );

    // ---- Logits ------------------------------------------------------------------------------
    bac_shared_send #(
        .OW   (OW),
        .N_OUT(N_OUT),
        .A    (A)
    ) u_send (
        .clk          (clk),
        .rst          (rst),
        .write        (logit),
        .address      (logit_address),
        .word         (logit_word),
        .done         (done),
        .sent         (sent),
        .m_axis_tdata (m_axis_tdata),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast)
    );
endmodule
`default_nettype wire
