// bac_fold_ring.v : the last positions of a stream in L banks, read L positions at a time
//   Let y = x + PAD_LEFT number the positions of a frame, starting with its left padding. Position y is
//   in bank floor(y/STRIDE) mod L. Group g of L output positions reads, for one tap k and word i, the
//   positions (g*L + l)*STRIDE + k, l = 0..L-1: one in each bank. With floor(k/STRIDE) = step*L +
//   rotation, the word of lane l is in bank (l + rotation) mod L, and the banks below `rotation` read
//   one row further than the others.
// Beat    LANES consecutive channels of a position; C/LANES beats a position
// Memory  a row is STRIDE positions of each bank, SCW = STRIDE*C/LANES words of it; bank address of
//         (row, phase, word) = row*SCW + phase*C/LANES + word. A frame owns ROWS_FRAME rows, padding
//         included; positions outside the frame are never written, and `in_frame` is low for them.
//         Where a group reads one row (K <= STRIDE), every bank has the same read address. BAC_MASKED: block
//         memories whose bits are written one by one (iCE40, 256 words of 16 bits); the banks are then parts
//         of one memory where that takes fewer of them.
// Read    offset = (step*STRIDE + k mod STRIDE)*C/LANES + i, one per clock
// Stage   1 add the group's row, wrap    2 read, compare with the frame's borders
// Timing  LATENCY = 2, II = 1; clocks with ce
// Space   A row is free when the group that starts in it has been read; a frame's last group frees all
//         rows of the frame. The writer waits for a free row. ROWS >= SPAN, the number of rows that a
//         group reads, excludes deadlock: a group waits only for its SPAN rows, and all rows before
//         them are free. bac_fold_conv_rows_full() in hw/stages/fold_conv_time.c gives the number of
//         rows with which neither side waits for the other.
// Reset   rst clears counters, never the memory
// Model   hw/stages/fold_conv.c
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_fold_ring #(
    parameter C         = 1,     // channels, >= 1
    parameter W         = 8,     // bits of an element, >= 1
    parameter LANES     = 1,     // elements a beat, divides C, >= 1
    parameter T         = 4,     // positions of a frame, >= 1
    parameter K         = 1,     // taps, >= 1
    parameter STRIDE    = 1,     // >= 1
    parameter PAD_LEFT  = 0,     // 0..K-1
    parameter L         = 1,     // banks, >= 1
    parameter GROUPS    = 4,     // groups of L output positions in a frame, >= 1
    parameter ROWS      = 2,     // >= 1
    parameter OFFSET_BITS = 1,   // >= 1
    parameter ROTATION_BITS = 1  // >= 1
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire [      LANES*W-1:0] s_axis_tdata,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    input  wire                     s_axis_tlast,
    output wire                     wrote,       // a position is complete
    input  wire                     ce,
    input  wire                     valid,       // stage 0: a read,
    input  wire                     group_last,  // the last of its group,
    input  wire                     frame_last,  // the last of its frame
    input  wire [  OFFSET_BITS-1:0] offset,
    input  wire [ROTATION_BITS-1:0] rotation,
    output wire [    L*LANES*W-1:0] words,       // behind stage 2: word of bank b at [b*LANES*W +: LANES*W]
    output wire [            L-1:0] in_frame
);
    if (C < 1 || W < 1 || LANES < 1 || C % LANES != 0) bac_error_illegal_C_W_LANES u_error ();
    if (T < 1 || K < 1 || STRIDE < 1 || L < 1 || GROUPS < 1) bac_error_illegal_T_K_STRIDE_L_GROUPS u_error ();
    if (PAD_LEFT < 0 || PAD_LEFT >= K) bac_error_illegal_PAD_LEFT_K u_error ();
    if (ROWS < 1 || OFFSET_BITS < 1 || ROTATION_BITS < 1) bac_error_illegal_ROWS_OFFSET_BITS_ROTATION_BITS u_error ();

    localparam CW = C / LANES;
    localparam SCW = STRIDE * CW;
    localparam SIZE = ROWS * SCW;
    localparam SPAN = ((L - 1) * STRIDE + K - 1) / (L * STRIDE) + 1;
    localparam ROWS_FRAME = (PAD_LEFT + T + L * STRIDE - 1) / (L * STRIDE);
    localparam LEFT = ROWS_FRAME - GROUPS + 1;
    localparam SKIP = PAD_LEFT / (L * STRIDE);  // rows of nothing but padding
    localparam BANK = (PAD_LEFT / STRIDE) % L;  // of the frame's first position
    localparam PHASE = (PAD_LEFT % STRIDE) * CW;

    if (ROWS < SPAN) bac_error_ROWS_must_hold_the_rows_that_a_group_reads u_error ();

    localparam AW = (SIZE > 1) ? $clog2(SIZE) : 1;
    localparam PW = (SCW > 1) ? $clog2(SCW) : 1;
    localparam WW = (CW > 1) ? $clog2(CW) : 1;
    localparam FW = $clog2(ROWS + SPAN + 2) + 1;  // free rows: -SKIP .. ROWS + 2

    // Banks that are parts of one memory.
