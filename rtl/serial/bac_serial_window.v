// bac_serial_window.v : windows of K taps of numbers that arrive digit by digit
//   w[p][k][c] = x[p*STRIDE + k - PAD_LEFT][c], FILL outside the frame, p = 0 .. T_OUT-1
//   T_OUT = (T + PAD_LEFT + PAD_RIGHT - K)/STRIDE + 1
// Beat    in: one digit of every channel, the most significant first, DIGITS beats per sample,
//         channel c at [c*D +: D]; out: the same digit of every tap, tap k, channel c at
//         [(k*C + c)*D +: D], DIGITS beats per window
// Stage   OVERLAP 1: 1..DIGITS-1 delay the digits, so that the arrival of a sample is known in time
//         last  shift the digit into the line; the taps are complete in this register, and with OVERLAP those
//               outside the frame are replaced by FILL on the way out
// Timing  LATENCY = OVERLAP ? DIGITS : 1, II = 1; a sample is DIGITS pushes. Window p is complete with sample
//         p*STRIDE + HEAD, HEAD = K-1-PAD_LEFT, where samples behind the frame's last count too; a digit of
//         the window leaves in the clock behind its push.
// Borders OVERLAP 0: GAP samples of FILL follow each frame, one digit per clock, while the input waits: the
//         right padding of this frame, the left padding of the next. (T + GAP)*DIGITS clocks a frame.
//         OVERLAP 1: as in bac_window, FLUSH samples of the next frame push this frame's tail out. While no
//         sample arrives, empty samples do, one digit per clock; an empty sample that has begun is completed
//         while the input waits. T*DIGITS clocks a frame.
// Stall   a push of a digit of a window waits until the FIFOs behind have room for it (bac_credit). So the
//         digit is taken in its clock: this module does not look at m_axis_tready, and the older digits may
//         shift one clock behind the push
// Reset   rst clears the line too: without OVERLAP it holds the first frame's left padding. (Also, registers
//         with a clear do not become shift registers of LUTs, which save nothing with taps every few stages.)
// Limits  OVERLAP 0: GAP >= PAD_LEFT, GAP >= FLUSH, the samples behind the frame that its last window reads
//         OVERLAP 1: FLUSH <= HEAD (a push never completes digits of two windows), FLUSH <= T
// Model   hw/stages/serial_window.c
// Model   hw/stages/serial_overlap.c
// Test    tests/rtl/serial.sh, tests/sim/cosim
`default_nettype none
module bac_serial_window #(
    parameter C         = 1,   // >= 1
    parameter D         = 1,   // bits of a digit, 1..65536
    parameter DIGITS    = 8,   // of a number, >= 1
    parameter T         = 16,  // samples of a frame, >= 1
    parameter K         = 3,   // taps, >= 1
    parameter STRIDE    = 1,   // >= 1
    parameter PAD_LEFT  = 1,   // 0..K-1
    parameter PAD_RIGHT = 1,   // 0..K-1
    parameter OVERLAP   = 0,   // 1: the next frame pushes this one's tail out, 0..1
    parameter GAP       = 1,   // samples of FILL behind a frame, without OVERLAP, >= PAD_LEFT
    parameter [D-1:0] FILL = 0,  // a number's first digit where there is no sample; the others are 0
    parameter [C-1:0] DEAD = 0,  // channels that are always 0: they have no line
    parameter N_FIFOS  = 1,  // N and the others: see bac_credit, >= 1
    parameter GROUP    = 1,  // >= 1
    parameter SPACED   = 1,  // >= 1
    parameter INTERVAL = 1,  // >= 1
    parameter [N_FIFOS*32-1:0] OUTS  = {N_FIFOS{32'd1}},
    parameter [N_FIFOS*32-1:0] ROOMS = {N_FIFOS{32'd2}}
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [N_FIFOS-1:0] left,
    input  wire [  C*D-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [K*C*D-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
    if (C < 1 || D < 1 || D > 65536 || DIGITS < 1) bac_error_illegal_C_D_DIGITS u_error ();
    if (T < 1 || K < 1 || STRIDE < 1) bac_error_illegal_T_K_STRIDE u_error ();
    if (PAD_LEFT < 0 || PAD_LEFT >= K) bac_error_illegal_PAD_LEFT_K u_error ();
    if (PAD_RIGHT < 0 || PAD_RIGHT >= K) bac_error_illegal_PAD_RIGHT_K u_error ();
    if (OVERLAP >> 1 != 0 || GAP < 0) bac_error_illegal_OVERLAP_GAP u_error ();

    localparam T_OUT = (T + PAD_LEFT + PAD_RIGHT - K) / STRIDE + 1;
    localparam HEAD = K - 1 - PAD_LEFT;
    localparam FINAL = (T_OUT - 1) * STRIDE + HEAD;
    localparam FLUSH = (FINAL > T - 1) ? FINAL - (T - 1) : 0;
    localparam LENGTH = (K - 1) * DIGITS + 1;  // digits in the line
    localparam PHASES = (HEAD + 1 > STRIDE) ? HEAD + 1 : STRIDE;
    localparam PW = (PHASES > 1) ? $clog2(PHASES) : 1;
    localparam NW = (DIGITS > 1) ? $clog2(DIGITS) : 1;
    localparam integer TAIL = (OVERLAP != 0) ? FLUSH : GAP;
    localparam TW = $clog2(TAIL + 2);
    localparam OW = $clog2(T_OUT + 1);
    localparam [PW-1:0] HEAD_PHASE = HEAD[PW-1:0];
    localparam integer STEP = STRIDE - 1;
    localparam [PW-1:0] STEP_PHASE = STEP[PW-1:0];
    localparam [PW-1:0] ONE_SAMPLE = 1;
    localparam integer LAST = DIGITS - 1;
    localparam integer SECOND_LAST = (DIGITS > 1) ? DIGITS - 2 : 0;
    localparam [NW-1:0] BEFORE_LAST = SECOND_LAST[NW-1:0];
    localparam [TW-1:0] WHOLE_TAIL = TAIL[TW-1:0];
    localparam integer BEFORE = T_OUT - 1;
    localparam AHEAD = (OVERLAP != 0) ? DIGITS - 1 : 0;
    localparam [AHEAD:0] INPUT_ONLY = 1;

    if (OVERLAP == 0 && (GAP < PAD_LEFT || GAP < FLUSH)) bac_error_GAP_must_cover_the_padding u_error ();
    if (OVERLAP != 0 && (FLUSH > HEAD || FLUSH > T)) bac_error_FLUSH_must_not_exceed_HEAD_and_T u_error ();

    // What is coming: stage n's digit at index n, the input's at 0.
    wire [AHEAD:0] valid_at;
    wire [AHEAD:0] last_at;
    wire [(AHEAD+1)*C*D-1:0] data_at;
    wire next_valid = valid_at[AHEAD];
    wire next_last = last_at[AHEAD];
    wire [C*D-1:0] next_data = data_at[AHEAD*C*D+:C*D];
    wire next_ready;
    wire [AHEAD:0] waits_d;  // in the next clock stage n-1 has a digit; bit 0, for the input, is 1
    assign valid_at[0] = s_axis_tvalid;
    assign waits_d[0] = 1'b1;
    assign last_at[0] = s_axis_tlast;
    assign data_at[C*D-1:0] = s_axis_tdata;
    genvar n;
    generate
        for (n = 0; n < AHEAD; n = n + 1) begin : gen_ahead
            reg ahead_q;
            reg ahead_last_q;
            reg [C*D-1:0] ahead_data_q;
            // Some stage in front has no digit. A register, else `ready` of the input is as many LUTs
            // behind that of the line as there are stages.
            reg room_q;
            wire moves = next_ready || room_q;
            assign valid_at[n+1] = ahead_q;
            assign waits_d[n+1] = moves ? valid_at[n] : ahead_q;
            assign last_at[n+1]  = ahead_last_q;
            assign data_at[(n+1)*C*D+:C*D] = ahead_data_q;
            always @(posedge clk) begin
                ahead_q <= !rst && waits_d[n+1];
                room_q  <= rst || (waits_d[AHEAD:n+1] != {(AHEAD - n) {1'b1}});
                if (moves) begin
                    ahead_last_q <= last_at[n];
                    ahead_data_q <= data_at[n*C*D+:C*D];
                end
            end
        end
        if (AHEAD > 0) begin : gen_input
            assign s_axis_tready = gen_ahead[0].moves;
        end else begin : gen_bare
            assign s_axis_tready = next_ready || !waits_d[0];
        end
    endgenerate

    reg [NW-1:0] digit_q;    // of the sample that is pushed
    reg ends_q;              // it is the sample's last
    reg [PW-1:0] phase_q;    // samples before the next that completes a window
    reg at_window_q;         // there are none: the sample that is pushed does
    reg [TW-1:0] tail_q;     // samples still to push behind a frame
    reg in_tail_q;           // there are some
    reg [OW-1:0] windows_q;  // that this frame has made
    reg more_q;              // it makes more
    reg valid_q;
    reg last_q;

    wire go;
    wire may_take;
    wire may_pass;  // an empty digit may be pushed
    wire empty;  // what is pushed is no sample of a frame
    wire take = next_valid && next_ready;
    wire push = take || (may_pass && empty);
    wire sample_begins = (digit_q == {NW{1'b0}});
    wire sample_end = push && ends_q;
    wire frame_end = take && next_last;
    wire tail_end = (tail_q == {{(TW - 1) {1'b0}}, 1'b1});
    // Flags of the counters are registers of their own: `ready` has no comparator in front.
    wire [PW-1:0] phase_d = at_window_q ? STEP_PHASE : phase_q - 1'b1;
    wire at_window_d = at_window_q ? (STEP == 0) : (phase_q == ONE_SAMPLE);
    wire due;           // this sample completes a window of its frame
    wire tail_due;      // of the frame before
    wire counted;       // a sample of the frame whose phase it is ends
    wire round_end;     // the next frame's phase begins
    wire final_window;
    wire last_window = (windows_q == BEFORE[OW-1:0]);

    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;

    always @(posedge clk) begin
        if (rst) begin
            digit_q     <= {NW{1'b0}};
            ends_q      <= (LAST == 0);
            phase_q     <= HEAD_PHASE;
            at_window_q <= (HEAD == 0);
            tail_q      <= {TW{1'b0}};
            in_tail_q   <= 1'b0;
            windows_q   <= {OW{1'b0}};
            more_q      <= 1'b1;
            valid_q     <= 1'b0;
        end else begin
            valid_q <= push && (due || tail_due);
            if (push) begin
                digit_q <= ends_q ? {NW{1'b0}} : digit_q + 1'b1;
                ends_q  <= (LAST == 0) || (digit_q == BEFORE_LAST);
            end
            if (round_end) begin
                phase_q     <= HEAD_PHASE;
                at_window_q <= (HEAD == 0);
                windows_q   <= {OW{1'b0}};
                more_q      <= 1'b1;
            end else if (counted) begin
                phase_q     <= phase_d;
                at_window_q <= at_window_d;
                if (due) begin
                    windows_q <= windows_q + 1'b1;
                    more_q    <= !last_window;
                end
            end
            if (frame_end) begin
                tail_q    <= WHOLE_TAIL;
                in_tail_q <= (TAIL != 0);
            end else if (sample_end && in_tail_q) begin
                tail_q    <= tail_q - 1'b1;
                in_tail_q <= !tail_end;
            end
        end
        last_q <= sample_end && final_window;
    end

    localparam [D-1:0] NONE = {D{1'b0}};
    wire [K-1:0] in_frame;  // the taps at the output
    wire [D-1:0] fill;      // in place of a digit
    generate
        if (OVERLAP == 0) begin : gen_gap
            assign empty        = in_tail_q;
            assign may_take     = go || !due;
            assign may_pass     = go || !due;
            assign next_ready   = may_take && !in_tail_q;
            reg due_q;  // the sample completes a window of its frame
            wire more_d = due_q ? !last_window : more_q;
            always @(posedge clk)
                if (rst || round_end) due_q <= (HEAD == 0);
                else if (counted) due_q <= at_window_d && more_d;
            assign due          = due_q;
            assign counted      = sample_end;
            assign round_end    = (GAP > 0) ? (sample_end && tail_end) : frame_end;
            assign tail_due     = 1'b0;
            assign final_window = last_window;
            assign in_frame     = {K{1'b1}};
            assign fill         = sample_begins ? FILL : NONE;
        end else begin : gen_overlap
            // The frame that comes in is the `head`, the one before it the `tail`.
            reg empty_q;  // an empty sample has begun
            reg begun_q;  // the head frame has
            reg [PW-1:0] tail_phase_q;
            reg tail_at_q;  // it is 0
            reg [K-1:0] head_q;     // sample of tap k belongs to the head frame
            reg [K-1:0] tail_in_q;  // to the tail frame
            reg [K-1:0] mask_q;     // to the frame of the window at the output
            wire [K:0] head_in = {1'b1, head_q};
            wire [K:0] tail_in = {1'b0, tail_in_q};
            // Registers, because every counter is enabled behind `empty`:
            reg idle_q;    // an empty sample begins unless a digit is on its way
            reg coming_q;  // one is, behind the input
            reg due_q;     // an empty sample completes a window
            reg free_q;    // neither that nor a digit does
            assign empty      = empty_q || (idle_q && !coming_q && !s_axis_tvalid);
            assign may_take   = go || free_q;
            assign may_pass   = go || !due_q;
            assign next_ready = may_take && !empty_q;
            assign due        = at_window_q && !empty;
            assign counted    = take && sample_end;
            assign round_end  = frame_end;
            assign tail_due   = due_q;
            // With FLUSH > 0 the last window always leaves in the tail.
            assign final_window = (FLUSH > 0) ? tail_end : last_window;
            assign in_frame     = mask_q;
            wire tail_step = sample_end && in_tail_q;
            wire tail_at_d = tail_at_q ? (STEP == 0) : (tail_phase_q == ONE_SAMPLE);
            wire due_d = frame_end ? (TAIL != 0 && at_window_d) : tail_step ? (tail_at_d && !tail_end) : due_q;
            wire at_d = frame_end ? (HEAD == 0) : counted ? at_window_d : at_window_q;
            always @(posedge clk) begin
                if (rst) begin
                    empty_q      <= 1'b0;
                    idle_q       <= 1'b0;
                    due_q        <= 1'b0;
                    free_q       <= (HEAD != 0);
                    begun_q      <= 1'b0;
                    tail_phase_q <= {PW{1'b0}};
                    tail_at_q    <= 1'b1;
                    head_q       <= {K{1'b0}};
                end else begin
                    if (push) empty_q <= empty && !sample_end;
                    due_q  <= due_d;
                    free_q <= !due_d && !at_d;
                    if (frame_end) begin
                        idle_q       <= (TAIL != 0);
                        begun_q      <= 1'b0;
                        tail_phase_q <= phase_d;
                        tail_at_q    <= at_window_d;
                        head_q       <= {K{1'b0}};
                    end else begin
                        if (take) begun_q <= 1'b1;
                        idle_q <= in_tail_q && !begun_q && !take && (push ? ends_q && !tail_end : sample_begins);
                        if (counted) head_q <= head_in[K:1];
                        if (tail_step) begin
                            tail_phase_q <= tail_at_q ? STEP_PHASE : tail_phase_q - 1'b1;
                            tail_at_q    <= tail_at_d;
                        end
                    end
                end
                coming_q <= !rst && (waits_d != INPUT_ONLY);
                if (frame_end) tail_in_q <= head_in[K:1];
                else if (sample_end) tail_in_q <= tail_in[K:1];
                if (push) mask_q <= tail_due ? tail_in[K:1] : head_in[K:1];
            end
            if (FILL == NONE) begin : gen_zero
                assign fill = NONE;
            end else begin : gen_fill
                reg first_q;  // a number's first digit is at the output
                always @(posedge clk) if (push) first_q <= sample_begins;
                assign fill = first_q ? FILL : NONE;
            end
        end
    endgenerate

    localparam OLDER = (LENGTH > 1) ? (LENGTH - 1) * D : 1;  // bits of a channel that shift one clock behind the push
    localparam SHARE = (OLDER < 512) ? 512 / OLDER : 1;      // channels of one copy of their enable
    localparam COPIES = (C + SHARE - 1) / SHARE;
    wire [COPIES-1:0] pushed;
    generate
        if (LENGTH > 1) begin : gen_pushed
            bac_copies #(
                .N(COPIES)
            ) u_pushed (
                .clk(clk),
                .rst(rst),
                .ce (1'b1),
                .x  (push),
                .y  (pushed)
            );
        end else begin : gen_no_older
            assign pushed = {COPIES{1'b0}};
        end
    endgenerate

    bac_credit #(
        .N       (N_FIFOS),
        .GROUP   (GROUP),
        .SPACED  (SPACED),
        .INTERVAL(INTERVAL),
        .OUTS    (OUTS),
        .ROOMS   (ROOMS)
    ) u_credit (
        .clk (clk),
        .rst (rst),
        .take(push && (due || tail_due)),
        .left(left),
        .go  (go)
    );

    // After reset, as GAP samples leave the line: the digit pushed last is a number's last one.
    wire [LENGTH*D-1:0] border;
    genvar c;
    genvar k;
    generate
        for (k = 0; k < LENGTH; k = k + 1) begin : gen_border
            assign border[k*D+:D] = (OVERLAP == 0 && k % DIGITS == 1 % DIGITS) ? FILL : NONE;
        end
        for (c = 0; c < C; c = c + 1) begin : gen_channel
            wire [LENGTH*D-1:0] line;
            if (DEAD[c]) begin : gen_none
                assign line = {(LENGTH * D) {1'b0}};
            end else begin : gen_line
                reg [D-1:0] newest_q;
                wire [D-1:0] newest = (OVERLAP == 0 && in_tail_q) ? fill : next_data[c*D+:D];
                always @(posedge clk)
                    if (rst) newest_q <= border[(LENGTH-1)*D+:D];
                    else newest_q <= newest;  // read only in the clock behind a push
                if (LENGTH > 1) begin : gen_older
                    reg [(LENGTH-1)*D-1:0] older_q;
                    always @(posedge clk)
                        if (rst) older_q <= border[LENGTH*D-1:D];  // the newest has come there too
                        else if (pushed[c/SHARE]) older_q <= line[LENGTH*D-1:D];
                    assign line = {newest_q, older_q};
                end else begin : gen_newest
                    assign line = newest_q;
                end
            end
            for (k = 0; k < K; k = k + 1) begin : gen_tap
                assign m_axis_tdata[(k*C+c)*D+:D] = in_frame[k] ? line[k*DIGITS*D+:D] : fill;
            end
        end
    endgenerate
endmodule
`default_nettype wire
