// bac_window.v : the last samples of every channel, as windows of K taps, one every STRIDE samples
//   w[p][k][c] = x[p*STRIDE + k - PAD_LEFT][c], FILL outside the frame, p = 0 .. T_OUT-1
//   T_OUT = (T + PAD_LEFT + PAD_RIGHT - K)/STRIDE + 1
// Beat    in: P samples, sample i, channel c at [(i*C + c)*W +: W]
//         out: P_OUT = P/gcd(P, STRIDE) overlapping windows, as the SPAN = K + (P_OUT-1)*STRIDE
//         samples that they cover, sample i, channel c at [(i*C + c)*W +: W]; tap k of window j of
//         the beat is sample j*STRIDE + k
// Stage   1 shift the samples into the delay line; the windows are complete in this register,
//           and samples outside the frame are replaced by FILL on the way out
// Timing  LATENCY = 1 from the push that completes a beat, II = 1; a push is P samples. Beat b is
//         complete with push b*PERIOD + HEAD; the FLUSH pushes behind the last of a frame
//         complete the beats that end in the right padding.
// Borders Each delay-line entry has a bit "belongs to the frame of this beat", in two versions:
//         `head` for the frame whose samples arrive, `tail` for the frame before it while its
//         last windows are pushed out.
//         OVERLAP = 1  samples of the next frame push the tail out: no clock is lost, a frame
//                      takes T/P clocks. While none is waiting, empty pushes do (one per clock)
//                      until the next frame has begun.
//         OVERLAP = 0  FLUSH empty pushes follow each frame, one per clock, while the input
//                      waits: T/P + FLUSH clocks a frame, and the tail leaves at full speed.
// Stall   a push that completes a beat waits until the FIFOs behind have room for it (bac_credit). So the beat
//         is taken in its clock: this module does not look at m_axis_tready, and the older samples may
//         shift one clock behind the push
// Reset   rst clears the counters and the valid bit, never the delay line
// Limits  P divides T, P_OUT divides T_OUT. OVERLAP = 1 needs FLUSH <= HEAD (a push never
//         completes two beats) and FLUSH <= T/P (at most two frames in the line); checked
// Model   hw/stages/window.c
// Test    tests/sim/cosim
`default_nettype none
module bac_window #(
    parameter C         = 1,     // channels, >= 1
    parameter W         = 8,     // bits of a channel, 1..65536
    parameter T         = 1024,  // samples of a frame, >= 1
    parameter P         = 1,     // samples of a beat, a divisor of T, >= 1
    parameter P_OUT     = 1,     // windows of a beat: P/gcd(P, STRIDE), >= 1
    parameter K         = 3,     // taps, >= 1
    parameter STRIDE    = 1,     // samples, >= 1
    parameter PAD_LEFT  = 1,     // samples, 0..K-1
    parameter PAD_RIGHT = 1,     // samples, 0..K-1
    parameter OVERLAP   = 0,     // 1: the next frame pushes this one's tail out, 0..1
    parameter [W-1:0] FILL = 0,  // value of a tap outside the frame
    parameter N_FIFOS  = 1,  // N and the others: see bac_credit, >= 1
    parameter GROUP    = 1,  // >= 1
    parameter SPACED   = 1,  // >= 1
    parameter INTERVAL = 1,  // >= 1
    parameter [N_FIFOS*32-1:0] OUTS  = {N_FIFOS{32'd1}},
    parameter [N_FIFOS*32-1:0] ROOMS = {N_FIFOS{32'd2}}
) (
    input  wire                                  clk,
    input  wire                                  rst,
    input  wire [                   N_FIFOS-1:0] left,
    input  wire [                     P*C*W-1:0] s_axis_tdata,
    input  wire                                  s_axis_tvalid,
    output wire                                  s_axis_tready,
    input  wire                                  s_axis_tlast,
    output wire [(K+(P_OUT-1)*STRIDE)*C*W-1:0]   m_axis_tdata,
    output wire                                  m_axis_tvalid,
    input  wire                                  m_axis_tready,
    output wire                                  m_axis_tlast
);
    if (C < 1 || W < 1 || W > 65536) bac_error_illegal_C_W u_error ();
    if (T < 1 || P < 1 || P_OUT < 1 || K < 1 || STRIDE < 1) bac_error_illegal_T_P_P_OUT_K_STRIDE u_error ();
    if (PAD_LEFT < 0 || PAD_RIGHT < 0 || OVERLAP >> 1 != 0) bac_error_illegal_PAD_LEFT_PAD_RIGHT_OVERLAP u_error ();

    localparam T_OUT = (T + PAD_LEFT + PAD_RIGHT - K) / STRIDE + 1;
    localparam SPAN = K + (P_OUT - 1) * STRIDE;
    localparam PUSHES = T / P;                             // of a frame
    localparam PERIOD = P_OUT * STRIDE / P;
    localparam HEAD = (SPAN - PAD_LEFT - 1) / P;           // push that completes beat 0
    localparam FINAL = (T_OUT / P_OUT - 1) * PERIOD + HEAD;  // push that completes the last beat
    localparam FLUSH = (FINAL > PUSHES - 1) ? FINAL - (PUSHES - 1) : 0;
    // The newest AHEAD samples of a completing push lie behind the beat's span.
    localparam AHEAD = (HEAD + 1) * P - (SPAN - PAD_LEFT);
    localparam N = (SPAN + AHEAD > P) ? SPAN + AHEAD : P;  // samples in the delay line
    localparam OLDEST = N - AHEAD - SPAN;                  // where the span begins in it
    localparam PHASES = (HEAD + 1 > PERIOD) ? HEAD + 1 : PERIOD;
    localparam PW = (PHASES > 1) ? $clog2(PHASES) : 1;
    localparam NW = (PUSHES > 1) ? $clog2(PUSHES) : 1;
    localparam FW = $clog2(FLUSH + 2);
    localparam OLDER = (N - P) * C * W;      // bits of the line that shift one clock behind the push
    localparam COPIES = (OLDER + 511) / 512; // of their enable, one for up to 512 of them

    if (PAD_LEFT >= K || PAD_RIGHT >= K) bac_error_padding_must_be_smaller_than_K u_error ();
    if (T % P != 0 || P_OUT * STRIDE % P != 0) bac_error_P_must_divide_T_and_P_OUT_x_STRIDE u_error ();
    if (T_OUT % P_OUT != 0) bac_error_P_OUT_must_divide_T_OUT u_error ();
    if (OVERLAP != 0 && (FLUSH > HEAD || FLUSH > PUSHES)) bac_error_OVERLAP_needs_FLUSH_up_to_HEAD_and_T u_error ();

    // In the `head` frame: n_q beats are in; head_phase_q pushes are due before the push that
    // completes its next window. The same for the `tail` frame, with tail_q pushes to its end.
    reg [NW-1:0] n_q;
    reg [PW-1:0] head_phase_q;
    reg [PW-1:0] tail_phase_q;
    reg [FW-1:0] tail_q;
    // Whether a counter is 0 is a register of its own: `ready` has no comparator in front.
    reg head_next_q;  // the next sample completes a beat: head_phase_q = 0
    reg tail_at_q;    // tail_phase_q = 0
    reg tail_busy_q;  // tail_q > 0
    reg begun_q;      // n_q > 0
    reg [ N-1:0] head_q;  // sample i of the line belongs to the head frame
    reg [ N-1:0] tail_in_q;  // sample i of the line belongs to the tail frame
    reg [ N-1:0] mask_q;  // of the beat at the output
    wire [N*C*W-1:0] line;
    reg [P*C*W-1:0] newest_q;
    reg valid_q;
    reg last_q;

    wire go;
    wire take = s_axis_tvalid && s_axis_tready;
    wire tail_next = tail_busy_q && tail_at_q;  // the next push completes a beat of the tail
    wire empty_push = tail_busy_q && (go || !tail_next) && ((OVERLAP == 0) || (!begun_q && !s_axis_tvalid));
    wire push = take || empty_push;

    assign s_axis_tready = (go || (!head_next_q && !tail_next)) && ((OVERLAP != 0) || !tail_busy_q);

    localparam [PW-1:0] HEAD_PHASE = HEAD[PW-1:0];
    localparam [PW-1:0] PERIOD_PHASE = PERIOD[PW-1:0] - 1'b1;
    localparam [PW-1:0] ONE_PUSH = 1;
    localparam [FW-1:0] TAIL_PUSHES = FLUSH[FW-1:0];
    localparam [NW-1:0] FINAL_N = FINAL[NW-1:0];

    wire head_due = take && head_next_q;
    wire tail_due = push && tail_next;
    wire [PW-1:0] head_phase_d = head_due ? PERIOD_PHASE : head_phase_q - 1'b1;
    wire [PW-1:0] tail_phase_d = tail_due ? PERIOD_PHASE : tail_phase_q - 1'b1;
    // head_due and tail_due of a push, without the push
    wire head_next_d = head_next_q ? (PERIOD == 1) : (head_phase_q == ONE_PUSH);
    wire tail_at_d = tail_next ? (PERIOD == 1) : (tail_phase_q == ONE_PUSH);
    wire [N-1:0] newest = {N{1'b1}} << (N - P);
    wire [N-1:0] head_d = (head_q >> P) | newest;
    wire [N-1:0] tail_in_d = tail_in_q >> P;
    wire frame_end = take && s_axis_tlast;
    // With FLUSH > 0 the last window always leaves in the tail.
    wire last_d = (FLUSH > 0) ? (tail_due && tail_q == {{(FW - 1) {1'b0}}, 1'b1})
                              : (head_due && n_q == FINAL_N);

    always @(posedge clk) begin
        if (rst) begin
            n_q          <= {NW{1'b0}};
            begun_q      <= 1'b0;
            head_phase_q <= HEAD_PHASE;
            head_next_q  <= (HEAD == 0);
            tail_phase_q <= {PW{1'b0}};
            tail_at_q    <= 1'b1;
            tail_q       <= {FW{1'b0}};
            tail_busy_q  <= 1'b0;
            valid_q      <= 1'b0;
        end else begin
            valid_q <= head_due || tail_due;
            if (frame_end) begin
                n_q          <= {NW{1'b0}};
                begun_q      <= 1'b0;
                head_phase_q <= HEAD_PHASE;
                head_next_q  <= (HEAD == 0);
                tail_phase_q <= head_phase_d;
                tail_at_q    <= head_next_d;
                tail_q       <= TAIL_PUSHES;
                tail_busy_q  <= (FLUSH != 0);
            end else begin
                if (take) begin
                    n_q          <= n_q + 1'b1;
                    begun_q      <= 1'b1;
                    head_phase_q <= head_phase_d;
                    head_next_q  <= head_next_d;
                end
                if (push && tail_busy_q) begin
                    tail_phase_q <= tail_phase_d;
                    tail_at_q    <= tail_at_d;
                    tail_q       <= tail_q - 1'b1;
                    tail_busy_q  <= (tail_q != {{(FW - 1) {1'b0}}, 1'b1});
                end
            end
        end
        newest_q <= s_axis_tdata;  // read only in the clock behind a push
        if (push) mask_q <= tail_due ? tail_in_d : head_d;
        if (frame_end) begin
            tail_in_q <= head_d;
            head_q    <= {N{1'b0}};
        end else begin
            if (push) tail_in_q <= tail_in_d;
            if (take) head_q <= head_d;
        end
        if (rst) head_q <= {N{1'b0}};
        last_q <= last_d;
    end

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
        .take(head_due || tail_due),
        .left(left),
        .go  (go)
    );

    genvar i;
    generate
        if (N > P) begin : gen_older
            wire [COPIES-1:0] pushed;
            reg [OLDER-1:0] older_q;
            bac_copies #(
                .N(COPIES)
            ) u_pushed (
                .clk(clk),
                .rst(1'b0),
                .ce (1'b1),
                .x  (push),
                .y  (pushed)
            );
            for (i = 0; i < COPIES; i = i + 1) begin : gen_part
                localparam BITS = (i < COPIES - 1) ? 512 : OLDER - 512 * i;
                always @(posedge clk)
                    if (pushed[i]) older_q[512*i+:BITS] <= line[P*C*W+512*i+:BITS];
            end
            assign line = {newest_q, older_q};
        end else begin : gen_newest
            assign line = newest_q;
        end
        for (i = 0; i < SPAN; i = i + 1) begin : gen_sample
            assign m_axis_tdata[i*C*W+:C*W] =
                mask_q[OLDEST+i] ? line[(OLDEST+i)*C*W+:C*W] : {C{FILL}};
        end
    endgenerate
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;
endmodule
`default_nettype wire
