// bac_serial_overlap.v : windows of K taps of numbers that come digit by digit, frames without a gap
//   w[p][k][c] = x[p*STRIDE + k - PAD_LEFT][c], FILL outside the frame, p = 0 .. T_OUT-1
//   T_OUT = (T + PAD_LEFT + PAD_RIGHT - K)/STRIDE + 1
// Beat    as of bac_serial_window
// Stage   1 shift the digit into the line; the taps are complete in this register, and those outside the
//           frame are cleared on the way out
// Timing  LATENCY = 1 from the push of a window's digit, II = 1; a sample is DIGITS
//         pushes. Window p is complete with sample p*STRIDE + HEAD, HEAD = K-1-PAD_LEFT, counted on
//         behind the frame's last.
// Borders as of bac_window with OVERLAP: samples of the next frame push this one's tail out, FLUSH samples. While
//         none is waiting, empty ones do, a digit a clock; one that has begun is finished, and the input
//         waits for it. T*DIGITS clocks a frame.
// Stall   nothing moves while a beat waits at the output
// Reset   rst clears the counters, the valid bits, and the line (a register that can be cleared is not made a shift
//         register of LUTs)
// Limits  FLUSH <= HEAD (a push never completes digits of two windows), FLUSH <= T
// Twin    sim/twins/serial_overlap.c
// Test    tests/rtl/serial.sh, tests/cosim
`default_nettype none
module bac_serial_overlap #(
    parameter C        = 1,
    parameter D        = 1,    // bits of a digit
    parameter DIGITS   = 8,    // of a number
    parameter T        = 16,   // samples of a frame
    parameter K        = 3,    // taps
    parameter STRIDE   = 1,
    parameter PAD_LEFT = 1,
    parameter PAD_RIGHT = 1,
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
    localparam FW = $clog2(FLUSH + 2);
    localparam OW = $clog2(T_OUT + 1);
    localparam [PW-1:0] HEAD_PHASE = HEAD[PW-1:0];
    localparam integer STEP = STRIDE - 1;
    localparam [PW-1:0] STEP_PHASE = STEP[PW-1:0];
    localparam integer LAST = DIGITS - 1;
    localparam [NW-1:0] LAST_DIGIT = LAST[NW-1:0];
    localparam [FW-1:0] WHOLE_TAIL = FLUSH[FW-1:0];
    localparam integer BEFORE = T_OUT - 1;
    localparam AHEAD = DIGITS - 1;

    generate
        if (FLUSH > HEAD || FLUSH > T) begin : gen_illegal
            bac_error_FLUSH_must_not_exceed_HEAD_and_T u_error ();
        end
    endgenerate

    // What is coming: stage n's digit at index n, the input's at 0.
    wire [AHEAD:0] valid_at;
    wire [AHEAD:0] last_at;
    wire [(AHEAD+1)*C*D-1:0] data_at;
    wire coming = (valid_at != {(AHEAD + 1) {1'b0}});
    wire next_valid = valid_at[AHEAD];
    wire next_last = last_at[AHEAD];
    wire [C*D-1:0] next_data = data_at[AHEAD*C*D+:C*D];
    wire next_ready;
    wire [AHEAD:0] full;  // stage n waits; the input, at 0, has no place
    assign valid_at[0] = s_axis_tvalid;
    assign full[0] = 1'b1;
    assign last_at[0] = s_axis_tlast;
    assign data_at[C*D-1:0] = s_axis_tdata;
    assign s_axis_tready = next_ready || (full != {(AHEAD + 1) {1'b1}});
    genvar n;
    generate
        for (n = 0; n < AHEAD; n = n + 1) begin : gen_ahead
            reg ahead_q;
            reg ahead_last_q;
            reg [C*D-1:0] ahead_data_q;
            wire moves = next_ready || (full[AHEAD:n+1] != {(AHEAD - n) {1'b1}});
            assign valid_at[n+1] = ahead_q;
            assign full[n+1] = ahead_q;
            assign last_at[n+1]  = ahead_last_q;
            assign data_at[(n+1)*C*D+:C*D] = ahead_data_q;
            always @(posedge clk) begin
                if (rst) ahead_q <= 1'b0;
                else if (moves) ahead_q <= valid_at[n];
                if (moves) begin
                    ahead_last_q <= last_at[n];
                    ahead_data_q <= data_at[n*C*D+:C*D];
                end
            end
        end
    endgenerate

    // Of the `head` frame, whose samples come in, and of the `tail` frame before it: samples before the next
    // that completes a window.
    reg [NW-1:0] digit_q;      // of the sample that is pushed
    reg empty_q;               // that sample is an empty one and has begun
    reg begun_q;               // the head frame has
    reg [PW-1:0] head_phase_q;
    reg [PW-1:0] tail_phase_q;
    reg [FW-1:0] tail_q;       // samples to the tail's end
    reg [OW-1:0] windows_q;    // that the head frame has made
    reg [K-1:0] head_q;        // sample of tap k belongs to the head frame
    reg [K-1:0] tail_in_q;     // to the tail frame
    reg [K-1:0] mask_q;        // to the frame of the window at the output
    reg valid_q;
    reg last_q;

    wire ce = !valid_q || m_axis_tready;
    wire tail_busy = (tail_q != {FW{1'b0}});
    wire sample_begins = (digit_q == {NW{1'b0}});
    wire take = next_valid && next_ready;
    wire empty = empty_q || (sample_begins && tail_busy && !begun_q && !coming);
    wire push = take || (ce && empty);
    wire sample_end = push && (digit_q == LAST_DIGIT);
    wire frame_end = take && next_last;
    wire last_window = (windows_q == BEFORE[OW-1:0]);
    wire head_due = !empty && (head_phase_q == {PW{1'b0}});
    wire tail_due = tail_busy && (tail_phase_q == {PW{1'b0}});
    wire [PW-1:0] head_phase_d = (head_phase_q == {PW{1'b0}}) ? STEP_PHASE : head_phase_q - 1'b1;
    wire [PW-1:0] tail_phase_d = (tail_phase_q == {PW{1'b0}}) ? STEP_PHASE : tail_phase_q - 1'b1;
    wire [K:0] head_in = {1'b1, head_q};
    wire [K:0] tail_in = {1'b0, tail_in_q};
    wire tail_end = (tail_q == {{(FW - 1) {1'b0}}, 1'b1});
    // With FLUSH > 0 the last window always leaves in the tail.
    wire final_window = (FLUSH > 0) ? tail_end : last_window;

    assign next_ready    = ce && !empty_q;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;

    always @(posedge clk) begin
        if (rst) begin
            digit_q      <= {NW{1'b0}};
            empty_q      <= 1'b0;
            begun_q      <= 1'b0;
            head_phase_q <= HEAD_PHASE;
            tail_phase_q <= {PW{1'b0}};
            tail_q       <= {FW{1'b0}};
            windows_q    <= {OW{1'b0}};
            head_q       <= {K{1'b0}};
            valid_q      <= 1'b0;
        end else begin
            if (ce) valid_q <= push && (head_due || tail_due);
            if (push) begin
                digit_q <= sample_end ? {NW{1'b0}} : digit_q + 1'b1;
                empty_q <= empty && !sample_end;
            end
            if (frame_end) begin
                begun_q      <= 1'b0;
                head_phase_q <= HEAD_PHASE;
                tail_phase_q <= head_phase_d;
                tail_q       <= WHOLE_TAIL;
                windows_q    <= {OW{1'b0}};
                head_q       <= {K{1'b0}};
            end else begin
                if (take) begun_q <= 1'b1;
                if (take && sample_end) begin
                    head_phase_q <= head_phase_d;
                    if (head_due) windows_q <= windows_q + 1'b1;
                    head_q       <= head_in[K:1];
                end
                if (sample_end && tail_busy) begin
                    tail_phase_q <= tail_phase_d;
                    tail_q       <= tail_q - 1'b1;
                end
            end
        end
        if (frame_end) tail_in_q <= head_in[K:1];
        else if (sample_end) tail_in_q <= tail_in[K:1];
        if (push) mask_q <= tail_due ? tail_in[K:1] : head_in[K:1];
        if (ce) last_q <= sample_end && final_window;
    end

    wire [D-1:0] fill;  // at the output
    generate
        if (FILL == {D{1'b0}}) begin : gen_zero
            assign fill = {D{1'b0}};
        end else begin : gen_fill
            reg first_q;  // a number's first digit is
            always @(posedge clk) if (push) first_q <= sample_begins;
            assign fill = first_q ? FILL : {D{1'b0}};
        end
    endgenerate

    genvar c;
    genvar k;
    generate
        for (c = 0; c < C; c = c + 1) begin : gen_channel
            wire [LENGTH*D-1:0] line;
            if (DEAD[c]) begin : gen_none
                assign line = {(LENGTH * D) {1'b0}};
            end else begin : gen_line
                reg [LENGTH*D-1:0] line_q;
                wire [(LENGTH+1)*D-1:0] moved = {next_data[c*D+:D], line_q};
                always @(posedge clk)
                    if (rst) line_q <= {(LENGTH * D) {1'b0}};
                    else if (push) line_q <= moved[(LENGTH+1)*D-1:D];
                assign line = line_q;
            end
            for (k = 0; k < K; k = k + 1) begin : gen_tap
                assign m_axis_tdata[(k*C+c)*D+:D] = mask_q[k] ? line[k*DIGITS*D+:D] : fill;
            end
        end
    endgenerate
endmodule
`default_nettype wire
