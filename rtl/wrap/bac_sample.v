// bac_sample.v : samples of a converter to the codes of a network's input
//   y[i] = min(max(x[i] / 2**SHIFT rounded half to even, LO), HI)
//   What bac_frame_quantise (model/frame.c) makes of the sample x[i] / 2**F, F fraction bits, if the input's scale
//   is 2**(SHIFT - F), its codes are LO..HI and it rounds half to even.
// Beat    C elements; element i at [i*S_LANE +: W], two's complement, in, at [i*M_LANE +: OW] out
// Stage   1 round   2 saturate (SHIFT 0: 1 saturate)
// Timing  LATENCY = 2 (SHIFT 0: 1), II = 1
// Stall   s_axis_tready is high unless the last stage holds a beat that is not taken
// Reset   control only
// Test    tests/rtl/axi.sh
`default_nettype none
module bac_sample #(
    parameter C      = 2,   // elements of a beat, >= 1
    parameter W      = 16,  // bits of a sample, more than SHIFT, 1..32
    parameter S_LANE = 16,  // bits of a sample's lane, >= W
    parameter SHIFT  = 8,   // 0..31
    parameter OW     = 8,   // bits of a code, 1..16
    parameter M_LANE = 8,   // bits of a code's lane, >= OW
    parameter signed [31:0] LO = 0,    // <= HI
    parameter signed [31:0] HI = 255   // >= LO
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [C*S_LANE-1:0] s_axis_tdata,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,
    output reg  [C*M_LANE-1:0] m_axis_tdata,
    output reg                 m_axis_tvalid,
    input  wire                m_axis_tready
);
    if (C < 1 || W < 1 || W > 32 || S_LANE < W) bac_error_illegal_C_W_S_LANE u_error ();
    if (SHIFT < 0 || SHIFT >= W) bac_error_SHIFT_must_be_0_to_W_minus_1 u_error ();
    if (LO > HI) bac_error_illegal_LO_HI u_error ();
    if (OW < 1 || OW > 16 || M_LANE < OW) bac_error_illegal_OW_M_LANE u_error ();

    wire ce = !m_axis_tvalid || m_axis_tready;
    wire rounded_valid;

    assign s_axis_tready = ce;
    always @(posedge clk) begin
        if (rst) m_axis_tvalid <= 1'b0;
        else if (ce) m_axis_tvalid <= rounded_valid;
    end

    generate
        if (SHIFT > 0) begin : gen_valid
            reg valid_q;
            always @(posedge clk) begin
                if (rst) valid_q <= 1'b0;
                else if (ce) valid_q <= s_axis_tvalid;
            end
            assign rounded_valid = valid_q;
        end else begin : gen_valid
            assign rounded_valid = s_axis_tvalid;
        end
    endgenerate

    genvar i;
    generate
        for (i = 0; i < C; i = i + 1) begin : gen_element
            wire [W-SHIFT:0] rounded;
            wire [OW-1:0] code;
            bac_round #(
                .W    (W),
                .SHIFT(SHIFT),
                .EVEN ((SHIFT > 0) ? 1 : 0),
                .STAGE((SHIFT > 0) ? 1 : 0)
            ) u_round (
                .clk(clk),
                .ce (ce),
                .x  (s_axis_tdata[i*S_LANE+:W]),
                .y  (rounded)
            );
            bac_clamp #(
                .IW(W - SHIFT + 1),
                .OW(OW),
                .LO(LO),
                .HI(HI)
            ) u_clamp (
                .x(rounded),
                .y(code)
            );
            wire [M_LANE:0] wide = {{(M_LANE + 1 - OW) {1'b0}}, code};
            always @(posedge clk) if (ce) m_axis_tdata[i*M_LANE+:M_LANE] <= wide[M_LANE-1:0];
        end
    endgenerate
endmodule
`default_nettype wire
