// bac_resize.v : the same elements, LANES_OUT per beat instead of LANES_IN
//   out[n] = in[n], element by element, in memory order
// Beat    element e of a beat at [e*W +: W]
// Stage   1 narrowing: hold a wide beat, and shift out one narrow beat per clock; or (PICK) keep it and
//           select one: one multiplexer of RATIO words instead of a two-word multiplexer at every bit, for
//           a RATIO that is small enough to keep it shallow
//           widening:  shift narrow beats in, the wide beat is complete in this register
// Timing  LATENCY = 1, II = 1 narrow beat; widening: from the narrow beat that completes a wide beat. No
//         bubble between wide beats. Equal widths: a register.
// Stall   narrowing: a wide beat is taken while the last narrow beat of the one before leaves;
//         widening: narrow beats wait while a wide beat waits. Combinational from m_axis_tready
//         to s_axis_tready. OPEN 1, narrowing: it is always ready, because wide beats come RATIO clocks or more
//         apart (bac_credit) and m_axis_tready is always high
// Last    a frame is a whole number of wide beats; tlast goes with its last narrow beat
// Reset   rst clears the counter and the valid bit, never the data
// Model   hw/stages/resize.c
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_resize #(
    parameter W         = 8,  // bits of an element, >= 1
    parameter LANES_IN  = 1,  // elements a beat, >= 1
    parameter LANES_OUT = 1,  // elements a beat; one of the two divides the other, >= 1
    parameter PICK      = 0,  // 1: of a wide beat, by number, 0..1
    parameter OPEN      = 0   // 0..1
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire [ LANES_IN*W-1:0] s_axis_tdata,
    input  wire                   s_axis_tvalid,
    output wire                   s_axis_tready,
    input  wire                   s_axis_tlast,
    output wire [LANES_OUT*W-1:0] m_axis_tdata,
    output wire                   m_axis_tvalid,
    input  wire                   m_axis_tready,
    output wire                   m_axis_tlast
);
    if (W < 1 || (PICK | OPEN) >> 1 != 0) bac_error_illegal_W_PICK_OPEN u_error ();
    if (LANES_IN < 1 || LANES_OUT < 1) bac_error_illegal_LANES_IN_LANES_OUT u_error ();

    localparam NARROW = (LANES_OUT < LANES_IN) ? 1 : 0;
    localparam RATIO = (NARROW != 0) ? LANES_IN / LANES_OUT : LANES_OUT / LANES_IN;
    localparam NW = (RATIO > 1) ? $clog2(RATIO) : 1;
    localparam [NW-1:0] FINAL = RATIO[NW-1:0] - 1'b1;

    if (LANES_IN % LANES_OUT != 0 && LANES_OUT % LANES_IN != 0) bac_error_one_of_LANES_must_divide_the_other u_error ();

    reg [NW-1:0] count_q;  // narrow beats of the wide one that have moved
    reg valid_q;
    reg last_q;
    wire final_beat = (count_q == FINAL);
    wire take = s_axis_tvalid && s_axis_tready;
    assign m_axis_tvalid = valid_q;

    generate
        if (NARROW != 0) begin : gen_narrow
            reg [LANES_IN*W-1:0] beat_q;
            wire free = !valid_q || (m_axis_tready && final_beat);
            assign s_axis_tready = (OPEN != 0) || free;
            assign m_axis_tlast  = last_q && final_beat;
            always @(posedge clk) begin
                if (rst) begin
                    count_q <= {NW{1'b0}};
                    valid_q <= 1'b0;
                end else begin
                    if (free) valid_q <= s_axis_tvalid;
                    if (valid_q && m_axis_tready) count_q <= final_beat ? {NW{1'b0}} : count_q + 1'b1;
                end
                if (take) last_q <= s_axis_tlast;
            end
            if (PICK != 0) begin : gen_pick
                always @(posedge clk) if (take) beat_q <= s_axis_tdata;
                bac_pick #(
                    .W(LANES_OUT * W),
                    .N(RATIO)
                ) u_beat (
                    .x    (beat_q),
                    .index(count_q),
                    .y    (m_axis_tdata)
                );
            end else begin : gen_shift
                assign m_axis_tdata = beat_q[LANES_OUT*W-1:0];
                always @(posedge clk)
                    if (take) beat_q <= s_axis_tdata;
                    else if (m_axis_tready) beat_q <= beat_q >> (LANES_OUT * W);
            end
        end else begin : gen_widen
            reg [LANES_OUT*W-1:0] beat_q;
            assign s_axis_tready = !valid_q || m_axis_tready;
            assign m_axis_tdata  = beat_q;
            assign m_axis_tlast  = last_q;
            always @(posedge clk) begin
                if (rst) begin
                    count_q <= {NW{1'b0}};
                    valid_q <= 1'b0;
                end else begin
                    if (s_axis_tready) valid_q <= s_axis_tvalid && final_beat;
                    if (take) count_q <= final_beat ? {NW{1'b0}} : count_q + 1'b1;
                end
                if (take) begin
                    last_q <= s_axis_tlast;
                    beat_q[(LANES_OUT-LANES_IN)*W+:LANES_IN*W] <= s_axis_tdata;
                end
            end
            if (RATIO > 1) begin : gen_shift
                always @(posedge clk)
                    if (take)
                        beat_q[(LANES_OUT-LANES_IN)*W-1:0] <= beat_q[LANES_OUT*W-1:LANES_IN*W];
            end
        end
    endgenerate
endmodule
`default_nettype wire
