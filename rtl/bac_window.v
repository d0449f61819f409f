// bac_window.v : the last K samples of every channel, one window each STRIDE samples
//   w[p][k][c] = x[p*STRIDE + k - PAD_LEFT][c], FILL outside the frame, p = 0 .. T_OUT-1
//   T_OUT = (T + PAD_LEFT + PAD_RIGHT - K)/STRIDE + 1
// Beat    in: channel c at [c*W +: W]; out: tap k, channel c at [(k*C + c)*W +: W]
// Stage   1 shift the sample into the delay line; the window is complete in this register,
//           and taps outside the frame are replaced by FILL on the way out
// Timing  LATENCY = 1 from the sample that completes a window, II = 1.
//         Window p is complete with sample p*STRIDE + K-1-PAD_LEFT; the FLUSH pushes behind the
//         last sample of a frame complete the windows that end in the right padding.
// Borders Each delay-line entry carries a bit "belongs to the frame of this window". Two views
//         of it are kept: `head`, for the frame whose samples come in, and `tail`, for the frame
//         before it while its last windows are pushed out. So:
//         OVERLAP = 1  samples of the next frame push the tail out: no clock is lost, a frame
//                      takes T clocks. When none is waiting, empty pushes do (at one a clock)
//                      until the next frame has begun.
//         OVERLAP = 0  FLUSH empty pushes follow each frame at one a clock while the input
//                      waits: T + FLUSH clocks a frame, and the tail leaves as fast as it can.
// Stall   nothing moves while a window waits at the output
// Reset   rst clears the counters and the valid bit, never the delay line
// Limits  OVERLAP = 1 needs PAD_LEFT + PAD_RIGHT < K (a push never completes two windows) and
//         FLUSH <= T (at most two frames in the line); checked
// Test    tests/cosim: random networks, back-to-back frames, every stall pattern
`default_nettype none
module bac_window #(
    parameter C         = 1,     // channels, >= 1
    parameter W         = 8,     // bits of a channel, >= 1
    parameter T         = 1024,  // samples of a frame, >= 1
    parameter K         = 3,     // taps, >= 1
    parameter STRIDE    = 1,     // samples, >= 1
    parameter PAD_LEFT  = 1,     // samples, 0..K-1
    parameter PAD_RIGHT = 1,     // samples, 0..K-1
    parameter OVERLAP   = 0,     // 1: the next frame pushes this one's tail out
    parameter [W-1:0] FILL = 0   // value of a tap outside the frame
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [  C*W-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [K*C*W-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
    localparam T_OUT = (T + PAD_LEFT + PAD_RIGHT - K) / STRIDE + 1;
    localparam HEAD = K - 1 - PAD_LEFT;                    // sample that completes window 0
    localparam FINAL = (T_OUT - 1) * STRIDE + HEAD;        // push that completes the last window
    localparam FLUSH = (FINAL > T - 1) ? FINAL - (T - 1) : 0;
    localparam PHASES = (HEAD + 1 > STRIDE) ? HEAD + 1 : STRIDE;
    localparam PW = (PHASES > 1) ? $clog2(PHASES) : 1;
    localparam NW = (T > 1) ? $clog2(T) : 1;
    localparam FW = $clog2(FLUSH + 2);

    generate
        if (PAD_LEFT >= K || PAD_RIGHT >= K) begin : gen_illegal_pad
            bac_error_padding_must_be_smaller_than_K u_error ();
        end
        if (OVERLAP != 0 && (PAD_LEFT + PAD_RIGHT >= K || FLUSH > T)) begin : gen_illegal_overlap
            bac_error_OVERLAP_needs_padding_below_K_and_FLUSH_up_to_T u_error ();
        end
    endgenerate

    // In the `head` frame: n_q samples are in; head_phase_q pushes are due before the push that
    // completes its next window. The same for the `tail` frame, with tail_q pushes to its end.
    reg [NW-1:0] n_q;
    reg [PW-1:0] head_phase_q;
    reg [PW-1:0] tail_phase_q;
    reg [FW-1:0] tail_q;
    reg [ K-1:0] head_q;  // entry k belongs to the head frame
    reg [ K-1:0] tail_in_q;  // entry k belongs to the tail frame
    reg [ K-1:0] mask_q;  // of the window at the output
    reg [K*C*W-1:0] line_q;
    reg valid_q;
    reg last_q;

    wire ce = !valid_q || m_axis_tready;
    wire tail_busy = (tail_q != {FW{1'b0}});
    wire begun = (n_q != {NW{1'b0}});
    wire take = s_axis_tvalid && s_axis_tready;
    wire empty_push = ce && tail_busy && ((OVERLAP == 0) || (!begun && !s_axis_tvalid));
    wire push = take || empty_push;

    assign s_axis_tready = ce && ((OVERLAP != 0) || !tail_busy);

    localparam [PW-1:0] HEAD_PHASE = HEAD[PW-1:0];
    localparam [PW-1:0] STRIDE_PHASE = STRIDE[PW-1:0] - 1'b1;
    localparam [FW-1:0] TAIL_PUSHES = FLUSH[FW-1:0];
    localparam [NW-1:0] FINAL_N = FINAL[NW-1:0];

    wire head_due = take && (head_phase_q == {PW{1'b0}});
    wire tail_due = push && tail_busy && (tail_phase_q == {PW{1'b0}});
    wire [PW-1:0] head_phase_d = head_due ? STRIDE_PHASE : head_phase_q - 1'b1;
    wire [PW-1:0] tail_phase_d = tail_due ? STRIDE_PHASE : tail_phase_q - 1'b1;
    wire [K-1:0] newest = {{(K - 1) {1'b0}}, 1'b1} << (K - 1);
    wire [K-1:0] head_d = (head_q >> 1) | newest;
    wire [K-1:0] tail_in_d = tail_in_q >> 1;
    wire frame_end = take && s_axis_tlast;
    // With FLUSH > 0 the last window always leaves in the tail.
    wire last_d = (FLUSH > 0) ? (tail_due && tail_q == {{(FW - 1) {1'b0}}, 1'b1})
                              : (head_due && n_q == FINAL_N);

    always @(posedge clk) begin
        if (rst) begin
            n_q          <= {NW{1'b0}};
            head_phase_q <= HEAD_PHASE;
            tail_phase_q <= {PW{1'b0}};
            tail_q       <= {FW{1'b0}};
            valid_q      <= 1'b0;
        end else begin
            if (ce) valid_q <= head_due || tail_due;
            if (frame_end) begin
                n_q          <= {NW{1'b0}};
                head_phase_q <= HEAD_PHASE;
                tail_phase_q <= head_phase_d;
                tail_q       <= TAIL_PUSHES;
            end else begin
                if (take) begin
                    n_q          <= n_q + 1'b1;
                    head_phase_q <= head_phase_d;
                end
                if (push && tail_busy) begin
                    tail_phase_q <= tail_phase_d;
                    tail_q       <= tail_q - 1'b1;
                end
            end
        end
        if (push) begin
            line_q <= (line_q >> (C * W)) | ({{((K - 1) * C * W) {1'b0}}, s_axis_tdata} << ((K - 1) * C * W));
            mask_q <= tail_due ? tail_in_d : head_d;
        end
        if (frame_end) begin
            tail_in_q <= head_d;
            head_q    <= {K{1'b0}};
        end else begin
            if (push) tail_in_q <= tail_in_d;
            if (take) head_q <= head_d;
        end
        if (rst) head_q <= {K{1'b0}};
        if (ce) last_q <= last_d;
    end

    genvar k;
    generate
        for (k = 0; k < K; k = k + 1) begin : gen_tap
            assign m_axis_tdata[k*C*W+:C*W] = mask_q[k] ? line_q[k*C*W+:C*W] : {C{FILL}};
        end
    endgenerate
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = last_q;
endmodule
`default_nettype wire
