// bac_fold_argmax.v : class of logits that arrive one by one; the network's output port
//   class = lowest index of the largest logit
// Beat    in: one logit, N per frame; out: as for bac_argmax: logit i at [i*LANE +: LANE], sign- or
//         zero-extended, class above them at [N*LANE +: CLASS_LANE]; tlast always 1
// Stage   1 shift the logit into the word of all logits, compare with the largest so far, keep the larger
// Timing  LATENCY = 1 from the frame's last logit, II = 1
// Stall   the result waits in these registers, so the next frame waits with it
// Reset   rst clears the valid bit and the count, never the data
// Model   hw/stages/fold_argmax.c
// Test    tests/sim/cosim/folded.sh
`default_nettype none
module bac_fold_argmax #(
    parameter N          = 24,  // classes, >= 2
    parameter W          = 20,  // bits of a logit, >= 1
    parameter IS_SIGNED  = 1,   // 0..1
    parameter LANE       = 24,  // bits of a logit's lane, >= W
    parameter CLASS_LANE = 8    // bits of the class's lane, >= clog2(N)
) (
    input  wire                         clk,
    input  wire                         rst,
    input  wire [                W-1:0] s_axis_tdata,
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    output wire [CLASS_LANE+N*LANE-1:0] m_axis_tdata,
    output wire                         m_axis_tvalid,
    input  wire                         m_axis_tready,
    output wire                         m_axis_tlast
);
    if (N < 2 || W < 1 || IS_SIGNED >> 1 != 0) bac_error_illegal_N_W_IS_SIGNED u_error ();
    if (LANE < W || CLASS_LANE < $clog2(N)) bac_error_illegal_LANE_W_CLASS_LANE_N u_error ();

    localparam XW = (N > 1) ? $clog2(N) : 1;
    // Signed words compare in offset binary (see bac_search).
    localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};

    reg valid_q;
    reg [XW-1:0] count_q;  // logits of this frame that have come
    reg [XW-1:0] index_q;
    reg [W-1:0] largest_q;
    reg [N*W-1:0] logits_q;

    wire take = s_axis_tvalid && s_axis_tready;
    wire first = (count_q == {XW{1'b0}});
    wire larger = first || ((s_axis_tdata ^ OFFSET) > (largest_q ^ OFFSET));

    assign s_axis_tready = !valid_q || m_axis_tready;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = 1'b1;
    assign m_axis_tdata[N*LANE+:CLASS_LANE] = {{(CLASS_LANE - XW) {1'b0}}, index_q};

    always @(posedge clk) begin
        if (rst) begin
            valid_q <= 1'b0;
            count_q <= {XW{1'b0}};
        end else begin
            if (s_axis_tready) valid_q <= take && s_axis_tlast;
            if (take) count_q <= s_axis_tlast ? {XW{1'b0}} : count_q + 1'b1;
        end
        if (take) logits_q <= {s_axis_tdata, logits_q[N*W-1:W]};
        if (take && larger) begin
            largest_q <= s_axis_tdata;
            index_q   <= count_q;
        end
    end

    bac_cast #(
        .C        (N),
        .IW       (W),
        .IS_SIGNED(IS_SIGNED),
        .OW       (LANE)
    ) u_cast (
        .x(logits_q),
        .y(m_axis_tdata[N*LANE-1:0])
    );
endmodule
`default_nettype wire
