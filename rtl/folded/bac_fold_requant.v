// bac_fold_requant.v : accumulators to codes, exactly, on a narrow stream: parameters from a memory
//   THRESHOLD 0   y = clamp(((x*mul[c] + add[c]) << extra[c]) >> SHIFT), rounding down, or half to
//                 even with EVEN: all of const, shift, even and mul of bac_requant_apply
//                 (model/fixed.h), converted to one SHIFT by hw/arith/fold_requant_form.c
//   THRESHOLD 1   y = add[c] + n, or add[c] - n where minus[c]; n = count of thresholds of c <= x
// Beat    LANES elements, element e at [e*IW +: IW] in, at [e*OW +: OW] out
// ROM     ROM_FILE: max(1, C/LANES) words in hexadecimal, one for each beat of a position. LANES may
//         also be a multiple of C: the only word then repeats the channels.
//         THRESHOLD 0: element e at [e*(EB+MB+AB) +: EB+MB+AB] = {extra[EB], mul[MB], add[AB]}
//         THRESHOLD 1: element e at [e*(1+OW) +: 1+OW] = {minus[1], add[OW]}; the thresholds lie in
//                      THRESHOLD_FILE_<e>_<stage>.mem (see bac_fold_search), e and stage two digits
// Stage   1 read    2.. bac_fold_linear | bac_fold_search, add
// Timing  LATENCY = THRESHOLD ? BITS + 2 : 4 + (EB > 0) + EVEN, II = 1
// Stall   see bac_ctrl
// Reset   control only
// Model   hw/stages/fold_requant.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_requant #(
    parameter THRESHOLD = 0,   // 0..1
    parameter C         = 1,   // channels, >= 1
    parameter LANES     = 1,   // elements a beat, divides C or is a multiple of it, >= 1
    parameter IW        = 16,  // bits of x, >= 1
    parameter IS_SIGNED = 1,   // 0..1
    parameter OW        = 8,   // bits of a code, 1..32
    parameter signed [31:0] LO = 0,  // <= HI
    parameter signed [31:0] HI = 255,  // >= LO
    parameter EB        = 0,   // see bac_fold_linear, 0..6
    parameter MB        = 8,   // >= 1
    parameter AB        = 16,  // >= 1
    parameter VW        = 24,  // >= 1
    parameter XW        = 24,  // > SHIFT, >= VW
    parameter SHIFT     = 8,   // EVEN..XW-1
    parameter EVEN      = 0,   // 0..1
    parameter BITS      = 1,   // THRESHOLD 1: bits of the largest count of thresholds, >= 1
    parameter ROM_FILE  = "bac_fold_requant.mem",
    parameter THRESHOLD_FILE = "bac_fold_requant"
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [LANES*IW-1:0] s_axis_tdata,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,
    input  wire                s_axis_tlast,
    output wire [LANES*OW-1:0] m_axis_tdata,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,
    output wire                m_axis_tlast
);
    if (C < 1 || LANES < 1 || BITS < 1) bac_error_illegal_C_LANES_BITS u_error ();
    if (THRESHOLD == 0 && MB < 1) bac_error_illegal_MB u_error ();
    if ((THRESHOLD | IS_SIGNED) >> 1 != 0) bac_error_illegal_THRESHOLD_IS_SIGNED u_error ();

    localparam WORDS = (C > LANES) ? C / LANES : 1;
    localparam LATENCY = (THRESHOLD != 0) ? BITS + 2 : 4 + ((EB > 0) ? 1 : 0) + EVEN;

    if (C % LANES != 0 && LANES % C != 0) bac_error_LANES_must_divide_C_or_the_reverse u_error ();

    wire ce;
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

    genvar e;
    generate
        if (THRESHOLD != 0) begin : gen_threshold
            localparam RW = (WORDS > 1) ? $clog2(WORDS) : 1;
            localparam ENTRY = 1 + OW;
            localparam integer LAST = WORDS - 1;
            reg [RW-1:0] row_q;
            wire [RW-1:0] row_end;  // the row of the beat whose counts are complete
            wire [LANES*ENTRY-1:0] entries;
            always @(posedge clk)
                if (rst) row_q <= {RW{1'b0}};
                else if (ce && s_axis_tvalid) row_q <= (row_q == LAST[RW-1:0]) ? {RW{1'b0}} : row_q + 1'b1;
            bac_delay #(
                .W(RW),
                .N(BITS)
            ) u_row (
                .clk(clk),
                .rst(1'b0),
                .ce (ce),
                .x  (row_q),
                .y  (row_end)
            );
            bac_fold_rom #(
                .W    (LANES * ENTRY),
                .DEPTH(WORDS),
                .FILE (ROM_FILE)
            ) u_rom (
                .clk    (clk),
                .ce     (ce),
                .address(row_end),
                .word   (entries)
            );
            for (e = 0; e < LANES; e = e + 1) begin : gen_lane
                wire [BITS-1:0] n;
                wire [OW+BITS-1:0] n_wide = {{OW{1'b0}}, n};
                wire [OW-1:0] add = entries[e*ENTRY+:OW];
                reg [OW-1:0] code_q;
                bac_fold_search #(
                    .W        (IW),
                    .IS_SIGNED(IS_SIGNED),
                    .BITS     (BITS),
                    .WORDS    (WORDS),
                    .LANE     (e),
                    .FILE     (THRESHOLD_FILE)
                ) u_search (
                    .clk(clk),
                    .ce (ce),
                    .x  (s_axis_tdata[e*IW+:IW]),
                    .row(row_q),
                    .n  (n)
                );
                always @(posedge clk)
                    if (ce) code_q <= entries[e*ENTRY+OW] ? add - n_wide[OW-1:0] : add + n_wide[OW-1:0];
                assign m_axis_tdata[e*OW+:OW] = code_q;
            end
        end else begin : gen_linear
            localparam ENTRY = EB + MB + AB;
            wire [LANES*ENTRY-1:0] entries;
            reg [LANES*IW-1:0] x_q;
            always @(posedge clk) if (ce) x_q <= s_axis_tdata;
            bac_fold_table #(
                .W    (LANES * ENTRY),
                .WORDS(WORDS),
                .FILE (ROM_FILE)
            ) u_table (
                .clk (clk),
                .rst (rst),
                .ce  (ce),
                .step(s_axis_tvalid),
                .word(entries)
            );
            for (e = 0; e < LANES; e = e + 1) begin : gen_lane
                bac_fold_linear #(
                    .IW       (IW),
                    .IS_SIGNED(IS_SIGNED),
                    .OW       (OW),
                    .LO       (LO),
                    .HI       (HI),
                    .EB       (EB),
                    .MB       (MB),
                    .AB       (AB),
                    .VW       (VW),
                    .XW       (XW),
                    .SHIFT    (SHIFT),
                    .EVEN     (EVEN)
                ) u_linear (
                    .clk  (clk),
                    .ce   (ce),
                    .x    (x_q[e*IW+:IW]),
                    .entry(entries[e*ENTRY+:ENTRY]),
                    .y    (m_axis_tdata[e*OW+:OW])
                );
            end
        end
    endgenerate
endmodule
`default_nettype wire
