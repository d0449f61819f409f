// bac_shared_write.v : finished rows of sums to codes in the map, or to logits
//   L/H requantisers take H positions of a row each, one a clock; position r*H + k of the group is that of
//   requantiser r in clock k. They write different banks in a clock, as long as the stride of what they
//   write divides H, or there is one of them.
// ROM     ROW_FILE: N_ROWS words of EW bits, see bac_shared_requant, in the order of ops and rows
//         THRESHOLD_FILE: see bac_fold_search
// Stage   1 take the row   2.. bac_shared_requant   then bounds and place   then write
// Timing  LATENCY = LQ + 2, II = H
// Reset   control only
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_write #(
    parameter L        = 4,   // banks, >= 1
    parameter LB       = 2,   // max(1, clog2(L)), >= 1
    parameter H        = 2,   // divides L, >= 1
    parameter A        = 8,   // bits of an address, >= 1
    parameter SB       = 1,   // bits of stride - 1, >= 1
    parameter W        = 8,   // bits of a code, >= 1
    parameter OW       = 16,  // bits of a logit, >= 1
    parameter AW       = 16,  // bits of a sum, >= 1
    parameter YW       = 17,  // of the larger of code and logit, two's complement, 1..32
    parameter EB       = 0,   // see bac_shared_requant, 0..6
    parameter MB       = 0,   // >= 0
    parameter AB       = 16,  // >= 1
    parameter VW       = 24,  // >= 1
    parameter XW       = 24,  // > SHIFT, >= VW
    parameter SHIFT    = 8,   // EVEN..XW-1
    parameter EVEN     = 0,   // 0..1
    parameter BITS     = 0,   // >= 0
    parameter SEARCHED = 1,   // >= 1
    parameter LQ       = 4,   // LATENCY of bac_shared_requant, >= 1
    parameter N_ROWS   = 1,   // >= 1
    parameter ROW_FILE = "bac_shared_row.mem",
    parameter THRESHOLD_FILE = "bac_shared_threshold"
) (
    input  wire            clk,
    input  wire            rst,
    input  wire            opens,           // the op's first word; the fields are taken over
    input  wire            again,           // the segment begins again, with its next group
    input  wire            next,            // or the next segment begins
    input  wire            done,            // or the frame has ended
    input  wire            goes_on,         // the op writes behind its last group
    input  wire            ends,            // the op is its segment's last
    input  wire [  LB-1:0] clocks,          // of a row, minus 1
    input  wire            to_out,          // it writes logits
    input  wire            all,             // more than H positions
    input  wire [   A-1:0] base,
    input  wire [   A-1:0] channels,
    input  wire [   A-1:0] back,            // (stride - 1)*channels
    input  wire [   A-1:0] row_words,       // stride*channels
    input  wire [  SB-1:0] stride_minus_1,
    input  wire [  LB-1:0] half,            // H/stride
    input  wire [  YW-1:0] lo,
    input  wire [  YW-1:0] hi,
    input  wire            row,             // sums of a row
    input  wire [L*AW-1:0] sums,
    output wire [   L-1:0] write,           // of each bank
    output wire [ L*A-1:0] write_address,
    output wire [ L*W-1:0] write_word,
    output wire            logit,
    output wire [   A-1:0] logit_address,
    output wire [  OW-1:0] logit_word
);
    if (L < 1 || LB < 1 || H < 1 || A < 1 || SB < 1 || LQ < 1) bac_error_illegal_L_LB_H_A_SB_LQ u_error ();
    if (W < 1 || OW < 1 || AW < 1 || YW < 1 || N_ROWS < 1) bac_error_illegal_W_OW_AW_YW_N_ROWS u_error ();

    localparam R = L / H;
    localparam EA = (N_ROWS > 1) ? $clog2(N_ROWS) : 1;
    localparam SR = (SEARCHED > 1) ? $clog2(SEARCHED) : 1;
    localparam EW = EB + MB + AB + ((BITS > 0) ? 2 + SR + YW : 0);

    // ---- 1 the row's sums, its constants -----------------------------------------------------
    reg [LB-1:0] left_q;
    reg valid_q;
    reg [EA-1:0] row_q;
    reg [EA-1:0] segment_row_q;
    wire [EW-1:0] entry;
    wire valid_y;
    wire last_y;
    always @(posedge clk) begin
        left_q <= row ? clocks : left_q - 1'b1;
        if (rst) valid_q <= 1'b0;
        else valid_q <= row || (valid_q && left_q != {LB{1'b0}});
        if (rst || done) row_q <= {EA{1'b0}};
        else if (again) row_q <= segment_row_q;
        else if (row) row_q <= row_q + 1'b1;
        if (rst || done) segment_row_q <= {EA{1'b0}};
        else if (next) segment_row_q <= row_q;
    end
    bac_fold_rom #(
        .W    (EW),
        .DEPTH(N_ROWS),
        .FILE (ROW_FILE)
    ) u_rows (
        .clk    (clk),
        .ce     (row),
        .address(row_q),
        .word   (entry)
    );
    bac_delay #(
        .W      (2),
        .N      (LQ),
        .CLEARED(1)
    ) u_valid_y (
        .clk(clk),
        .rst(rst),
        .ce (1'b1),
        .x  ({valid_q, left_q == {LB{1'b0}}}),
        .y  ({valid_y, last_y})
    );

    // ---- The op whose rows arrive ------------------------------------------------------------
    reg to_out_q;
    reg all_q;
    reg ends_q;
    reg [A-1:0] channels_q;
    reg [A-1:0] back_q;
    reg [SB-1:0] stride_q;
    reg [YW-1:0] lo_q;
    reg [YW-1:0] hi_q;
    reg [A-1:0] channel_q;  // of the row
    reg [SB-1:0] saved_phase_q;  // place of the next group
    reg [LB-1:0] saved_bank_q;
    reg [A-1:0] saved_word_q;
    wire row_end = valid_y && last_y;
    wire [SB-1:0] begin_phase = goes_on ? saved_phase_q : {SB{1'b0}};
    wire [LB-1:0] begin_bank = goes_on ? saved_bank_q : {LB{1'b0}};
    wire [A-1:0] begin_word = goes_on ? saved_word_q : base;
    wire [R*SB-1:0] next_phase;
    wire [R*LB-1:0] next_bank;
    wire [R*A-1:0] next_word;
    always @(posedge clk) begin
        if (opens) begin
            to_out_q   <= to_out;
            all_q      <= all;
            ends_q     <= ends;
            channels_q <= channels;
            back_q     <= back;
            stride_q   <= stride_minus_1;
            lo_q       <= lo;
            hi_q       <= hi;
            channel_q  <= {A{1'b0}};
        end else if (row_end) channel_q <= channel_q + 1'b1;
        if (row_end && ends_q) begin
            saved_phase_q <= next_phase[(R-1)*SB+:SB];
            saved_bank_q  <= next_bank[(R-1)*LB+:LB];
            saved_word_q  <= next_word[(R-1)*A+:A];
        end
    end

    // ---- Requantisers ------------------------------------------------------------------------
    wire [R-1:0] valid;
    wire [R*LB-1:0] bank;
    wire [R*A-1:0] address;
    wire [R*YW-1:0] code;
    genvar r;
    genvar l;
    generate
        for (r = 0; r < R; r = r + 1) begin : gen_requant
            localparam integer INDEX = r;
            localparam integer BANKS = L;
            reg [H*AW-1:0] sums_q;
            reg [SB-1:0] start_phase_q;  // place of its first position
            reg [LB-1:0] start_bank_q;
            reg [A-1:0] start_word_q;
            wire [2*LB+1:0] far_bank = {{(LB + 2) {1'b0}}, begin_bank} + INDEX[LB+1:0] * {2'b00, half};
            wire wraps = (far_bank >= BANKS[2*LB+1:0]);
            wire [2*LB+1:0] near_bank = wraps ? far_bank - BANKS[2*LB+1:0] : far_bank;
            wire [A-1:0] first_word = wraps ? begin_word + row_words : begin_word;
            wire [A-1:0] word;
            wire [YW-1:0] y;
            wire signed [YW-1:0] y_signed = y;
            wire signed [YW-1:0] lo_signed = lo_q;
            wire signed [YW-1:0] hi_signed = hi_q;
            always @(posedge clk) begin
                sums_q <= row ? sums[r*H*AW+:H*AW] : sums_q >> AW;
                if (opens) begin
                    start_phase_q <= begin_phase;
                    start_bank_q  <= near_bank[LB-1:0];
                    start_word_q  <= first_word;
                end
            end
            bac_shared_requant #(
                .XB   (AW),
                .YW   (YW),
                .EB   (EB),
                .MB   (MB),
                .AB   (AB),
                .VW   (VW),
                .XW   (XW),
                .SHIFT(SHIFT),
                .EVEN (EVEN),
                .BITS (BITS),
                .ROWS (SEARCHED),
                .SR   (SR),
                .EW   (EW),
                .THRESHOLD_FILE(THRESHOLD_FILE)
            ) u_requant (
                .clk  (clk),
                .x    (sums_q[AW-1:0]),
                .entry(entry),
                .y    (y)
            );
            bac_shared_place #(
                .L (L),
                .LB(LB),
                .A (A),
                .SB(SB)
            ) u_place (
                .clk           (clk),
                .load          (opens || row_end),
                .move          (valid_y),
                .stride_minus_1(stride_q),
                .channels      (channels_q),
                .back          (back_q),
                .load_phase    (opens ? begin_phase : start_phase_q),
                .load_bank     (opens ? near_bank[LB-1:0] : start_bank_q),
                .load_word     (opens ? first_word : start_word_q),
                .bank          (bank[r*LB+:LB]),
                .word          (word),
                .next_phase    (next_phase[r*SB+:SB]),
                .next_bank     (next_bank[r*LB+:LB]),
                .next_word     (next_word[r*A+:A])
            );
            assign valid[r]        = valid_y && !to_out_q && (r == 0 || all_q);
            assign address[r*A+:A] = word + channel_q;
            assign code[r*YW+:YW]  = (y_signed < lo_signed) ? lo_q : (y_signed > hi_signed) ? hi_q : y;
        end

        // ---- Banks: written by at most one requantiser ---------------------------------------
        for (l = 0; l < L; l = l + 1) begin : gen_bank
            localparam integer BANK = l;
            wire [R-1:0] hit;
            reg write_q;
            reg [A+W-1:0] written_q;
            for (r = 0; r < R; r = r + 1) begin : gen_choose
                wire [A+W-1:0] own = (hit[r] || R == 1) ? {address[r*A+:A], code[r*YW+:W]} : {(A + W) {1'b0}};
                wire [A+W-1:0] chosen;
                assign hit[r] = (bank[r*LB+:LB] == BANK[LB-1:0]);
                if (r == 0) begin : gen_first
                    assign chosen = own;
                end else begin : gen_next
                    assign chosen = gen_choose[r-1].chosen | own;
                end
            end
            assign write[l]              = write_q;
            assign write_address[l*A+:A] = written_q[W+:A];
            assign write_word[l*W+:W]    = written_q[W-1:0];
            always @(posedge clk) begin
                write_q   <= (valid & hit) != {R{1'b0}};
                written_q <= gen_choose[R-1].chosen;
            end
        end
    endgenerate

    // ---- Logits ------------------------------------------------------------------------------
    reg logit_q;
    reg [A-1:0] logit_address_q;
    reg [OW-1:0] logit_word_q;
    assign logit         = logit_q;
    assign logit_address = logit_address_q;
    assign logit_word    = logit_word_q;
    always @(posedge clk) begin
        logit_q         <= valid_y && to_out_q;
        logit_address_q <= channel_q;
        logit_word_q    <= code[OW-1:0];
    end
endmodule
`default_nettype wire
