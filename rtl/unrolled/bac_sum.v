// bac_sum.v : the sum of each channel over N beats in a row: average pools whose windows do not overlap
//   y[i][c] = sum over the N*P positions t of group i of x[t][c]
// Beat    in: P positions, position p, channel c at [(p*C + c)*W +: W]; out: channel c at
//         [c*OW +: OW], one beat for each N in; beats of a frame behind its last whole group
//         belong to none
// Stage   1 the beat's positions and the sum so far, added up
// Timing  LATENCY = 1 from the group's last beat, II = 1
// Stall   the result waits in the register of the sum, so the next group waits with it
// Reset   rst clears the counters and the valid mark
// Model   hw/stages/sum.c
// Test    tests/hw/stages/test_stream.cpp, tests/sim/cosim
`default_nettype none
module bac_sum #(
    parameter C         = 1,  // >= 1
    parameter P         = 1,  // positions of a beat, >= 1
    parameter N         = 1,  // beats of a group, >= 1
    parameter GROUPS    = 1,  // of a frame, >= 1
    parameter W         = 8,  // >= 1
    parameter IS_SIGNED = 0,  // 0..1
    parameter OW        = 8   // bits of a sum, which holds it, >= 1
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [P*C*W-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [ C*OW-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
    if (C < 1 || P < 1 || N < 1 || GROUPS < 1) bac_error_illegal_C_P_N_GROUPS u_error ();
    if (W < 1 || IS_SIGNED >> 1 != 0 || OW < 1) bac_error_illegal_W_IS_SIGNED_OW u_error ();

    localparam NW = (N > 1) ? $clog2(N) : 1;
    localparam GW = (GROUPS > 1) ? $clog2(GROUPS) : 1;
    localparam integer LAST_BEAT = N - 1;
    localparam integer LAST_GROUP = GROUPS - 1;

    reg [NW-1:0] beat_q;
    reg [GW-1:0] group_q;
    reg valid_q;
    reg last_q;
    reg [C*OW-1:0] sum_q;

    wire take = s_axis_tvalid && s_axis_tready;
    wire first = (beat_q == {NW{1'b0}});
    wire whole = (beat_q == LAST_BEAT[NW-1:0]);
    wire [P*C*OW-1:0] x;

    assign s_axis_tready = !valid_q || m_axis_tready;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;
    assign m_axis_tdata  = sum_q;

    always @(posedge clk) begin
        if (rst) begin
            beat_q  <= {NW{1'b0}};
            group_q <= {GW{1'b0}};
            valid_q <= 1'b0;
        end else begin
            if (s_axis_tready) valid_q <= take && whole;
            if (take) begin
                beat_q <= (whole || s_axis_tlast) ? {NW{1'b0}} : beat_q + 1'b1;
                if (s_axis_tlast) group_q <= {GW{1'b0}};
                else if (whole) group_q <= group_q + 1'b1;
            end
        end
        if (take) last_q <= (group_q == LAST_GROUP[GW-1:0]);
    end

    bac_cast #(
        .C        (P * C),
        .IW       (W),
        .IS_SIGNED(IS_SIGNED),
        .OW       (OW)
    ) u_cast (
        .x(s_axis_tdata),
        .y(x)
    );

    genvar c;
    generate
        for (c = 0; c < C; c = c + 1) begin : gen_channel
            reg [OW-1:0] sum;
            integer p;
            always @* begin
                sum = first ? {OW{1'b0}} : sum_q[c*OW+:OW];
                for (p = 0; p < P; p = p + 1) sum = sum + x[(p*C+c)*OW+:OW];
            end
            always @(posedge clk) if (take) sum_q[c*OW+:OW] <= sum;
        end
    endgenerate
endmodule
`default_nettype wire
