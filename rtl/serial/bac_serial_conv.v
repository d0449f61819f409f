// bac_serial_conv.v : sparse dot products and their requantisers, digit by digit
//   v[o] = ADD[o] + sum w[o][i] * x[i];   y[o] = clamp(v[o] >> SHIFT[o]), clamp to [LO, HI]
//   The multiplier of a requantiser is part of w and ADD. Where that is cheaper, and for all other
//   requantisers, the code is searched instead: y[o] = the code of the last threshold at or below v[o].
//   A constant output has no weight: y[o] = ADD[o].
// Beat    in: the same digit of every input, the most significant first, DIGITS beats per position, input
//         i at [i*D +: D]; out: the same digit of every output, D_OUT bits each, DIGITS_OUT beats per
//         position (1: whole numbers), output o at [o*D_OUT +: D_OUT]
// Param   Output o owns the words FIRST[o] .. FIRST[o+1]-1 of WEIGHTS (32 bits, two's complement) and
//         of INDEX (24 bits). INDEX is a bit of the beat, or N_IN*D for a constant bit that is 1 in the
//         beat of a position's last digit; its weight is the remainder of ADD modulo 2**(D*DIGITS). INIT:
//         words of 64 bits, the quotient. SUM_BITS, V_BITS, SHIFT: bytes. WIDTHS: LEVELS bytes each. See
//         bac_serial_sum. TREE[o], 16 bits: 0, or 1 + the index of the output's tree in TREES, of 2**OW
//         words of 32 bits; see bac_serial_search. With a tree, y of a signed output is in offset binary.
// Stage   1..LEVELS+1  bac_serial_sum
//         then WAIT    bac_serial_search, or shift, clamp and wait. WAIT = OW with a search, else 0
//         one more     hold the codes; the digits shift, so that the one that leaves is a register
// Timing  LATENCY = LEVELS + WAIT + 2, II = 1 digit; from a position's last digit in to its first digit out
// Stall   everything stands still while a digit is not taken
// Interval  the last digits of two positions come at least INTERVAL clocks apart: who lets them in sees to it
//         (bac_credit)
// Limits  INTERVAL >= DIGITS_OUT, INTERVAL >= STEPS
// Reset   rst clears the valid bits and the counters
// Model   hw/stages/serial_conv.c
// Test    tests/rtl/serial.sh, tests/sim/cosim
`default_nettype none
module bac_serial_conv #(
    parameter N_IN       = 1,  // inputs, >= 1
    parameter D          = 1,  // bits of a digit, >= 1
    parameter DIGITS     = 8,  // of an input, >= 1
    parameter C          = 1,  // outputs, >= 1
    parameter D_OUT      = 1,  // >= 1
    parameter DIGITS_OUT = 8,  // >= 1
    parameter OW         = 8,  // bits of an output, 1..32
    parameter LEVELS     = 1,  // >= 1
    parameter GROUP      = 6,  // inputs of a table, 1..8
    parameter signed [31:0] LO = 0,  // <= HI
    parameter signed [31:0] HI = 255,  // >= LO
    parameter INTERVAL      = 8,  // clocks, >= DIGITS_OUT
    parameter SIGNED_OUT = 0,  // 0..1
    parameter SEARCH     = 0,  // 1: some output is searched, 0..1
    parameter STEPS      = 1,  // bits of a search by one comparator, 1..OW
    parameter N_TREES    = 1,  // >= 1
    parameter N_TERMS    = 1,  // >= 1
    parameter [N_TERMS*32-1:0]  WEIGHTS  = 0,
    parameter [N_TERMS*24-1:0]  INDEX    = 0,
    parameter [(C+1)*32-1:0]    FIRST    = 0,
    parameter [C*64-1:0]        INIT     = 0,
    parameter [C*8-1:0]         SUM_BITS = 0,
    parameter [C*8-1:0]         V_BITS   = 0,
    parameter [C*8-1:0]         SHIFT    = 0,
    parameter [C*LEVELS*8-1:0]  WIDTHS   = 0,
    parameter [C*16-1:0]        TREE     = 0,
    parameter [((SEARCH!=0)?N_TREES*32<<OW:32)-1:0] TREES = 0
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [ N_IN*D-1:0] s_axis_tdata,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    input  wire               s_axis_tlast,
    output wire [C*D_OUT-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
    if (N_IN < 1 || D < 1 || DIGITS < 1 || C < 1) bac_error_illegal_N_IN_D_DIGITS_C u_error ();
    if (D_OUT < 1 || DIGITS_OUT < 1 || OW < 1 || OW > 32) bac_error_illegal_D_OUT_DIGITS_OUT_OW u_error ();
    if (LEVELS < 1 || GROUP < 1 || GROUP > 8 || LO > HI) bac_error_illegal_LEVELS_GROUP_LO_HI u_error ();
    if ((SIGNED_OUT | SEARCH) >> 1 != 0) bac_error_illegal_SIGNED_OUT_SEARCH u_error ();
    if (STEPS < 1 || STEPS > OW || N_TREES < 1 || N_TERMS < 1) bac_error_illegal_STEPS_OW_N_TREES_N_TERMS u_error ();
`ifdef BAC_IEEE_1364
    if (N_TERMS > 2048 || C > 1024) bac_error_a_parameter_has_more_than_65536_bits u_error ();
    if (C * LEVELS > 8192 || (SEARCH != 0 && N_TREES << OW > 2048)) bac_error_WIDTHS_or_TREES_has_more_than_65536_bits u_error ();
