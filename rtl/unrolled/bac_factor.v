// bac_factor.v : each position times a factor of its own: the windows of an average pool that hold fewer samples
//   y[t][c] = factor[t] * x[t][c]
// Beat    P positions of C elements, position p, element c at [(p*C + c)*W +: W] in, [... *OW +: OW]
//         out; or C of a position's elements, which then comes in BEATS beats
// Table   factors change from step to step, a step being a beat, or BEATS of them: run r begins with
//         step FIRST[r*32 +: 32] of the frame (FIRST[0] = 0, ascending) and gives position p of
//         its steps FACTOR[(r*P + p)*32 +: 32], below 2^FB
// Stage   1 the step's factors   2 multiply
// Timing  LATENCY = 2, II = 1
// Stall   see bac_ctrl
// Reset   control and the place in the frame only
// Model   hw/stages/factor.c
// Test    tests/hw/stages/test_stream.cpp, tests/sim/cosim
`default_nettype none
module bac_factor #(
    parameter C         = 1,  // elements of a position in a beat, >= 1
    parameter P         = 1,  // positions of a beat, >= 1
    parameter BEATS     = 1,  // beats of a position, 1 where P > 1, >= 1
    parameter W         = 8,  // bits of an element, >= 1
    parameter IS_SIGNED = 0,  // 0..1
    parameter OW        = 8,  // bits of a product, which holds it, >= 1
    parameter FB        = 1,  // bits of a factor, 1..31
    parameter RUNS      = 1,  // of equal factors, >= 1
    parameter [32*RUNS-1:0] FIRST = {RUNS{32'd0}},
    parameter [32*RUNS*P-1:0] FACTOR = {RUNS * P{32'd1}}
) (
    input  wire              clk,
    input  wire              rst,
    input  wire [ P*C*W-1:0] s_axis_tdata,
    input  wire              s_axis_tvalid,
    output wire              s_axis_tready,
    input  wire              s_axis_tlast,
    output wire [P*C*OW-1:0] m_axis_tdata,
    output wire              m_axis_tvalid,
    input  wire              m_axis_tready,
    output wire              m_axis_tlast
);
    if (C < 1 || P < 1 || BEATS < 1 || W < 1) bac_error_illegal_C_P_BEATS_W u_error ();
    if (IS_SIGNED >> 1 != 0 || OW < 1 || RUNS < 1) bac_error_illegal_IS_SIGNED_OW_RUNS u_error ();
    if (FB < 1 || FB > 31) bac_error_FB_must_be_1_to_31 u_error ();
    if (BEATS > 1 && P > 1) bac_error_P_must_be_1_where_a_position_takes_BEATS u_error ();
`ifdef BAC_IEEE_1364
    if (RUNS * P > 2048) bac_error_FACTOR_has_more_than_65536_bits u_error ();
`endif

    localparam XW = (IS_SIGNED != 0) ? W : W + 1;
    localparam BW = (BEATS > 1) ? $clog2(BEATS) : 1;
    localparam RW = (RUNS > 1) ? $clog2(RUNS) : 1;
    // Steps are counted up to that with which the last run begins.
    localparam integer LAST_FIRST = FIRST[32*(RUNS-1)+:32];
    localparam SW = (LAST_FIRST > 0) ? $clog2(LAST_FIRST + 1) : 1;
    localparam integer LAST_BEAT = BEATS - 1;
    localparam integer LAST_RUN = RUNS - 1;

    wire ce;
    reg [BW-1:0] beat_q;
    reg [SW-1:0] step_q;
    reg [RW-1:0] run_q;
    reg [P*C*W-1:0] x1_q;
    reg [P*FB-1:0] factor1_q;
    reg [P*FB-1:0] factor0;
    reg [SW-1:0] next_first;

    bac_ctrl #(
        .LATENCY(2)
    ) u_ctrl (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready),
        .s_axis_tlast (s_axis_tlast),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast (m_axis_tlast),
        .ce           (ce)
    );

    integer r;
    integer p;
    always @* begin
        factor0 = {P * FB{1'b0}};
        next_first = {SW{1'b0}};
        for (r = 0; r < RUNS; r = r + 1)
            if (run_q == r[RW-1:0]) begin
                for (p = 0; p < P; p = p + 1) factor0[p*FB+:FB] = FACTOR[(r*P+p)*32+:FB];
                if (r < LAST_RUN) next_first = FIRST[(r+1)*32+:SW];
            end
    end

    wire take = s_axis_tvalid && s_axis_tready;
    wire step_end = (beat_q == LAST_BEAT[BW-1:0]);
    wire [SW-1:0] step_next = step_q + 1'b1;
    wire run_end = (run_q != LAST_RUN[RW-1:0]) && (step_next == next_first);

    always @(posedge clk) begin
        if (rst) begin
            beat_q <= {BW{1'b0}};
            step_q <= {SW{1'b0}};
            run_q  <= {RW{1'b0}};
        end else if (take) begin
            beat_q <= step_end ? {BW{1'b0}} : beat_q + 1'b1;
            if (s_axis_tlast) begin
                step_q <= {SW{1'b0}};
                run_q  <= {RW{1'b0}};
            end else if (step_end) begin
                step_q <= step_next;
                if (run_end) run_q <= run_q + 1'b1;
            end
        end
        if (ce) begin
            x1_q      <= s_axis_tdata;
            factor1_q <= factor0;
        end
    end

    genvar e;
    generate
        for (e = 0; e < P * C; e = e + 1) begin : gen_element
            wire signed [XW-1:0] x;
            wire signed [FB:0] factor = {1'b0, factor1_q[e/C*FB+:FB]};
            reg signed [XW+FB:0] product_q;
            bac_cast #(
                .C        (1),
                .IW       (W),
                .IS_SIGNED(IS_SIGNED),
                .OW       (XW)
            ) u_x (
                .x(x1_q[e*W+:W]),
                .y(x)
            );
            bac_cast #(
                .C        (1),
                .IW       (XW + FB + 1),
                .IS_SIGNED(1),
                .OW       (OW)
            ) u_product (
                .x(product_q),
                .y(m_axis_tdata[e*OW+:OW])
            );
            always @(posedge clk) if (ce) product_q <= x * factor;
        end
    endgenerate
endmodule
`default_nettype wire
