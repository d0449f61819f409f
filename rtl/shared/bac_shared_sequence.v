// bac_shared_sequence.v : steps through the ops, groups and words of a frame
//   For each segment, for each group of L positions, for each op of the segment: its words, one a clock.
//   A row's last word waits until `clocks` clocks have passed since that of the row before it, which is
//   then written back. Between the last word of an op and the first of the next lie GAP clocks, in
//   which what the op wrote reaches the map.
// ROM     OP_FILE: N_OPS words of OB bits {end_word[NB], repeats[RB], clocks[LB], groups[GB], ends, frees,
//         fields[FB]}: the op's last word; how often its words are run, minus 1; clocks in
//         which a row is written, minus 1; groups of the segment, minus 1; it is the last of its segment; the input's
//         memory is free behind it. The fields are the owner's.
//         WORD_FILE: N_WORDS words of WW bits {last, word[WW-1]}; last: of its row
// Stage   1 word
// Timing  LATENCY = 1, II = 1 word; a frame takes the sum of the ops' clocks + GAP - 1 over all groups
// Reset   control only
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_sequence #(
    parameter L       = 4,   // positions of a group, >= 1
    parameter LB      = 2,   // max(1, clog2(L)), >= 1
    parameter N_OPS   = 1,   // >= 1
    parameter N_WORDS = 1,   // >= 1
    parameter WW      = 12,  // bits of a word, >= 2
    parameter RB      = 1,   // >= 1
    parameter GB      = 1,   // >= 1
    parameter FB      = 1,   // >= 1
    parameter GAP     = 14,  // >= 12
    parameter OP_FILE   = "bac_shared_op.mem",
    parameter WORD_FILE = "bac_shared_word.mem"
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          start,   // a frame may start
    output wire          idle,
    output wire          done,    // the frame's last op ends
    output wire          free,    // the input's memory is free
    output wire [FB-1:0] fields,  // of the op, from before its first word to behind its last
    output wire [LB-1:0] clocks,  // minus 1
    output wire          fresh,   // first group of its segment
    output wire          ends,
    output wire          opens,   // the next clock may have the op's first word: the fields are valid
    output wire          again,   // the segment begins again, with its next group,
    output wire          next,    // or the next segment begins
    output wire          valid,   // a word
    output wire          first,   // it is the op's first
    output wire          last,    // it is its row's last
    output wire [WW-2:0] word
);
    if (L < 1 || LB < 1 || N_OPS < 1 || N_WORDS < 1 || WW < 2) bac_error_illegal_L_LB_N_OPS_N_WORDS_WW u_error ();
    if (RB < 1 || GB < 1 || FB < 1 || GAP < 12) bac_error_illegal_RB_GB_FB_GAP u_error ();

    localparam NB = (N_WORDS > 1) ? $clog2(N_WORDS) : 1;
    localparam KB = (N_OPS > 1) ? $clog2(N_OPS) : 1;
    localparam OB = NB + RB + LB + GB + 2 + FB;
    localparam CB = $clog2(GAP);
    localparam integer LAST_OP = N_OPS - 1;
    localparam integer WAIT = GAP - 2;

    // ---- The op ------------------------------------------------------------------------------
    (* logic_block = 1 *) reg [OB-1:0] ops[0:N_OPS-1];
    initial $readmemh(OP_FILE, ops);
    reg [OB-1:0] op_word_q;
    reg [KB-1:0] op_q;
    reg [KB-1:0] segment_op_q;
    reg [NB-1:0] word_q;
    reg [NB-1:0] op_start_q;
    reg [NB-1:0] segment_word_q;
    reg [RB-1:0] repeats_q;
    reg [GB-1:0] groups_q;  // that follow this one
    reg [CB-1:0] count_q;  // clocks between two ops
    reg fresh_q;
    reg idle_q;
    reg issue_q;
    wire [NB-1:0] end_word;
    wire [RB-1:0] repeats;
    wire [GB-1:0] groups;
    wire frees;
    assign {end_word, repeats, clocks, groups, ends, frees, fields} = op_word_q;

    // ---- Words -------------------------------------------------------------------------------
    reg valid1_q;
    reg first1_q;
    reg end1_q;
    reg begins_q;
    reg [LB-1:0] busy_q;  // clocks until the row before is written
    wire [WW-1:0] word1;
    wire hold = valid1_q && last && (busy_q != {LB{1'b0}});
    wire at_end = (word_q == end_word);
    wire ending = valid1_q && !hold && end1_q;
    assign {last, word} = word1;
    assign valid = valid1_q && !hold;
    assign first = first1_q;

    bac_fold_rom #(
        .W    (WW),
        .DEPTH(N_WORDS),
        .FILE (WORD_FILE)
    ) u_rom (
        .clk    (clk),
        .ce     (!hold),
        .address(word_q),
        .word   (word1)
    );

    // ---- Turns -------------------------------------------------------------------------------
    wire turn = (count_q == 3);
    wire at_last_op = (op_q == LAST_OP[KB-1:0]);
    assign opens = (count_q == 1);
    assign again = turn && ends && (groups_q != {GB{1'b0}});
    assign next  = turn && ends && (groups_q == {GB{1'b0}});
    assign done  = next && at_last_op;
    assign free  = next && frees;
    assign idle  = idle_q;
    assign fresh = fresh_q;

    always @(posedge clk) begin
        op_word_q <= ops[op_q];
        if (rst) begin
            op_q           <= {KB{1'b0}};
            segment_op_q   <= {KB{1'b0}};
            word_q         <= {NB{1'b0}};
            segment_word_q <= {NB{1'b0}};
            count_q        <= {CB{1'b0}};
            fresh_q        <= 1'b1;
            idle_q         <= 1'b1;
            issue_q        <= 1'b0;
            valid1_q       <= 1'b0;
            busy_q         <= {LB{1'b0}};
        end else begin
            if (idle_q && start) begin
                idle_q  <= 1'b0;
                count_q <= 2;
            end else if (ending) count_q <= WAIT[CB-1:0];
            else if (done) count_q <= {CB{1'b0}};
            else if (count_q != {CB{1'b0}}) count_q <= count_q - 1'b1;

            if (turn) begin
                fresh_q <= !ends ? fresh_q : next;
                if (done) begin
                    idle_q         <= 1'b1;
                    op_q           <= {KB{1'b0}};
                    segment_op_q   <= {KB{1'b0}};
                    word_q         <= {NB{1'b0}};
                    segment_word_q <= {NB{1'b0}};
                end else if (again) begin
                    op_q   <= segment_op_q;
                    word_q <= segment_word_q;
                end else begin
                    op_q <= op_q + 1'b1;
                    if (next) begin
                        segment_op_q   <= op_q + 1'b1;
                        segment_word_q <= word_q;
                    end
                end
            end else if (issue_q && !hold) word_q <= (at_end && repeats_q != {RB{1'b0}}) ? op_start_q : word_q + 1'b1;

            if (opens) issue_q <= 1'b1;
            else if (issue_q && !hold && at_end && repeats_q == {RB{1'b0}}) issue_q <= 1'b0;
            if (!hold) valid1_q <= issue_q;

            if (valid && last) busy_q <= clocks;
            else if (busy_q != {LB{1'b0}}) busy_q <= busy_q - 1'b1;
        end
        if (opens) begin
            op_start_q <= word_q;
            repeats_q  <= repeats;
        end else if (issue_q && !hold && at_end) repeats_q <= repeats_q - 1'b1;
        if (opens && fresh_q) groups_q <= groups;
        else if (again) groups_q <= groups_q - 1'b1;
        if (opens) begins_q <= 1'b1;
        else if (issue_q && !hold) begins_q <= 1'b0;
        if (!hold) begin
            first1_q <= begins_q;
            end1_q   <= at_end && repeats_q == {RB{1'b0}};
        end
    end
endmodule
`default_nettype wire