`ifdef BAC_MASKED
    localparam BLOCKS = ((L * LANES * W + 15) / 16) * ((SIZE + 255) / 256);
    localparam PARTS = (SPAN == 1 && BLOCKS < L) ? L : 1;
`else
    localparam PARTS = 1;
`endif
    localparam MEMORIES = L / PARTS;

    // ---- Writer ------------------------------------------------------------------------------
    localparam integer LAST_WORD = CW - 1;
    localparam integer LAST_PLACE = SCW - 1;
    localparam integer FIRST_FREE = ROWS - SKIP;
    localparam [L-1:0] FIRST_BANK = {{(L - 1) {1'b0}}, 1'b1} << BANK;
    localparam [FW-1:0] ONE = {{(FW - 1) {1'b0}}, 1'b1};

    reg [PW-1:0] place_q;  // phase and word in the row
    reg [WW-1:0] word_q;
    reg [L-1:0] bank_q;  // one bit set
    reg [FW-1:0] free_q;  // rows free from the one that is written on; not positive: wait
    reg wrote_q;
    reg release_group_q;  // stage 1: the last read of a group,
    reg release_frame_q;  // of a frame

    wire take = s_axis_tvalid && s_axis_tready;
    wire word_end = (word_q == LAST_WORD[WW-1:0]);
    wire block_end = (place_q == LAST_PLACE[PW-1:0]);
    wire row_end = block_end && bank_q[L-1];
    wire [L:0] bank_next = {bank_q, bank_q[L-1]};
    wire freed = ce && release_group_q;
    wire [FW-1:0] gained = !freed ? {FW{1'b0}} : release_frame_q ? LEFT[FW-1:0] : ONE;
    wire [FW-1:0] used = !take ? {FW{1'b0}} : s_axis_tlast ? SKIP[FW-1:0] + ONE : {{(FW - 1) {1'b0}}, row_end};
    wire [AW-1:0] write_address;

    assign s_axis_tready = !free_q[FW-1] && (free_q != {FW{1'b0}});
    assign wrote         = wrote_q;

    bac_fold_pointer #(
        .SIZE       (SIZE),
        .FIRST      (SKIP * SCW),
        .STEP       (SCW),
        .JUMP       (((SKIP + 1) % ROWS) * SCW),
        .OFFSET_BITS(PW)
    ) u_write (
        .clk   (clk),
        .rst   (rst),
        .move  (take && (s_axis_tlast || row_end)),
        .jump  (s_axis_tlast),
        .offset(place_q),
        .place (write_address)
    );

    always @(posedge clk) begin
        if (rst) begin
            place_q         <= PHASE[PW-1:0];
            word_q          <= {WW{1'b0}};
            bank_q          <= FIRST_BANK;
            free_q          <= FIRST_FREE[FW-1:0];
            release_group_q <= 1'b0;
            wrote_q         <= 1'b0;
        end else begin
            wrote_q <= take && word_end;
            free_q  <= free_q + gained - used;
            if (ce) release_group_q <= valid && group_last;
            if (take) begin
                word_q  <= word_end ? {WW{1'b0}} : word_q + 1'b1;
                place_q <= s_axis_tlast ? PHASE[PW-1:0] : block_end ? {PW{1'b0}} : place_q + 1'b1;
                if (s_axis_tlast) bank_q <= FIRST_BANK;
                else if (block_end) bank_q <= bank_next[L-1:0];
            end
        end
        if (ce) release_frame_q <= frame_last;
    end

    // ---- Reader ------------------------------------------------------------------------------
    wire step = ce && valid && group_last;
    wire [AW-1:0] near;  // address in the banks that are not further on
    reg [AW-1:0] near1_q;

    bac_fold_pointer #(
        .SIZE       (SIZE),
        .FIRST      (0),
        .STEP       (SCW),
        .JUMP       ((LEFT % ROWS) * SCW),
        .OFFSET_BITS(OFFSET_BITS)
    ) u_near (
        .clk   (clk),
        .rst   (rst),
        .move  (step),
        .jump  (frame_last),
        .offset(offset),
        .place (near)
    );
    always @(posedge clk) if (ce) near1_q <= near;

    // Bank b is one row further on where `further[b]`.
    wire [L-1:0] further;
    wire [L*AW-1:0] read_address;
    genvar b;
    generate
        if (L > 1 && SPAN > 1) begin : gen_further
            reg [ROTATION_BITS-1:0] rotation1_q;
            wire [AW-1:0] far;  // in those that are
            reg [AW-1:0] far1_q;
            bac_fold_pointer #(
                .SIZE       (SIZE),
                .FIRST      ((1 % ROWS) * SCW),
                .STEP       (SCW),
                .JUMP       ((LEFT % ROWS) * SCW),
                .OFFSET_BITS(OFFSET_BITS)
            ) u_far (
                .clk   (clk),
                .rst   (rst),
                .move  (step),
                .jump  (frame_last),
                .offset(offset),
                .place (far)
            );
            always @(posedge clk)
                if (ce) begin
                    far1_q      <= far;
                    rotation1_q <= rotation;
                end
            for (b = 0; b < L; b = b + 1) begin : gen_bank
                if (b == L - 1) begin : gen_never
                    assign further[b] = 1'b0;
                    assign read_address[b*AW+:AW] = near1_q;
                end else begin : gen_some
                    assign further[b] = (rotation1_q > b[ROTATION_BITS-1:0]);
                    assign read_address[b*AW+:AW] = further[b] ? far1_q : near1_q;
                end
            end
        end else begin : gen_one
            assign further      = {L{1'b0}};
            assign read_address = {L{near1_q}};
        end
        for (b = 0; b < MEMORIES; b = b + 1) begin : gen_memory
            bac_fold_ram #(
                .W    (PARTS * LANES * W),
                .DEPTH(SIZE),
                .PARTS(PARTS)
            ) u_ram (
                .clk          (clk),
                .write        (take ? bank_q[b*PARTS+:PARTS] : {PARTS{1'b0}}),
                .write_address(write_address),
                .write_word   ({PARTS{s_axis_tdata}}),
                .ce           (ce),
                .read_address (read_address[b*AW+:AW]),
                .word         (words[b*PARTS*LANES*W+:PARTS*LANES*W])
            );
        end
    endgenerate

    bac_fold_border #(
        .CW         (CW),
        .T          (T),
        .K          (K),
        .STRIDE     (STRIDE),
        .PAD_LEFT   (PAD_LEFT),
        .L          (L),
        .GROUPS     (GROUPS),
        .OFFSET_BITS(OFFSET_BITS)
    ) u_border (
        .clk     (clk),
        .rst     (rst),
        .ce      (ce),
        .step    (step),
        .restart (frame_last),
        .offset  (offset),
        .further (further),
        .in_frame(in_frame)
    );
endmodule
`default_nettype wire
