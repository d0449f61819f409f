// bac_requant.v : accumulators to codes, exactly, channel by channel
//   FORM 0 const      y = ADD
//   FORM 1 shift      y = clamp((x + ADD) >> SHIFT)
//   FORM 2 even       y = clamp((x + ADD) / 2**SHIFT, rounded half to even)
//   FORM 3 mul        y = clamp((x*M + ADD) >> SHIFT)
//   FORM 4 threshold  y = ADD + n, or ADD - n where DECREASING; n = count of thresholds <= x
//   clamp to [LO, HI]. Equal to bac_requant_apply in model/fixed.h.
// Beat    in: channel c at [c*IW +: IW]; out: channel c at [c*OW +: OW]
// Param   WORDS, FIRST, OUTPUTS, ADD (as BIAS), V_BITS (as OUT_BITS): see bac_mcm; one input and one
//         output per channel. V_BITS[c]: bits of x*M + ADD, two's complement, > SHIFT. X_BITS[c]: bits
//         of x that a search of thresholds compares. THRESHOLDS words of 32 bits; channel c owns
//         THR_FIRST[c] .. THR_FIRST[c+1]-1.
// Stage   1..LATENCY-EVEN-1  x*M + ADD (bac_mcm)       | wait, search one bit a clock
//         LATENCY-1 if EVEN  add half, or half less one   |   (bac_search)
//         LATENCY            shift, clamp                 | ADD +/- n
// Timing  LATENCY = parameter, II = 1
// Stall   see bac_ctrl
// Reset   control only
// Source  thresholds: FINN-R (Blott et al. 2018), section 4.2.1; the other forms are proven
//         equal to them when a network is imported (docs/arithmetic.md)
// Model   hw/stages/requant.c
// Test    tests/sim/cosim
`default_nettype none
module bac_requant #(
    parameter C          = 1,    // >= 1
    parameter IW         = 16,   // >= 1
    parameter IS_SIGNED  = 1,    // 0..1
    parameter OW         = 8,    // 1..32
    parameter signed [31:0] LO = 0,  // <= HI
    parameter signed [31:0] HI = 255,  // >= LO
    parameter EVEN       = 0,    // 1: some channel has FORM 2, 0..1
    parameter LATENCY    = 2,    // clocks, EVEN+2..1024
    parameter VW         = 16,   // bits of the widest x*M + ADD, >= 1
    parameter N_WORDS    = 1,    // >= 1
    parameter N_THRESHOLDS = 1,  // >= 1
    parameter [C*4-1:0]              FORM       = 0,
    parameter [C*8-1:0]              SHIFT      = 0,
    parameter [C*64-1:0]             ADD        = 0,
    parameter [C*8-1:0]              X_BITS     = 0,
    parameter [C*8-1:0]              V_BITS     = {C{8'd1}},
    parameter [N_WORDS*64-1:0]       WORDS      = 0,
    parameter [(LATENCY-EVEN+1)*32-1:0] FIRST   = 0,
    parameter [C*48-1:0]             OUTPUTS    = 0,
    parameter [C-1:0]                DECREASING = 0,
    parameter [N_THRESHOLDS*32-1:0]  THRESHOLDS = 0,
    parameter [(C+1)*32-1:0]         THR_FIRST  = 0
) (
    input  wire            clk,
    input  wire            rst,
    input  wire [C*IW-1:0] s_axis_tdata,
    input  wire            s_axis_tvalid,
    output wire            s_axis_tready,
    input  wire            s_axis_tlast,
    output wire [C*OW-1:0] m_axis_tdata,
    output wire            m_axis_tvalid,
    input  wire            m_axis_tready,
    output wire            m_axis_tlast
);
    if (C < 1 || IW < 1 || OW < 1 || OW > 32) bac_error_illegal_C_IW_OW u_error ();
    if (LO > HI) bac_error_illegal_LO_HI u_error ();
    if ((IS_SIGNED | EVEN) >> 1 != 0 || LATENCY < 2 + EVEN) bac_error_illegal_IS_SIGNED_EVEN_LATENCY u_error ();
    if (VW < 1 || N_WORDS < 1 || N_THRESHOLDS < 1) bac_error_illegal_VW_N_WORDS_N_THRESHOLDS u_error ();
`ifdef BAC_IEEE_1364
    if (N_THRESHOLDS > 2048) bac_error_THRESHOLDS_has_more_than_65536_bits u_error ();