`endif

    localparam NW = (DIGITS > 1) ? $clog2(DIGITS) : 1;
    localparam MW = (DIGITS_OUT > 1) ? $clog2(DIGITS_OUT) : 1;
    localparam integer LAST = DIGITS - 1;
    localparam [NW-1:0] BEFORE_LAST = LAST[NW-1:0] - 1'b1;
    localparam integer LAST_OUT = DIGITS_OUT - 1;
    localparam [MW-1:0] LAST_DIGIT_OUT = LAST_OUT[MW-1:0];
    localparam HELD = DIGITS_OUT * D_OUT;  // bits of an output on their way out
    localparam WAIT = (SEARCH != 0) ? OW : 0;
    localparam STAGES = (OW + STEPS - 1) / STEPS;  // of a search
    localparam [OW-1:0] SIGN = (SIGNED_OUT != 0) ? {1'b1, {(OW - 1) {1'b0}}} : {OW{1'b0}};

    if (INTERVAL < DIGITS_OUT || (SEARCH != 0 && INTERVAL < STEPS)) bac_error_INTERVAL_must_reach_DIGITS_OUT_and_STEPS u_error ();

    reg [NW-1:0] digit_q;  // that comes in next
    reg position_end_q;    // it is a position's last; a register, because tables read it
    wire first_digit = (digit_q == {NW{1'b0}});
    wire take = s_axis_tvalid && s_axis_tready;
    // Marks of the beats in stages 0..LEVELS: here, a position's first, its last, the frame's last.
    wire [3:0] mark_in = {
        take && position_end_q && s_axis_tlast,
        take && position_end_q,
        take && first_digit,
        take
    };
    wire [3:0] mark_d;  // of the beat in stage LEVELS-1
    reg first_q;        // of the beat in stage LEVELS
    reg end_q;
    reg frame_end_q;
    reg [WAIT:0] complete_q;  // n: n clocks ago stage LEVELS+1 held a whole sum
    reg [WAIT:0] complete_last_q;
    wire [WAIT+1:0] complete_d = {complete_q, end_q};
    wire [WAIT+1:0] complete_last_d = {complete_last_q, frame_end_q};
    wire coded = complete_q[WAIT];  // there are codes
    // An enable drives up to 512 registers: one for 16 outputs.
    localparam COPIES = (C + 15) / 16;
    wire [COPIES-1:0] sum;   // stage LEVELS holds a beat
    wire [COPIES-1:0] hold;  // `coded`
    reg busy_q;           // the last stage holds digits
    reg last_q;
    reg [MW-1:0] left_q;  // behind the one that is offered

    wire ce = !busy_q || m_axis_tready;
    wire [N_IN*D:0] x = {position_end_q, s_axis_tdata};

    assign s_axis_tready = ce;
    assign m_axis_tvalid = busy_q;
    assign m_axis_tlast  = last_q && (left_q == {MW{1'b0}});

    bac_delay #(
        .W      (4),
        .N      (LEVELS - 1),
        .CLEARED(1)
    ) u_mark (
        .clk(clk),
        .rst(rst),
        .ce (ce),
        .x  (mark_in),
        .y  (mark_d)
    );
    bac_copies #(
        .N(COPIES)
    ) u_enable_sum (
        .clk(clk),
        .rst(rst),
        .ce (ce),
        .x  (mark_d[0]),
        .y  (sum)
    );
    bac_copies #(
        .N(COPIES)
    ) u_enable_hold (
        .clk(clk),
        .rst(rst),
        .ce (ce),
        .x  (complete_d[WAIT]),
        .y  (hold)
    );

    always @(posedge clk) begin
        if (rst) begin
            digit_q        <= {NW{1'b0}};
            position_end_q <= (DIGITS == 1);
            first_q        <= 1'b0;
            end_q          <= 1'b0;
            frame_end_q    <= 1'b0;
            complete_q     <= {(WAIT + 1) {1'b0}};
            busy_q         <= 1'b0;
            left_q         <= {MW{1'b0}};
        end else if (ce) begin
            {frame_end_q, end_q, first_q} <= mark_d[3:1];
            if (take) begin
                digit_q        <= position_end_q ? {NW{1'b0}} : digit_q + 1'b1;
                position_end_q <= (DIGITS == 1) || (!position_end_q && digit_q == BEFORE_LAST);
            end
            complete_q <= complete_d[WAIT:0];
            busy_q     <= coded || (left_q != {MW{1'b0}});
            left_q     <= coded ? LAST_DIGIT_OUT : (left_q != {MW{1'b0}}) ? left_q - 1'b1 : left_q;
        end
        if (ce) begin
            complete_last_q <= complete_last_d[WAIT:0];
            if (coded) last_q <= complete_last_q[WAIT];
        end
    end

    wire [STAGES-1:0] start;  // of a search's stages
    genvar h;
    genvar o;
    generate
        for (h = 0; h < STAGES; h = h + 1) begin : gen_start
            if (SEARCH != 0) begin : gen_search
                assign start[h] = complete_q[h*STEPS];
            end else begin : gen_none
                assign start[h] = 1'b0;
            end
        end
        for (o = 0; o < C; o = o + 1) begin : gen_out
            localparam integer F = FIRST[o*32+:32];
            localparam integer N = FIRST[(o+1)*32+:32] - F;
            localparam integer PW = {24'd0, SUM_BITS[o*8+:8]};
            localparam integer W = {24'd0, V_BITS[o*8+:8]};
            localparam integer S = {24'd0, SHIFT[o*8+:8]};
            localparam integer R = {16'd0, TREE[o*16+:16]};
            if (N == 0) begin : gen_constant
                wire [HELD+OW-1:0] whole = {{HELD{1'b0}}, INIT[o*64+:OW]};
                if (DIGITS_OUT == 1) begin : gen_whole
                    assign m_axis_tdata[o*D_OUT+:D_OUT] = whole[D_OUT-1:0];
                end else begin : gen_digits
                    bac_pick #(
                        .W(D_OUT),
                        .N(DIGITS_OUT)
                    ) u_digit (
                        .x    (whole[HELD-1:0]),
                        .index(left_q),
                        .y    (m_axis_tdata[o*D_OUT+:D_OUT])
                    );
                end
            end else begin : gen_sum
                wire [OW-1:0] code;
                wire [HELD+OW-1:0] whole = {{HELD{1'b0}}, code};
                reg [HELD-1:0] held_q;  // the digits that have not left, the next one on top
                assign m_axis_tdata[o*D_OUT+:D_OUT] = held_q[HELD-1-:D_OUT];
                if (DIGITS_OUT == 1) begin : gen_whole
                    always @(posedge clk) if (ce && hold[o/16]) held_q <= whole[HELD-1:0];
                end else begin : gen_digits
                    always @(posedge clk) if (ce) held_q <= hold[o/16] ? whole[HELD-1:0] : held_q << D_OUT;
                end
                wire [N-1:0] bits;
                wire [W-1:0] v;
                genvar i;
                for (i = 0; i < N; i = i + 1) begin : gen_bit
                    localparam integer AT = {8'd0, INDEX[(F+i)*24+:24]};
                    assign bits[i] = x[AT];
                end
                bac_serial_sum #(
                    .N      (N),
                    .D      (D),
                    .LEVELS (LEVELS),
                    .GROUP  (GROUP),
                    .PW     (PW),
                    .W      (W),
                    .WEIGHTS(WEIGHTS[F*32+:N*32]),
                    .WIDTHS (WIDTHS[o*LEVELS*8+:LEVELS*8]),
                    .INIT   (INIT[o*64+:64])
                ) u_sum (
                    .clk  (clk),
                    .rst  (rst),
                    .ce   (ce),
                    .x    (bits),
                    .valid(sum[o/16]),
                    .first(first_q),
                    .y    (v)
                );
                if (R > 0) begin : gen_search
                    wire [OW-1:0] found;
                    bac_serial_search #(
                        .W    (W),
                        .BITS (OW),
                        .STEPS(STEPS),
                        .TREE (TREES[((R-1)*32<<OW)+:(32<<OW)])
                    ) u_search (
                        .clk  (clk),
                        .ce   (ce),
                        .start(start),
                        .x    (v),
                        .y    (found)
                    );
                    assign code = found ^ SIGN;
                end else begin : gen_clamp
                    // Beside searches a code waits, from one of their stages to the next.
                    wire [(STAGES+1)*OW-1:0] waiting;
                    bac_clamp #(
                        .IW(W - S),
                        .OW(OW),
                        .LO(LO),
                        .HI(HI)
                    ) u_clamp (
                        .x(v[W-1:S]),
                        .y(waiting[OW-1:0])
                    );
                    for (i = 0; i < STAGES; i = i + 1) begin : gen_wait
                        reg [OW-1:0] code_q;
                        always @(posedge clk) if (ce && start[i]) code_q <= waiting[i*OW+:OW];
                        assign waiting[(i+1)*OW+:OW] = code_q;
                    end
                    assign code = waiting[((SEARCH!=0)?STAGES:0)*OW+:OW];
                end
            end
        end
    endgenerate
endmodule
`default_nettype wire
