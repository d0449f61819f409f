// bac_commands.v : commands in bytes to beats of a network, and what is to be answered
//   F, BEATS*IN_BYTES bytes, sum high, sum low: byte i of beat t is byte t*IN_BYTES + i of the frame
//   I: who is there   0: nothing   any other byte in their place: refused
// Beat    in: a byte   out: IN_BYTES bytes, the first in the low bits; tlast with beat BEATS - 1
// Answer  answer is high until done, with: identity; or status, and result, if the network's result belongs to it
//         status 0 good   1 the sum is wrong   2 no byte for TICKS ticks in the middle   3 bytes were lost
//                4 not a command
//         The network gets BEATS beats in each case: what is missing of a frame are zeros. Behind a status other than 0
//         everything is dropped until TICKS ticks pass without a byte other than 0.
// Stage   a beat is a register; sum and counters move with the byte that is taken
// Timing  LATENCY = 1 from a beat's last byte, II = IN_BYTES
// Stall   no byte is taken while a beat waits, or while an answer does
// Reset   control
// Test    tests/board/board.sh
`default_nettype none
module bac_commands #(
    parameter IN_BYTES = 2,     // bytes of a beat, 1..4096
    parameter BEATS    = 1024,  // of a frame, 1..16777216
    parameter TICKS    = 200    // ticks of silence that end a command, 2..255
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  tick,
    input  wire [           7:0] s_tdata,
    input  wire                  s_tvalid,
    output wire                  s_tready,
    input  wire                  lost,           // bytes were lost on the way here
    output wire [8*IN_BYTES-1:0] m_axis_tdata,
    output wire                  m_axis_tvalid,
    input  wire                  m_axis_tready,
    output wire                  m_axis_tlast,
    output wire                  idle,
    output wire                  answer,
    output wire                  identity,
    output wire                  result,
    output wire [           2:0] status,
    input  wire                  done
);
    if (IN_BYTES < 1 || IN_BYTES > 4096) bac_error_IN_BYTES_must_be_1_to_4096 u_error ();
    if (BEATS < 1 || BEATS > 16777216) bac_error_BEATS_must_be_1_to_16777216 u_error ();
    if (TICKS < 2 || TICKS > 255) bac_error_TICKS_must_be_2_to_255 u_error ();

    localparam [2:0] IDLE = 3'd0, FRAME = 3'd1, FILL = 3'd2, HIGH = 3'd3, LOW = 3'd4, ANSWER = 3'd5, DRAIN = 3'd6;
    localparam [2:0] GOOD = 3'd0, WRONG = 3'd1, CUT = 3'd2, LOST = 3'd3, UNKNOWN = 3'd4;
    localparam W = 8 * IN_BYTES;
    localparam NW = (IN_BYTES > 1) ? $clog2(IN_BYTES) : 1;
    localparam BW = (BEATS > 1) ? $clog2(BEATS) : 1;
    localparam [31:0] LAST_BYTE = IN_BYTES - 1;
    localparam [31:0] LAST_BEAT = BEATS - 1;
    localparam [31:0] LIMIT = TICKS;

    reg [2:0] state_q;
    reg [2:0] status_q;
    reg identity_q, result_q, lost_q;
    reg [15:0] sum_q;
    reg [7:0] silence_q;
    reg [NW-1:0] byte_q;
    reg [BW-1:0] beat_q;
    reg [W-1:0] data_q;
    reg valid_q, last_q;

    // ---- a byte of the frame
    wire room = !valid_q || m_axis_tready;
    wire take = s_tvalid && s_tready;
    wire put = room && (state_q == FILL || (state_q == FRAME && s_tvalid));
    wire [7:0] code = (state_q == FILL) ? 8'd0 : s_tdata;
    wire [W+7:0] moved = {code, data_q};
    wire beat_ends = put && byte_q == LAST_BYTE[NW-1:0];
    wire frame_ends = beat_ends && beat_q == LAST_BEAT[BW-1:0];

    assign s_tready = (state_q == FRAME) ? room : (state_q != FILL && state_q != ANSWER);
    assign m_axis_tdata = data_q;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast = last_q;

    always @(posedge clk) begin
        if (put) data_q <= moved[W+7:8];
        if (beat_ends) last_q <= frame_ends;
        if (rst) begin
            valid_q <= 1'b0;
            byte_q  <= {NW{1'b0}};
            beat_q  <= {BW{1'b0}};
        end else begin
            valid_q <= beat_ends || (valid_q && !m_axis_tready);
            if (put) byte_q <= beat_ends ? {NW{1'b0}} : byte_q + 1'b1;
            if (beat_ends) beat_q <= frame_ends ? {BW{1'b0}} : beat_q + 1'b1;
        end
    end

    // ---- the check sum, and silence
    wire [15:0] sum_d;
    bac_crc16 u_sum (
        .x((state_q == IDLE) ? 16'hffff : sum_q),
        .byte_in(s_tdata),
        .y(sum_d)
    );
    wire heard = (state_q == DRAIN) ? s_tvalid && s_tdata != 8'd0 : s_tvalid;
    wire over = (silence_q == LIMIT[7:0]) && !s_tvalid;
    always @(posedge clk) begin
        if (take) sum_q <= sum_d;
        if (rst || heard || state_q == IDLE || state_q == ANSWER) silence_q <= 8'd0;
        else if (tick && silence_q != LIMIT[7:0]) silence_q <= silence_q + 8'd1;
    end

    // ---- the command
    assign idle = (state_q == IDLE);
    assign answer = (state_q == ANSWER);
    assign identity = identity_q;
    assign result = result_q;
    assign status = (result_q && lost_q) ? LOST : status_q;

    always @(posedge clk) begin
        if (rst || (state_q == DRAIN && over)) lost_q <= 1'b0;
        else if (lost && !(idle && !s_tvalid)) lost_q <= 1'b1;

        if (rst) state_q <= IDLE;
        else
            case (state_q)
                IDLE:
                if (take && s_tdata != 8'd0) begin
                    state_q    <= (s_tdata == "F") ? FRAME : ANSWER;
                    identity_q <= (s_tdata == "I");
                    result_q   <= (s_tdata == "F");
                    status_q   <= UNKNOWN;
                end
                FRAME:
                if (frame_ends) state_q <= HIGH;
                else if (over) begin
                    state_q  <= FILL;
                    status_q <= CUT;
                end
                FILL: if (frame_ends) state_q <= ANSWER;
                HIGH, LOW:
                if (take) begin
                    state_q  <= (state_q == HIGH) ? LOW : ANSWER;
                    status_q <= (sum_d == 16'd0) ? GOOD : WRONG;
                end else if (over) begin
                    state_q  <= ANSWER;
                    status_q <= CUT;
                end
                ANSWER: if (done) state_q <= (identity_q || status == GOOD) ? IDLE : DRAIN;
                default: if (over) state_q <= IDLE;
            endcase
    end
endmodule
`default_nettype wire
