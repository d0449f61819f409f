// bac_globalmax.v : the largest value of each channel over a whole frame
//   y[c] = max over t of x[t][c]
// Beat    in: P positions, position p, channel c at [(p*C + c)*W +: W]; out: channel c at
//         [c*W +: W], one beat for each frame in, tlast always 1
// Stage   1 the largest of the beat, compare with the maximum so far, keep the larger
// Timing  LATENCY = 1 from the frame's last beat, II = 1
// Stall   the result waits in the maximum register, so the next frame waits with it
// Reset   rst clears the valid and the first-beat marks
// Model   hw/stages/globalmax.c
// Test    tests/sim/cosim
`default_nettype none
module bac_globalmax #(
    parameter C         = 1,  // >= 1
    parameter P         = 1,  // positions of a beat, >= 1
    parameter W         = 8,  // >= 1
    parameter IS_SIGNED = 0   // 0..1
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [P*C*W-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [  C*W-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
    if (C < 1 || P < 1 || W < 1) bac_error_illegal_C_P_W u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();

    // Signed words compare in offset binary (see bac_search).
    localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};

    reg first_q;
    reg valid_q;
    reg [C*W-1:0] max_q;
    wire take = s_axis_tvalid && s_axis_tready;

    assign s_axis_tready = !valid_q || m_axis_tready;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = 1'b1;
    assign m_axis_tdata  = max_q;

    always @(posedge clk) begin
        if (rst) begin
            first_q <= 1'b1;
            valid_q <= 1'b0;
        end else begin
            if (take) first_q <= s_axis_tlast;
            if (s_axis_tready) valid_q <= take && s_axis_tlast;
        end
    end

    genvar c;
    generate
        for (c = 0; c < C; c = c + 1) begin : gen_channel
            reg [W-1:0] x;
            wire [W-1:0] m = max_q[c*W+:W];
            wire larger = ((x ^ OFFSET) > (m ^ OFFSET));
            integer p;
            always @* begin
                x = s_axis_tdata[c*W+:W];
                for (p = 1; p < P; p = p + 1)
                    if ((s_axis_tdata[(p*C+c)*W+:W] ^ OFFSET) > (x ^ OFFSET))
                        x = s_axis_tdata[(p*C+c)*W+:W];
            end
            always @(posedge clk) if (take && (first_q || larger)) max_q[c*W+:W] <= x;
        end
    endgenerate
endmodule
`default_nettype wire