`endif

    wire ce;
    wire [C*VW-1:0] v;

    bac_ctrl #(
        .LATENCY(LATENCY)
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

    bac_mcm #(
        .N_IN      (C),
        .IW        (IW),
        .N_OUT     (C),
        .OW        (VW),
        .OUT_SIGNED(1),
        .LEVELS    (LATENCY - EVEN - 1),
        .N_WORDS   (N_WORDS),
        .WORDS     (WORDS),
        .FIRST     (FIRST),
        .OUTPUTS   (OUTPUTS),
        .BIAS      (ADD),
        .OUT_BITS  (V_BITS)
    ) u_graph (
        .clk(clk),
        .ce (ce),
        .x  (s_axis_tdata),
        .y  (v)
    );

    genvar c;
    generate
        for (c = 0; c < C; c = c + 1) begin : gen_channel
            localparam integer F = {28'd0, FORM[c*4+:4]};
            localparam integer S = {24'd0, SHIFT[c*8+:8]};
            localparam integer W = {24'd0, V_BITS[c*8+:8]};
            wire [OW-1:0] code;
            if (F == 0) begin : gen_constant
                assign code = ADD[c*64+:OW];
            end else if (F == 4) begin : gen_threshold
                localparam integer T0 = THR_FIRST[c*32+:32];
                localparam integer N = THR_FIRST[(c+1)*32+:32] - T0;
                localparam BITS = $clog2(N + 1);
                localparam integer LB = {24'd0, X_BITS[c*8+:8]};
                wire [LB-1:0] x;
                wire [BITS-1:0] n;
                bac_delay #(
                    .W(LB),
                    .N(LATENCY - 1 - BITS)
                ) u_delay (
                    .clk(clk),
                    .rst(1'b0),
                    .ce (ce),
                    .x  (s_axis_tdata[c*IW+:LB]),
                    .y  (x)
                );
                bac_search #(
                    .W         (LB),
                    .IS_SIGNED (IS_SIGNED),
                    .N         (N),
                    .BITS      (BITS),
                    .THRESHOLDS(THRESHOLDS[T0*32+:N*32])
                ) u_search (
                    .clk(clk),
                    .ce (ce),
                    .x  (x),
                    .y  (n)
                );
                wire [OW+BITS-1:0] n_wide = {{OW{1'b0}}, n};
                reg [OW-1:0] code_q;
                if (DECREASING[c]) begin : gen_minus
                    always @(posedge clk) if (ce) code_q <= ADD[c*64+:OW] - n_wide[OW-1:0];
                end else begin : gen_plus
                    always @(posedge clk) if (ce) code_q <= ADD[c*64+:OW] + n_wide[OW-1:0];
                end
                assign code = code_q;
            end else begin : gen_linear
                wire [W-S:0] rounded;
                wire [OW-1:0] bounded;
                reg [OW-1:0] code_q;
                bac_round #(
                    .W    (W),
                    .SHIFT(S),
                    .EVEN ((F == 2) ? 1 : 0),
                    .STAGE(EVEN)
                ) u_round (
                    .clk(clk),
                    .ce (ce),
                    .x  (v[c*VW+:W]),
                    .y  (rounded)
                );
                bac_clamp #(
                    .IW(W - S + 1),
                    .OW(OW),
                    .LO(LO),
                    .HI(HI)
                ) u_clamp (
                    .x(rounded),
                    .y(bounded)
                );
                // Cleared, which no result needs, so that the registers of a sum that needs no clamp are not three
                // in a row without reset, which become a LUT
                always @(posedge clk)
                    if (rst) code_q <= {OW{1'b0}};
                    else if (ce) code_q <= bounded;
                assign code = code_q;
            end
            assign m_axis_tdata[c*OW+:OW] = code;
        end
    endgenerate
endmodule
`default_nettype wire
