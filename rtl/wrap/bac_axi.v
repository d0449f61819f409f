// bac_axi.v : a network as an AXI4-Stream block, with AXI4-Lite registers where asked for
//   s_axis -> [bac_async_fifo] -> [bac_sample] -> bac_frames -> bac_top -> bac_result -> bac_frames -> m_axis
// Beat    in: C elements, element i in lane i of S_LANE bits, position by position. A beat has all its bytes: a
//         low bit of s_axis_tkeep is a fault of its frame. tlast is high in the last beat of a frame (CHECK_LAST 0:
//         ignored).
//         out: RESULT 0: the class; 1: the class, above it the margin; 2: one beat a logit, the class and, above it,
//         the logit; the class in the lowest CLASS_LANE bits, zeros above. tuser: the frame had a fault. tlast: the
//         last beat of a result.
// Timing  LATENCY = parameter, II = parameter; those of bac_top and bac_result, 1 or 2 clocks more with
//         SAMPLE_W, 2 or 3 with FIFO_AW
// Stall   s_axis_tready as AXI4-Stream says. WAITS 0: the source does not look at it, and a beat that is not taken
//         sets OVERFLOW; from then on frames are not aligned, until a soft reset.
// Reset   aresetn and s_axis_aresetn, low for 4 clocks of the slower clock together; the network begins 2**CLASS_W,
//         at least 16, clocks after aresetn if LITE, else one clock after
// Clocks  FIFO_AW > 0: s_axis_aclk is the clock of s_axis, in no relation to aclk. FIFO_AW 0: s_axis_aclk is not
//         used, s_axis belongs to aclk.
// Registers  docs/registers.md, with LITE; else the bus never answers, tie its inputs low
// Test    tests/rtl/axi.sh
`default_nettype none
module bac_axi #(
    // the input: beats of C elements, T beats a frame
    parameter C          = 2,     // >= 1
    parameter T          = 1024,  // >= 1
    parameter LANE       = 8,     // bits of a code's lane in bac_top, >= 1
    parameter S_LANE     = 8,     // bits of an element's lane at s_axis, whole bytes; LANE without SAMPLE_W, >= 1
    // samples wider than codes: rounded to codes here
    parameter SAMPLE_W   = 0,     // bits of a sample; 0: s_axis has codes, 0..32
    parameter SHIFT      = 0,     // fraction bits that rounding removes, below SAMPLE_W; 0 with codes, 0..31
    parameter IW         = 8,     // bits of a code, 1..16
    parameter signed [31:0] LO = 0,     // the smallest code, <= HI
    parameter signed [31:0] HI = 255,   // the largest, >= LO
    // another clock, and a source that cannot wait
    parameter FIFO_AW    = 0,     // 2**FIFO_AW beats, 0: one clock, not 1, 0..16
    parameter WAITS      = 1,     // 0..1
    parameter CHECK_LAST = 1,     // 0..1
    // the result
    parameter RESULT     = 0,     // 0 class; 1 class and margin; 2 logits one by one, 0..2
    parameter N          = 24,    // classes, 1..256
    parameter W          = 16,    // bits of a logit, 1..32
    parameter IS_SIGNED  = 1,     // 0..1
    parameter OUT_LANE   = 16,    // bits of a logit's lane, whole bytes, >= W
    parameter CLASS_LANE = 8,     // bits of the class's lane, whole bytes, 8..16
    parameter M_BYTES    = 1,     // of m_axis, as many as RESULT needs at least, >= 1
    // the network's registers
    parameter LITE       = 0,     // 1: with AXI4-Lite, 0..1
    parameter FLIGHT     = 4,     // 2**FLIGHT frames under way at most, 1..8
    parameter SAMPLES    = 1,     // positions of a beat, for the register, >= 1
    parameter [255:0] HASH = 256'd0  // SHA-256 of the network
) (
    input wire aclk,
    input wire aresetn,

    input  wire                  s_axis_aclk,
    input  wire                  s_axis_aresetn,
    input  wire [  C*S_LANE-1:0] s_axis_tdata,
    input  wire [C*S_LANE/8-1:0] s_axis_tkeep,
    input  wire                  s_axis_tvalid,
    output wire                  s_axis_tready,
    input  wire                  s_axis_tlast,

    output wire [8*M_BYTES-1:0] m_axis_tdata,
    output wire                 m_axis_tuser,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready,
    output wire                 m_axis_tlast,

    input  wire [11:0] s_axi_awaddr,
    input  wire        s_axi_awvalid,
    output wire        s_axi_awready,
    input  wire [31:0] s_axi_wdata,
    input  wire [ 3:0] s_axi_wstrb,
    input  wire        s_axi_wvalid,
    output wire        s_axi_wready,
    output wire [ 1:0] s_axi_bresp,
    output wire        s_axi_bvalid,
    input  wire        s_axi_bready,
    input  wire [11:0] s_axi_araddr,
    input  wire        s_axi_arvalid,
    output wire        s_axi_arready,
    output wire [31:0] s_axi_rdata,
    output wire [ 1:0] s_axi_rresp,
    output wire        s_axi_rvalid,
    input  wire        s_axi_rready
);
    localparam ABOVE = (RESULT == 0) ? 0 : OUT_LANE;
    localparam OUT = CLASS_LANE + ABOVE;
    localparam IN = C * S_LANE;

    if (C < 1 || T < 1 || SAMPLES < 1) bac_error_illegal_C_T_SAMPLES u_error ();
    if (SAMPLE_W < 0 || SAMPLE_W > 32 || IW < 1 || IW > 16 || LANE < IW) bac_error_illegal_SAMPLE_W_IW_LANE u_error ();
    if (SHIFT < 0 || SHIFT > 31 || (SAMPLE_W > 0 && SHIFT >= SAMPLE_W)) bac_error_SHIFT_must_be_below_SAMPLE_W u_error ();
    if (N < 1 || N > 256 || W < 1 || W > 32 || OUT_LANE < W) bac_error_illegal_N_W_OUT_LANE u_error ();
    if (RESULT < 0 || RESULT > 2 || IS_SIGNED >> 1 != 0) bac_error_illegal_RESULT_IS_SIGNED u_error ();
    if (S_LANE % 8 != 0 || OUT_LANE % 8 != 0 || CLASS_LANE % 8 != 0) bac_error_lanes_must_be_whole_bytes u_error ();
    if (SAMPLE_W == 0 && S_LANE != LANE) bac_error_S_LANE_must_be_LANE_without_SAMPLE_W u_error ();
    if (8 * M_BYTES < OUT) bac_error_M_BYTES_must_hold_the_result u_error ();
    if (LO > HI) bac_error_illegal_LO_HI u_error ();
    if (LITE >> 1 != 0 || WAITS >> 1 != 0) bac_error_illegal_LITE_WAITS u_error ();
    if (S_LANE < 1 || CLASS_LANE < 8 || CLASS_LANE > 16 || M_BYTES < 1) bac_error_illegal_CLASS_LANE_M_BYTES u_error ();
    if (FIFO_AW < 0 || FIFO_AW == 1 || FIFO_AW > 16) bac_error_FIFO_AW_must_be_0_or_2_to_16 u_error ();

    reg rst_q;  // of what listens to the bus
    wire rst;  // of the network
    always @(posedge aclk) rst_q <= !aresetn;

    // ---- to aclk
    wire [IN-1:0] raw_tdata;
    wire raw_good, raw_tlast, raw_tvalid, raw_tready;
    wire overflow;
    generate
        if (FIFO_AW > 0) begin : gen_clocks
            reg s_rst_q;
            wire room;
            // That a beat is lost is told to aclk by a level that changes, not again before aclk has seen it.
            reg lost_q;
            reg change_q;
            (* ASYNC_REG = "TRUE" *) reg change_sync0_q;
            (* ASYNC_REG = "TRUE" *) reg change_sync1_q;
            reg seen_q;
            (* ASYNC_REG = "TRUE" *) reg seen_sync0_q;
            (* ASYNC_REG = "TRUE" *) reg seen_sync1_q;
            always @(posedge s_axis_aclk) begin
                s_rst_q      <= !s_axis_aresetn;
                seen_sync0_q <= seen_q;
                seen_sync1_q <= seen_sync0_q;
                if (s_rst_q) begin
                    lost_q   <= 1'b0;
                    change_q <= 1'b0;
                end else begin
                    lost_q <= (WAITS == 0) && s_axis_tvalid && !room || lost_q && change_q != seen_sync1_q;
                    if (lost_q && change_q == seen_sync1_q) change_q <= !change_q;
                end
            end
            always @(posedge aclk) begin
                change_sync0_q <= change_q;
                change_sync1_q <= change_sync0_q;
                seen_q         <= change_sync1_q;
            end
            assign overflow = !rst_q && seen_q != change_sync1_q;
            bac_async_fifo #(
                .W (IN + 2),
                .AW((FIFO_AW > 1) ? FIFO_AW : 2)
            ) u_fifo (
                .s_clk        (s_axis_aclk),
                .s_rst        (s_rst_q),
                .s_axis_tdata ({s_axis_tlast, &s_axis_tkeep, s_axis_tdata}),
                .s_axis_tvalid(s_axis_tvalid),
                .s_axis_tready(room),
                .m_clk        (aclk),
                .m_rst        (rst_q),
                .m_axis_tdata ({raw_tlast, raw_good, raw_tdata}),
                .m_axis_tvalid(raw_tvalid),
                .m_axis_tready(raw_tready)
            );
            assign s_axis_tready = room;
        end else begin : gen_clock
            assign raw_tdata     = s_axis_tdata;
            assign raw_good      = &s_axis_tkeep;
            assign raw_tlast     = s_axis_tlast;
            assign raw_tvalid    = s_axis_tvalid;
            assign s_axis_tready = raw_tready;
            assign overflow      = (WAITS == 0) && s_axis_tvalid && !s_axis_tready && !rst_q;
        end
    endgenerate

    // ---- to codes; the marks of a beat keep it company
    wire [C*LANE-1:0] code_tdata;
    wire code_good, code_tlast, code_tvalid, code_tready;
    generate
        if (SAMPLE_W > 0) begin : gen_sample
            bac_sample #(
                .C     (C),
                .W     (SAMPLE_W),
                .S_LANE(S_LANE),
                .SHIFT (SHIFT),
                .OW    (IW),
                .M_LANE(LANE),
                .LO    (LO),
                .HI    (HI)
            ) u_sample (
                .clk          (aclk),
                .rst          (rst_q),
                .s_axis_tdata (raw_tdata),
                .s_axis_tvalid(raw_tvalid),
                .s_axis_tready(raw_tready),
                .m_axis_tdata (code_tdata),
                .m_axis_tvalid(code_tvalid),
                .m_axis_tready(code_tready)
            );
            bac_delay #(
                .W(2),
                .N((SHIFT > 0) ? 2 : 1)
            ) u_marks (
                .clk(aclk),
                .rst(rst_q),
                .ce (raw_tready),
                .x  ({raw_tlast, raw_good}),
                .y  ({code_tlast, code_good})
            );
        end else begin : gen_codes
            assign code_tdata  = raw_tdata;
            assign code_good   = raw_good;
            assign code_tlast  = raw_tlast;
            assign code_tvalid = raw_tvalid;
            assign raw_tready  = code_tready;
        end
    endgenerate

    // ---- frames, the network, its result
    wire top_tvalid, top_tready, top_tlast;
    wire [CLASS_LANE+N*OUT_LANE-1:0] all_tdata;
    wire all_tvalid, all_tready, all_tlast;
    wire [OUT-1:0] result;
    wire result_tvalid, result_tready, result_tlast;
    wire hold, last_wrong, bad_beat, done;
    wire [((LITE != 0) ? 32 : 1)-1:0] latency;
    wire unused_tlast_error;

    bac_frames #(
        .T         (T),
        .FLIGHT    (FLIGHT),
        .LATENCY_W ((LITE != 0) ? 32 : 0),
        .CHECK_LAST(CHECK_LAST)
    ) u_frames (
        .clk            (aclk),
        .rst            (rst),
        .source_rst     (rst_q),
        .hold           (hold),
        .s_axis_good    (code_good),
        .s_axis_tvalid  (code_tvalid),
        .s_axis_tready  (code_tready),
        .s_axis_tlast   (code_tlast),
        .m_axis_tvalid  (top_tvalid),
        .m_axis_tready  (top_tready),
        .m_axis_tlast   (top_tlast),
        .s_result_tvalid(result_tvalid),
        .s_result_tready(result_tready),
        .s_result_tlast (result_tlast),
        .m_result_tvalid(m_axis_tvalid),
        .m_result_tready(m_axis_tready),
        .m_result_error (m_axis_tuser),
        .last_wrong     (last_wrong),
        .bad_beat       (bad_beat),
        .done           (done),
        .latency        (latency)
    );

    bac_top u_top (
        .clk          (aclk),
        .rst          (rst),
        .s_axis_tdata (code_tdata),
        .s_axis_tvalid(top_tvalid),
        .s_axis_tready(top_tready),
        .s_axis_tlast (top_tlast),
        .m_axis_tdata (all_tdata),
        .m_axis_tvalid(all_tvalid),
        .m_axis_tready(all_tready),
        .m_axis_tlast (all_tlast),
        .tlast_error  (unused_tlast_error)
    );

    bac_result #(
        .FORM      (RESULT),
        .N         (N),
        .W         (W),
        .IS_SIGNED (IS_SIGNED),
        .LANE      (OUT_LANE),
        .CLASS_LANE(CLASS_LANE),
        .ABOVE     (ABOVE)
    ) u_result (
        .clk          (aclk),
        .rst          (rst),
        .s_axis_tdata (all_tdata),
        .s_axis_tvalid(all_tvalid),
        .s_axis_tready(all_tready),
        .s_axis_tlast (all_tlast),
        .m_axis_tdata (result),
        .m_axis_tvalid(result_tvalid),
        .m_axis_tready(result_tready),
        .m_axis_tlast (result_tlast)
    );
    assign m_axis_tlast = result_tlast;

    bac_cast #(
        .C (1),
        .IW(OUT),
        .OW(8 * M_BYTES)
    ) u_wide (
        .x(result),
        .y(m_axis_tdata)
    );

    // ---- registers
    generate
        if (LITE != 0) begin : gen_lite
            localparam MARGIN_W = (RESULT == 1) ? W : 0;
            wire [((RESULT == 1) ? W : 1)-1:0] margin;
            wire [15:0] class_wide;
            bac_cast #(
                .C (1),
                .IW(CLASS_LANE),
                .OW(16)
            ) u_class (
                .x(result[CLASS_LANE-1:0]),
                .y(class_wide)
            );
            if (RESULT == 1) begin : gen_margin
                assign margin = result[CLASS_LANE+:W];
            end else begin : gen_none
                assign margin = 1'b0;
            end
            bac_registers #(
                .CLASSES (N),
                .MARGIN_W(MARGIN_W),
                .SAMPLES (SAMPLES),
                .FRAME   (T * SAMPLES),
                .HASH    (HASH)
            ) u_registers (
                .clk          (aclk),
                .rst          (rst_q),
                .s_axi_awaddr (s_axi_awaddr),
                .s_axi_awvalid(s_axi_awvalid),
                .s_axi_awready(s_axi_awready),
                .s_axi_wdata  (s_axi_wdata),
                .s_axi_wstrb  (s_axi_wstrb),
                .s_axi_wvalid (s_axi_wvalid),
                .s_axi_wready (s_axi_wready),
                .s_axi_bresp  (s_axi_bresp),
                .s_axi_bvalid (s_axi_bvalid),
                .s_axi_bready (s_axi_bready),
                .s_axi_araddr (s_axi_araddr),
                .s_axi_arvalid(s_axi_arvalid),
                .s_axi_arready(s_axi_arready),
                .s_axi_rdata  (s_axi_rdata),
                .s_axi_rresp  (s_axi_rresp),
                .s_axi_rvalid (s_axi_rvalid),
                .s_axi_rready (s_axi_rready),
                .core_rst     (rst),
                .hold         (hold),
                .last_wrong   (last_wrong),
                .bad_beat     (bad_beat),
                .overflow     (overflow),
                .waits        (code_tvalid && !code_tready && !rst),
                .done         (done),
                .class_index  (class_wide[7:0]),
                .margin       (margin),
                .latency      (latency)
            );
        end else begin : gen_none
            assign rst           = rst_q;
            assign hold          = 1'b0;
            assign s_axi_awready = 1'b0;
            assign s_axi_wready  = 1'b0;
            assign s_axi_bresp   = 2'd0;
            assign s_axi_bvalid  = 1'b0;
            assign s_axi_arready = 1'b0;
            assign s_axi_rdata   = 32'd0;
            assign s_axi_rresp   = 2'd0;
            assign s_axi_rvalid  = 1'b0;
        end
    endgenerate
endmodule
`default_nettype wire
