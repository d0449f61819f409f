// bac_fold_gather.v : what a narrow stream's positions have made of each channel so far, N positions at a time
//   The owner makes the new word of the beat and the old one, in the same clock; of the beat alone
//   where `first` is 1. With a group's last position the new words leave.
// Beat    WORDS beats a position; WORDS beats out for each N positions in; positions of a frame
//         behind its last whole group belong to none
// Memory  a word for each beat of a position; a word is read while the one before it is written, and
//         comes back at the earliest with the beat behind
// Stage   1 take the new word, keep it; in the group's last position it leaves
// Timing  LATENCY = 1 from the group's last position, II = 1; frames follow
//         each other without a bubble
// Stall   only beats of a group's last position wait for the output
// Reset   rst clears counters and the valid bit, never the memory
// Model   hw/stages/fold_gather.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_gather #(
    parameter W      = 8,  // bits of a word, >= 1
    parameter WORDS  = 1,  // beats of a position, >= 1
    parameter N      = 1,  // positions of a group, >= 1
    parameter GROUPS = 1   // of a frame, >= 1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    output wire         first,
    output wire [W-1:0] so_far,
    input  wire [W-1:0] word,
    output wire [W-1:0] m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast
);
    if (W < 1 || WORDS < 1 || N < 1 || GROUPS < 1) bac_error_illegal_W_WORDS_N_GROUPS u_error ();

    localparam WW = (WORDS > 1) ? $clog2(WORDS) : 1;
    localparam NW = (N > 1) ? $clog2(N) : 1;
    localparam GW = (GROUPS > 1) ? $clog2(GROUPS) : 1;
    localparam integer LAST_WORD = WORDS - 1;
    localparam integer LAST_POSITION = N - 1;
    localparam integer LAST_GROUP = GROUPS - 1;

    reg [NW-1:0] position_q;
    reg [WW-1:0] word_q;
    reg [GW-1:0] group_q;
    reg valid_q;
    reg last_q;
    reg [W-1:0] data_q;

    wire final_position = (position_q == LAST_POSITION[NW-1:0]);
    wire word_end = (word_q == LAST_WORD[WW-1:0]);
    wire [WW-1:0] word_next = word_end ? {WW{1'b0}} : word_q + 1'b1;
    wire free = !valid_q || m_axis_tready;
    wire take = s_axis_tvalid && s_axis_tready;

    assign first         = (position_q == {NW{1'b0}});
    assign s_axis_tready = free || !final_position;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;
    assign m_axis_tdata  = data_q;

    always @(posedge clk) begin
        if (rst) begin
            position_q <= {NW{1'b0}};
            word_q     <= {WW{1'b0}};
            group_q    <= {GW{1'b0}};
            valid_q    <= 1'b0;
        end else begin
            if (free) valid_q <= take && final_position;
            if (take) begin
                word_q <= word_next;
                if (s_axis_tlast) begin
                    position_q <= {NW{1'b0}};
                    group_q    <= {GW{1'b0}};
                end else if (word_end) begin
                    position_q <= final_position ? {NW{1'b0}} : position_q + 1'b1;
                    if (final_position) group_q <= group_q + 1'b1;
                end
            end
        end
        if (free) begin
            data_q <= word;
            last_q <= word_end && (group_q == LAST_GROUP[GW-1:0]);
        end
    end

    generate
        if (WORDS > 1) begin : gen_memory
            bac_fold_ram #(
                .W    (W),
                .DEPTH(WORDS)
            ) u_ram (
                .clk          (clk),
                .write        (take),
                .write_address(word_q),
                .write_word   (word),
                .ce           (take),
                .read_address (word_next),
                .word         (so_far)
            );
        end else begin : gen_register
            reg [W-1:0] so_far_q;
            always @(posedge clk) if (take) so_far_q <= word;
            assign so_far = so_far_q;
        end
    endgenerate
endmodule
`default_nettype wire
