// bac_fold_sequence.v : the weight for the lanes of bac_fold_conv in each clock
//   for every frame, for every group of positions: the N_WORDS words of the ROM, one per clock
// Stage   0 count; a group's first word waits until the ring holds the positions the group reads
//         1 word read
// Timing  LATENCY = 1, II = 1; no bubble between channels, groups or frames while the positions
//         have arrived
// Credit  near = positions of this frame written so far, minus those that this group reads; whole =
//         positions written so far, minus those of the whole frame. A group starts when either is not
//         negative (behind the frame's end a group reads positions that never arrive). A position
//         counts in the second clock after it was written, a group's step in the next.
// Stall   ce low: nothing moves, but `wrote` still counts
// Reset   rst clears counters and marks
// Model   hw/stages/fold_conv.c
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_fold_sequence #(
    parameter WORD_BITS = 16,  // bits of a ROM word, 1..65536
    parameter N_WORDS   = 1,   // words, >= 1
    parameter GROUPS    = 1,   // groups of positions in a frame, >= 1
    parameter T         = 1,   // positions of a frame that come in, >= 1
    parameter FIRST     = 1,   // positions that the first group reads, >= 1
    parameter STEP      = 1,   // positions that each further group reads on, >= 1
    parameter AHEAD     = 1,   // positions the ring holds at most, >= 1
    parameter ROM_FILE  = "bac_fold_sequence.mem"
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 ce,
    input  wire                 wrote,       // a position has been written
    output wire                 valid,       // stage 1: a word,
    output wire                 group_last,  // the last of its group,
    output wire                 frame_last,  // the last of its frame
    output wire [WORD_BITS-1:0] word
);
    if (GROUPS < 1 || T < 1 || FIRST < 1 || STEP < 1 || AHEAD < 1) bac_error_illegal_GROUPS_T_FIRST_STEP_AHEAD u_error ();

    localparam NW = (N_WORDS > 1) ? $clog2(N_WORDS) : 1;
    localparam GW = (GROUPS > 1) ? $clog2(GROUPS) : 1;
    // Neither credit leaves -(T + FIRST + GROUPS*STEP) .. T + AHEAD.
    localparam DW = $clog2(T + FIRST + GROUPS * STEP + AHEAD + 1) + 1;
    localparam integer FRAME_STEP = T - (GROUPS - 1) * STEP;
    localparam integer MINUS_FIRST = -FIRST;
    localparam integer MINUS_T = -T;
    localparam integer LAST_WORD_NUMBER = N_WORDS - 1;
    localparam integer LAST_GROUP_NUMBER = GROUPS - 1;
    localparam [NW-1:0] LAST_WORD = LAST_WORD_NUMBER[NW-1:0];
    localparam [GW-1:0] LAST_GROUP = LAST_GROUP_NUMBER[GW-1:0];

    reg [NW-1:0] word_q;
    reg [GW-1:0] group_q;
    reg [DW-1:0] near_q;
    reg [DW-1:0] whole_q;
    reg valid1_q;
    reg group_last1_q;
    reg frame_last1_q;

    wire begun = (word_q != {NW{1'b0}});
    wire ready = !near_q[DW-1] || !whole_q[DW-1];
    wire issue = begun || ready;
    wire group_end = issue && (word_q == LAST_WORD);
    wire frame_end = group_end && (group_q == LAST_GROUP);
    wire [DW-1:0] one = {{(DW - 1) {1'b0}}, wrote};
    wire [DW-1:0] near_step = !(ce && group_end) ? {DW{1'b0}} : frame_end ? FRAME_STEP[DW-1:0] : STEP[DW-1:0];
    wire [DW-1:0] whole_step = (ce && frame_end) ? T[DW-1:0] : {DW{1'b0}};

    always @(posedge clk) begin
        if (rst) begin
            word_q   <= {NW{1'b0}};
            group_q  <= {GW{1'b0}};
            near_q   <= MINUS_FIRST[DW-1:0];
            whole_q  <= MINUS_T[DW-1:0];
            valid1_q <= 1'b0;
        end else begin
            near_q  <= near_q + one - near_step;
            whole_q <= whole_q + one - whole_step;
            if (ce) begin
                valid1_q <= issue;
                if (issue) word_q <= group_end ? {NW{1'b0}} : word_q + 1'b1;
                if (group_end) group_q <= frame_end ? {GW{1'b0}} : group_q + 1'b1;
            end
        end
        if (ce) begin
            group_last1_q <= group_end;
            frame_last1_q <= frame_end;
        end
    end

    bac_fold_rom #(
        .W    (WORD_BITS),
        .DEPTH(N_WORDS),
        .FILE (ROM_FILE)
    ) u_rom (
        .clk    (clk),
        .ce     (ce),
        .address(word_q),
        .word   (word)
    );
    assign valid      = valid1_q;
    assign group_last = group_last1_q;
    assign frame_last = frame_last1_q;
endmodule
`default_nettype wire
