// bac_fold_concat.v : the channels of two narrow streams, one after the other in each position
//   out[t] = {a[t][0 .. C_A-1], b[t][0 .. C_B-1]} in memory order; a = s_axis, b = s_axis_skip
// Beat    LANES channels of a position, channel e at [e*W +: W], in and out
// Stage   1 the beat of the stream whose turn it is
// Timing  LATENCY = 1, II = 1; (C_A + C_B)/LANES clocks a position
// Stall   the stream whose turn it is not waits: if both arrive at the output's pace, each needs room
//         for the beats of the other in a position, C/LANES
// Last    of s_axis_skip; both frames have as many positions
// Reset   rst clears counters and the valid bit
// Model   hw/stages/fold_concat.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_concat #(
    parameter W     = 8,  // bits of an element, >= 1
    parameter C_A   = 1,  // channels of s_axis, >= 1
    parameter C_B   = 1,  // channels of s_axis_skip, >= 1
    parameter LANES = 1   // elements a beat, divides both, >= 1
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [LANES*W-1:0] s_axis_tdata,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    input  wire               s_axis_tlast,
    input  wire [LANES*W-1:0] s_axis_skip_tdata,
    input  wire               s_axis_skip_tvalid,
    output wire               s_axis_skip_tready,
    input  wire               s_axis_skip_tlast,
    output wire [LANES*W-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
    if (W < 1 || C_A < 1 || C_B < 1 || LANES < 1) bac_error_illegal_W_C_A_C_B_LANES u_error ();

    localparam MOST = (C_A > C_B) ? C_A / LANES : C_B / LANES;
    localparam NW = (MOST > 1) ? $clog2(MOST) : 1;
    localparam integer LAST_A = C_A / LANES - 1;
    localparam integer LAST_B = C_B / LANES - 1;

    if (C_A % LANES != 0 || C_B % LANES != 0) bac_error_LANES_must_divide_C_A_and_C_B u_error ();

    reg second_q;  // s_axis_skip's turn
    reg [NW-1:0] beat_q;
    reg valid_q;
    reg last_q;
    reg [LANES*W-1:0] data_q;
    wire ce = !valid_q || m_axis_tready;
    wire take = ce && (second_q ? s_axis_skip_tvalid : s_axis_tvalid);
    wire beat_end = (beat_q == (second_q ? LAST_B[NW-1:0] : LAST_A[NW-1:0]));

    assign s_axis_tready      = ce && !second_q;
    assign s_axis_skip_tready = ce && second_q;
    assign m_axis_tvalid      = valid_q;
    assign m_axis_tlast       = last_q;
    assign m_axis_tdata       = data_q;

    always @(posedge clk) begin
        if (rst) begin
            second_q <= 1'b0;
            beat_q   <= {NW{1'b0}};
            valid_q  <= 1'b0;
        end else if (ce) begin
            valid_q <= take;
            if (take) begin
                beat_q <= beat_end ? {NW{1'b0}} : beat_q + 1'b1;
                if (beat_end) second_q <= !second_q;
            end
        end
        if (ce) begin
            data_q <= second_q ? s_axis_skip_tdata : s_axis_tdata;
            last_q <= second_q && s_axis_skip_tlast;
        end
    end
endmodule
`default_nettype wire
