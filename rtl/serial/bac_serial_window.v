// bac_serial_window.v : windows of K taps of numbers that come digit by digit
//   w[p][k][c] = x[p*STRIDE + k - PAD_LEFT][c], FILL outside the frame, p = 0 .. T_OUT-1
//   T_OUT = (T + PAD_LEFT + PAD_RIGHT - K)/STRIDE + 1
// Beat    in: one digit of every channel, the most significant first, DIGITS beats a sample,
//         channel c at [c*D +: D]; out: the same digit of every tap, tap k, channel c at
//         [(k*C + c)*D +: D], DIGITS beats a window
// Stage   1 shift the digit into the line; the taps are complete in this register
// Timing  LATENCY = 1 from the push of a window's digit, II = 1; a sample is DIGITS
//         pushes. Window p is complete with sample p*STRIDE + HEAD, HEAD = K-1-PAD_LEFT.
// Borders GAP samples of FILL follow each frame at one digit a clock while the input waits: the right
//         padding of this frame, the left padding of the next. (T + GAP)*DIGITS clocks a frame.
// Stall   nothing moves while a beat waits at the output
// Reset   rst clears the line too: it is the first frame's left padding. (And a register that can be
//         cleared is not made a shift register of LUTs, which taps every few stages would not save.)
// Limits  GAP >= PAD_LEFT, GAP >= the samples behind the frame that its last window reads
// Twin    sim/twins/serial.c
// Test    tests/rtl/serial.sh, tests/cosim
`default_nettype none
module bac_serial_window #(
    parameter C        = 1,
    parameter D        = 1,    // bits of a digit
    parameter DIGITS   = 8,    // of a number
    parameter T        = 16,   // samples of a frame
    parameter K        = 3,    // taps
    parameter STRIDE   = 1,
    parameter PAD_LEFT = 1,
    parameter PAD_RIGHT = 1,
    parameter GAP      = 1,    // zero samples behind a frame
    parameter [D-1:0] FILL = 0,  // a number's first digit where there is no sample; the others are 0
    parameter [C-1:0] DEAD = 0   // channels that are always 0: they have no line
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [  C*D-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [K*C*D-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
    localparam T_OUT = (T + PAD_LEFT + PAD_RIGHT - K) / STRIDE + 1;
    localparam HEAD = K - 1 - PAD_LEFT;
    localparam FINAL = (T_OUT - 1) * STRIDE + HEAD;
    localparam FLUSH = (FINAL > T - 1) ? FINAL - (T - 1) : 0;
    localparam LENGTH = (K - 1) * DIGITS + 1;  // digits in the line
    localparam PHASES = (HEAD + 1 > STRIDE) ? HEAD + 1 : STRIDE;
    localparam PW = (PHASES > 1) ? $clog2(PHASES) : 1;
    localparam NW = (DIGITS > 1) ? $clog2(DIGITS) : 1;
    localparam GW = $clog2(GAP + 2);
    localparam OW = $clog2(T_OUT + 1);
    localparam [PW-1:0] HEAD_PHASE = HEAD[PW-1:0];
    localparam integer STEP = STRIDE - 1;
    localparam [PW-1:0] STEP_PHASE = STEP[PW-1:0];
    localparam integer LAST = DIGITS - 1;
    localparam [NW-1:0] LAST_DIGIT = LAST[NW-1:0];
    localparam [GW-1:0] WHOLE_GAP = GAP[GW-1:0];

    generate
        if (GAP < PAD_LEFT || GAP < FLUSH) begin : gen_illegal
            bac_error_GAP_must_cover_the_padding u_error ();
        end
    endgenerate

    reg [NW-1:0] digit_q;      // of the sample that is pushed
    reg [PW-1:0] phase_q;      // samples before the next that completes a window
    reg [GW-1:0] gap_q;        // zero samples still to push; 0: the frame's turn
    reg [OW-1:0] windows_q;    // that this frame has made
    reg valid_q;
    reg last_q;

    wire ce = !valid_q || m_axis_tready;
    wire in_gap = (gap_q != {GW{1'b0}});
    wire take = s_axis_tvalid && s_axis_tready;
    wire push = take || (ce && in_gap);
    wire sample_end = push && (digit_q == LAST_DIGIT);
    wire frame_end = take && s_axis_tlast;
    wire all_made = (windows_q == T_OUT[OW-1:0]);
    wire due = (phase_q == {PW{1'b0}}) && !all_made;
    localparam integer BEFORE = T_OUT - 1;
    wire last_window = (windows_q == BEFORE[OW-1:0]);
    // Where the next frame's first sample may follow.
    wire round_end = (GAP > 0) ? (sample_end && gap_q == {{(GW - 1) {1'b0}}, 1'b1}) : frame_end;

    assign s_axis_tready = ce && !in_gap;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;

    always @(posedge clk) begin
        if (rst) begin
            digit_q   <= {NW{1'b0}};
            phase_q   <= HEAD_PHASE;
            gap_q     <= {GW{1'b0}};
            windows_q <= {OW{1'b0}};
            valid_q   <= 1'b0;
        end else begin
            if (ce) valid_q <= push && due;
            if (push) digit_q <= sample_end ? {NW{1'b0}} : digit_q + 1'b1;
            if (round_end) begin
                phase_q   <= HEAD_PHASE;
                windows_q <= {OW{1'b0}};
            end else if (sample_end) begin
                phase_q <= (phase_q == {PW{1'b0}}) ? STEP_PHASE : phase_q - 1'b1;
                if (due) windows_q <= windows_q + 1'b1;
            end
            if (frame_end) gap_q <= WHOLE_GAP;
            else if (in_gap && sample_end) gap_q <= gap_q - 1'b1;
        end
        if (ce) last_q <= sample_end && last_window;
    end

    // As GAP samples leave the line: the digit pushed last is a number's last one.
    wire [D-1:0] fill = (digit_q == {NW{1'b0}}) ? FILL : {D{1'b0}};
    wire [LENGTH*D-1:0] border;
    genvar c;
    genvar k;
    generate
        for (k = 0; k < LENGTH; k = k + 1) begin : gen_border
            assign border[k*D+:D] = (k % DIGITS == 1 % DIGITS) ? FILL : {D{1'b0}};
        end
        for (c = 0; c < C; c = c + 1) begin : gen_channel
            wire [LENGTH*D-1:0] line;
            if (DEAD[c]) begin : gen_none
                assign line = {(LENGTH * D) {1'b0}};
            end else begin : gen_line
                reg [LENGTH*D-1:0] line_q;
                wire [D-1:0] newest = in_gap ? fill : s_axis_tdata[c*D+:D];
                wire [(LENGTH+1)*D-1:0] moved = {newest, line_q};
                always @(posedge clk)
                    if (rst) line_q <= border;
                    else if (push) line_q <= moved[(LENGTH+1)*D-1:D];
                assign line = line_q;
            end
            for (k = 0; k < K; k = k + 1) begin : gen_tap
                assign m_axis_tdata[(k*C+c)*D+:D] = line[k*DIGITS*D+:D];
            end
        end
    endgenerate
endmodule
`default_nettype wire
