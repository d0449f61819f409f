// bac_fold_globalmax.v : the largest value of each channel over a whole frame, on a narrow stream
//   y[c] = max over t of x[t][c]
// Beat    LANES channels of a position, channel e at [e*W +: W], in and out; C/LANES beats out for
//         each frame in
// Memory  the maxima so far, a word for each beat of a position; a word is read while the one before
//         it is written, and comes back at the earliest with the beat behind
// Stage   1 compare with the maximum so far, keep the larger; in the frame's last position it leaves
// Timing  LATENCY = 1 from the frame's last position, II = 1; frames follow
//         each other without a bubble
// Stall   only beats of a last position wait for the output
// Reset   rst clears counters and the valid bit, never the memory
// Model   hw/stages/fold_globalmax.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_globalmax #(
    parameter C         = 1,  // channels, >= 1
    parameter T         = 4,  // positions of a frame, >= 1
    parameter W         = 8,  // bits of an element, >= 1
    parameter IS_SIGNED = 0,  // 0..1
    parameter LANES     = 1   // elements a beat, divides C, >= 1
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [LANES*W-1:0] s_axis_tdata,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    input  wire               s_axis_tlast,
    output wire [LANES*W-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
    if (C < 1 || T < 1 || W < 1 || LANES < 1) bac_error_illegal_C_T_W_LANES u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();

    localparam CW = C / LANES;
    localparam WW = (CW > 1) ? $clog2(CW) : 1;
    localparam TW = (T > 1) ? $clog2(T) : 1;
    localparam integer LAST_WORD = CW - 1;
    localparam integer LAST_POSITION = T - 1;
    // Signed words compare in offset binary (see bac_search).
    localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};

    if (C % LANES != 0) bac_error_LANES_must_divide_C u_error ();

    reg [TW-1:0] position_q;
    reg [WW-1:0] word_q;
    reg valid_q;
    reg last_q;
    reg [LANES*W-1:0] data_q;

    wire first = (position_q == {TW{1'b0}});
    wire final_position = (position_q == LAST_POSITION[TW-1:0]);
    wire word_end = (word_q == LAST_WORD[WW-1:0]);
    wire [WW-1:0] word_next = word_end ? {WW{1'b0}} : word_q + 1'b1;
    wire free = !valid_q || m_axis_tready;
    wire take = s_axis_tvalid && s_axis_tready;
    wire [LANES*W-1:0] so_far;
    wire [LANES*W-1:0] larger;

    assign s_axis_tready = free || !final_position;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;
    assign m_axis_tdata  = data_q;

    always @(posedge clk) begin
        if (rst) begin
            position_q <= {TW{1'b0}};
            word_q     <= {WW{1'b0}};
            valid_q    <= 1'b0;
        end else begin
            if (free) valid_q <= take && final_position;
            if (take) begin
                word_q <= word_next;
                if (s_axis_tlast) position_q <= {TW{1'b0}};
                else if (word_end) position_q <= position_q + 1'b1;
            end
        end
        if (free) begin
            data_q <= larger;
            last_q <= word_end;
        end
    end

    genvar e;
    generate
        for (e = 0; e < LANES; e = e + 1) begin : gen_lane
            wire [W-1:0] x = s_axis_tdata[e*W+:W];
            wire [W-1:0] m = so_far[e*W+:W];
            wire x_wins = first || ((x ^ OFFSET) > (m ^ OFFSET));
            assign larger[e*W+:W] = x_wins ? x : m;
        end
        if (CW > 1) begin : gen_memory
            bac_fold_ram #(
                .W    (LANES * W),
                .DEPTH(CW)
            ) u_ram (
                .clk          (clk),
                .write        (take),
                .write_address(word_q),
                .write_word   (larger),
                .ce           (take),
                .read_address (word_next),
                .word         (so_far)
            );
        end else begin : gen_register
            reg [LANES*W-1:0] so_far_q;
            always @(posedge clk) if (take) so_far_q <= larger;
            assign so_far = so_far_q;
        end
    endgenerate
endmodule
`default_nettype wire
