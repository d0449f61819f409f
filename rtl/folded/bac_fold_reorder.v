// bac_fold_reorder.v : groups of L positions, from channel by channel to position by position
//   out[g][l][c] = in[g][c][l]
// Beat    in: channel c of L positions, position l at [l*W +: W]; C beats a group
//         out: LANES channels of a position, channel e at [e*W +: W]; L*C/LANES beats a group
// Memory  one memory of 2*C/LANES words per position, in two halves: one is written while the other is
//         read
// Stage   write: gather LANES beats, write a word of each position; the half is full behind its
//         last. read: 1 read the L memories    2 choose the position's word
// Timing  LATENCY = 3 from a group's last beat, II = 1; to its first beat out. A group out takes L*C/LANES
//         clocks; the input never waits if a group in takes at least that long.
// Stall   the input waits while the half that it would write is full; reading stands still while the
//         output waits
// Reset   rst clears counters and marks, never the memory
// Model   hw/stages/fold_reorder.c
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_fold_reorder #(
    parameter C     = 1,   // >= 1
    parameter L     = 2,   // positions, >= 2
    parameter W     = 16,  // bits of an element, >= 1
    parameter LANES = 1    // divides C, >= 1
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [    L*W-1:0] s_axis_tdata,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    input  wire               s_axis_tlast,
    output wire [LANES*W-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
    if (C < 1 || W < 1 || LANES < 1) bac_error_illegal_C_W_LANES u_error ();

    localparam CW = C / LANES;
    localparam DEPTH = 2 * CW;
    localparam AW = $clog2(DEPTH);
    localparam EW = (LANES > 1) ? $clog2(LANES) : 1;
    localparam WW = (CW > 1) ? $clog2(CW) : 1;
    localparam LW = $clog2(L);
    localparam integer LAST_PART = LANES - 1;
    localparam integer LAST_WORD = CW - 1;
    localparam integer LAST_LANE = L - 1;

    if (L < 2 || C % LANES != 0) bac_error_L_must_be_2_or_more_and_LANES_divide_C u_error ();

    reg [EW-1:0] part_q;  // beats gathered
    reg [WW-1:0] write_q;
    reg write_half_q;
    reg [1:0] full_q;
    reg [1:0] last_q;  // the half ends a frame
    reg [LW-1:0] lane_q;
    reg [WW-1:0] read_q;
    reg read_half_q;
    reg valid1_q, last1_q;
    reg [LW-1:0] lane1_q;
    reg valid2_q, last2_q;
    reg [LANES*W-1:0] data2_q;

    wire take = s_axis_tvalid && s_axis_tready;
    wire word_end = (part_q == LAST_PART[EW-1:0]);
    wire write = take && word_end;
    wire write_end = write && (write_q == LAST_WORD[WW-1:0]);
    wire ce = !valid2_q || m_axis_tready;
    wire read = ce && full_q[read_half_q];
    wire lane_end = (read_q == LAST_WORD[WW-1:0]);
    wire read_end = lane_end && (lane_q == LAST_LANE[LW-1:0]);
    wire [1:0] filled = {write_end && write_half_q, write_end && !write_half_q};
    wire [1:0] emptied = {read && read_end && read_half_q, read && read_end && !read_half_q};
    wire [L*LANES*W-1:0] words;
    wire [LANES*W-1:0] data1;

    assign s_axis_tready = !full_q[write_half_q];
    assign m_axis_tvalid = valid2_q;
    assign m_axis_tlast  = last2_q;
    assign m_axis_tdata  = data2_q;

    always @(posedge clk) begin
        if (rst) begin
            part_q       <= {EW{1'b0}};
            write_q      <= {WW{1'b0}};
            write_half_q <= 1'b0;
            full_q       <= 2'b00;
            lane_q       <= {LW{1'b0}};
            read_q       <= {WW{1'b0}};
            read_half_q  <= 1'b0;
            valid1_q     <= 1'b0;
            valid2_q     <= 1'b0;
        end else begin
            full_q <= (full_q | filled) & ~emptied;
            if (take) part_q <= word_end ? {EW{1'b0}} : part_q + 1'b1;
            if (write) write_q <= write_end ? {WW{1'b0}} : write_q + 1'b1;
            if (write_end) write_half_q <= !write_half_q;
            if (read) begin
                read_q <= lane_end ? {WW{1'b0}} : read_q + 1'b1;
                if (lane_end) lane_q <= read_end ? {LW{1'b0}} : lane_q + 1'b1;
                if (read_end) read_half_q <= !read_half_q;
            end
            if (ce) begin
                valid1_q <= read;
                valid2_q <= valid1_q;
            end
        end
        if (write_end) last_q[write_half_q] <= s_axis_tlast;
        if (ce) begin
            last1_q <= read_end && last_q[read_half_q];
            lane1_q <= lane_q;
            last2_q <= last1_q;
            data2_q <= data1;
        end
    end

    // Half 0 begins at address 0, half 1 at CW.
    bac_pick #(
        .W(LANES * W),
        .N(L)
    ) u_lane (
        .x    (words),
        .index(lane1_q),
        .y    (data1)
    );

    wire [AW-1:0] write_address = (write_half_q ? CW[AW-1:0] : {AW{1'b0}}) + {{(AW - WW) {1'b0}}, write_q};
    wire [AW-1:0] read_address = (read_half_q ? CW[AW-1:0] : {AW{1'b0}}) + {{(AW - WW) {1'b0}}, read_q};
    genvar l;
    generate
        for (l = 0; l < L; l = l + 1) begin : gen_lane
            wire [LANES*W-1:0] word;
            if (LANES > 1) begin : gen_gather
                reg [(LANES-1)*W-1:0] gathered_q;
                wire [LANES*W-1:0] gathered = {s_axis_tdata[l*W+:W], gathered_q};
                always @(posedge clk) if (take) gathered_q <= gathered[LANES*W-1:W];
                assign word = gathered;
            end else begin : gen_single
                assign word = s_axis_tdata[l*W+:W];
            end
            bac_fold_ram #(
                .W    (LANES * W),
                .DEPTH(DEPTH)
            ) u_ram (
                .clk          (clk),
                .write        (write),
                .write_address(write_address),
                .write_word   (word),
                .ce           (ce),
                .read_address (read_address),
                .word         (words[l*LANES*W+:LANES*W])
            );
        end
    endgenerate
endmodule
`default_nettype wire
