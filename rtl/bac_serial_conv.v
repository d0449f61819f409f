// bac_serial_conv.v : sparse dot products and their requantisers, digit by digit
//   v[o] = ADD[o] + sum w[o][i] * x[i];   y[o] = clamp(v[o] >> SHIFT[o]), clamp to [LO, HI]
//   A requantiser that multiplies has its multiplier in w and ADD. A constant output has no weight:
//   y[o] = ADD[o].
// Beat    in: the same digit of every input, the most significant first, DIGITS beats a position, input i
//         at [i*D +: D]; out: digits of every output likewise, D_OUT bits each, DIGITS_OUT beats (one:
//         whole numbers), output o at [o*D_OUT +: D_OUT]
// Param   Output o owns the words FIRST[o] .. FIRST[o+1]-1 of WEIGHTS (32 bits, two's complement) and
//         of INDEX (24 bits): a bit of the beat, or N_IN*D: 1 in the beat of a position's last digit,
//         which brings what ADD is not a multiple of 2**(D*DIGITS). INIT words of 64 bits: ADD over
//         that. SUM_BITS, V_BITS, SHIFT: bytes. WIDTHS: LEVELS bytes each. See bac_serial_sum.
// Stage   1..LEVELS+1  bac_serial_sum
//         LEVELS+2     shift, clamp, hand out the digits
// Timing  LATENCY = LEVELS + 2 from a position's last digit in to its first digit out; II = 1 digit.
// Stall   everything stands still while a digit is not taken
// Limits  positions end at least DIGITS_OUT clocks apart, whatever stalls: DIGITS, times the stride of the
//         window in front, less where a frame follows another sooner
// Reset   rst clears the valid bits and the digit counter
// Twin    sim/twins/serial.c    Test tests/cosim
`default_nettype none
module bac_serial_conv #(
    parameter N_IN       = 1,  // inputs
    parameter D          = 1,  // bits of a digit
    parameter DIGITS     = 8,  // of an input
    parameter C          = 1,  // outputs
    parameter D_OUT      = 1,
    parameter DIGITS_OUT = 8,
    parameter OW         = 8,  // bits of an output
    parameter LEVELS     = 1,
    parameter GROUP      = 6,
    parameter signed [31:0] LO = 0,
    parameter signed [31:0] HI = 255,
    parameter N_TERMS    = 1,
    parameter [N_TERMS*32-1:0]  WEIGHTS  = 0,
    parameter [N_TERMS*24-1:0]  INDEX    = 0,
    parameter [(C+1)*32-1:0]    FIRST    = 0,
    parameter [C*64-1:0]        INIT     = 0,
    parameter [C*8-1:0]         SUM_BITS = 0,
    parameter [C*8-1:0]         V_BITS   = 0,
    parameter [C*8-1:0]         SHIFT    = 0,
    parameter [C*LEVELS*8-1:0]  WIDTHS   = 0
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
    localparam NW = (DIGITS > 1) ? $clog2(DIGITS) : 1;
    localparam MW = (DIGITS_OUT > 1) ? $clog2(DIGITS_OUT) : 1;
    localparam integer LAST = DIGITS - 1;
    localparam [NW-1:0] LAST_DIGIT = LAST[NW-1:0];
    localparam integer LAST_OUT = DIGITS_OUT - 1;
    localparam [MW-1:0] LAST_DIGIT_OUT = LAST_OUT[MW-1:0];
    localparam HELD = DIGITS_OUT * D_OUT;  // bits of an output on their way out

    reg [NW-1:0] digit_q;   // that comes in next
    wire position_end = (digit_q == LAST_DIGIT);
    wire first_digit = (digit_q == {NW{1'b0}});
    // Marks of the beats in stages 1..LEVELS: here, a position's first, its last, the frame's last.
    wire [3:0] mark;
    wire [3:0] mark_in = {
        s_axis_tvalid && position_end && s_axis_tlast,
        s_axis_tvalid && position_end,
        s_axis_tvalid && first_digit,
        s_axis_tvalid
    };
    reg complete_q;       // stage LEVELS+1 holds a whole sum
    reg complete_last_q;
    reg busy_q;           // stage LEVELS+2 holds digits
    reg last_q;
    reg [MW-1:0] left_q;  // behind the one that is offered

    wire ce = !busy_q || m_axis_tready;
    wire [N_IN*D:0] x = {position_end, s_axis_tdata};

    assign s_axis_tready = ce;
    assign m_axis_tvalid = busy_q;
    assign m_axis_tlast  = last_q && (left_q == {MW{1'b0}});

    bac_serial_wait #(
        .W(4),
        .N(LEVELS)
    ) u_mark (
        .clk(clk),
        .rst(rst),
        .ce (ce),
        .x  (mark_in),
        .y  (mark)
    );

    always @(posedge clk) begin
        if (rst) begin
            digit_q    <= {NW{1'b0}};
            complete_q <= 1'b0;
            busy_q     <= 1'b0;
            left_q     <= {MW{1'b0}};
        end else if (ce) begin
            if (s_axis_tvalid) digit_q <= position_end ? {NW{1'b0}} : digit_q + 1'b1;
            complete_q <= mark[2];
            busy_q     <= complete_q || (left_q != {MW{1'b0}});
            left_q     <= complete_q ? LAST_DIGIT_OUT : (left_q != {MW{1'b0}}) ? left_q - 1'b1 : left_q;
        end
        if (ce) begin
            complete_last_q <= mark[3];
            if (complete_q) last_q <= complete_last_q;
        end
    end

    genvar o;
    generate
        for (o = 0; o < C; o = o + 1) begin : gen_out
            localparam integer F = FIRST[o*32+:32];
            localparam integer N = FIRST[(o+1)*32+:32] - F;
            localparam integer PW = {24'd0, SUM_BITS[o*8+:8]};
            localparam integer W = {24'd0, V_BITS[o*8+:8]};
            localparam integer S = {24'd0, SHIFT[o*8+:8]};
            wire [OW-1:0] code;
            wire [HELD+OW-1:0] whole = {{HELD{1'b0}}, code};
            if (N == 0) begin : gen_constant
                assign code = INIT[o*64+:OW];
            end else begin : gen_sum
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
                    .valid(mark[0]),
                    .first(mark[1]),
                    .y    (v)
                );
                bac_clamp #(
                    .IW(W - S),
                    .OW(OW),
                    .LO(LO),
                    .HI(HI)
                ) u_clamp (
                    .x(v[W-1:S]),
                    .y(code)
                );
            end
            if (DIGITS_OUT == 1) begin : gen_whole
                reg [OW-1:0] code_q;
                always @(posedge clk) if (ce && complete_q) code_q <= code;
                assign m_axis_tdata[o*D_OUT+:D_OUT] = code_q;
            end else if (N == 0) begin : gen_turning  // its digits, from the count of those left
                wire [HELD-1:0] moved = whole[HELD-1:0] >> (left_q * D_OUT);
                assign m_axis_tdata[o*D_OUT+:D_OUT] = moved[D_OUT-1:0];
            end else begin : gen_digits
                reg [HELD-1:0] held_q;
                always @(posedge clk)
                    if (ce) held_q <= complete_q ? whole[HELD-1:0] : held_q << D_OUT;
                assign m_axis_tdata[o*D_OUT+:D_OUT] = held_q[HELD-D_OUT+:D_OUT];
            end
        end
    endgenerate
endmodule
`default_nettype wire
