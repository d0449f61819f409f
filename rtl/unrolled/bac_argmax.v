// bac_argmax.v : class of the logits, both in byte lanes; the network's output port
//   class = lowest index of the largest logit
// Beat    in: logit i at [i*W +: W]; out: logit i at [i*LANE +: LANE], sign- or zero-extended,
//         class above them at [N*LANE +: CLASS_LANE]; tlast always 1, in and out
// Stage   1 hold the logits   2..DEPTH+1  bac_max_tree over the held word
// Timing  LATENCY = DEPTH + 1, II = DEPTH + 2; DEPTH = max(1, clog2(N)). There is one result per frame, so
//         the logits wait in one register instead of a pipeline
// Stall   the result waits in the holding register
// Reset   control only
// Model   hw/stages/argmax.c
// Test    tests/sim/cosim
`default_nettype none
module bac_argmax #(
    parameter N          = 24,  // classes, >= 1
    parameter W          = 20,  // bits of a logit, >= 1
    parameter IS_SIGNED  = 1,   // 0..1
    parameter LANE       = 24,  // bits of a logit's lane, >= W
    parameter CLASS_LANE = 8    // bits of the class's lane, >= clog2(N)
) (
    input  wire                         clk,
    input  wire                         rst,
    input  wire [              N*W-1:0] s_axis_tdata,
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    output wire [CLASS_LANE+N*LANE-1:0] m_axis_tdata,
    output wire                         m_axis_tvalid,
    input  wire                         m_axis_tready,
    output wire                         m_axis_tlast
);
    if (N < 1 || W < 1 || IS_SIGNED >> 1 != 0) bac_error_illegal_N_W_IS_SIGNED u_error ();
    if (LANE < W || CLASS_LANE < $clog2(N)) bac_error_illegal_LANE_W_CLASS_LANE_N u_error ();

    localparam DEPTH = (N > 1) ? $clog2(N) : 1;
    localparam XW = DEPTH;

    reg [DEPTH:0] stage_q;  // one-hot: how far the held logits have come; 0: free
    reg [N*W-1:0] held_q;
    wire [XW-1:0] index;
    wire [W-1:0] unused_largest;
    wire take = s_axis_tvalid && s_axis_tready;
    wire [DEPTH+1:0] stage_d = {stage_q, take};

    assign s_axis_tready = (stage_q == {(DEPTH + 1) {1'b0}});
    assign m_axis_tvalid = stage_q[DEPTH];
    assign m_axis_tlast  = 1'b1;
    assign m_axis_tdata[N*LANE+:CLASS_LANE] = {{(CLASS_LANE - XW) {1'b0}}, index};

    always @(posedge clk) begin
        if (rst) stage_q <= {(DEPTH + 1) {1'b0}};
        else if (!m_axis_tvalid || m_axis_tready) stage_q <= stage_d[DEPTH:0];
        if (take) held_q <= s_axis_tdata;
    end

    bac_max_tree #(
        .N        (N),
        .W        (W),
        .IS_SIGNED(IS_SIGNED),
        .XW       (XW),
        .DEPTH    (DEPTH)
    ) u_tree (
        .clk  (clk),
        .ce   (1'b1),
        .x    (held_q),
        .y    (unused_largest),
        .index(index)
    );

    bac_cast #(
        .C        (N),
        .IW       (W),
        .IS_SIGNED(IS_SIGNED),
        .OW       (LANE)
    ) u_cast (
        .x(held_q),
        .y(m_axis_tdata[N*LANE-1:0])
    );
endmodule
`default_nettype wire
