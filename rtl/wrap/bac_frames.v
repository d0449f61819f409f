// bac_frames.v : a network's frames seen from outside: hold, faults of a frame, latency
//   error[f]   = a beat of frame f with s_axis_good low, or with s_axis_tlast elsewhere than in its beat T - 1
//   latency[f] = clocks from the handshake of the last beat of frame f to that of its last result beat
// Beat    the handshake of both streams: data goes past this module by wire
// Stage   none
// Timing  LATENCY = 0, II = 1
// Stall   The first beat of a frame waits while hold is high, or while 2**FLIGHT frames have been sent of which no
//         result has left. A beat once offered stays offered. A result waits until its frame's last beat is in.
// Skip    After rst, if the last beat that was taken from the source was not the last of a frame (by its tlast),
//         beats are taken and dropped up to the source's next tlast. source_rst makes the source begin anew.
// Reset   rst: what was sent is forgotten
// Test    tests/rtl/axi.sh
`default_nettype none
module bac_frames #(
    parameter T          = 1024,  // beats of a frame, >= 1
    parameter FLIGHT     = 4,     // 2**FLIGHT frames between input and result at most, 1..8
    parameter LATENCY_W  = 32,    // bits of a latency; 0: it is not measured, 0..32
    parameter CHECK_LAST = 1      // 0: the source has no tlast, 0..1
) (
    input wire clk,
    input wire rst,
    input wire source_rst,
    input wire hold,

    input  wire s_axis_good,
    input  wire s_axis_tvalid,
    output wire s_axis_tready,
    input  wire s_axis_tlast,
    output wire m_axis_tvalid,
    input  wire m_axis_tready,
    output wire m_axis_tlast,

    input  wire s_result_tvalid,
    output wire s_result_tready,
    input  wire s_result_tlast,
    output wire m_result_tvalid,
    input  wire m_result_tready,
    output wire m_result_error,

    output wire                                       last_wrong,  // high for a clock, of a beat that is taken
    output wire                                       bad_beat,    // the same: s_axis_good is low
    output wire                                       done,        // a result leaves
    output wire [((LATENCY_W > 0) ? LATENCY_W : 1)-1:0] latency      // with done
);
    if (T < 1 || FLIGHT < 1 || FLIGHT > 8) bac_error_illegal_T_FLIGHT u_error ();
    if (LATENCY_W < 0 || LATENCY_W > 32 || CHECK_LAST >> 1 != 0) bac_error_illegal_LATENCY_W_CHECK_LAST u_error ();

    localparam TW = (T > 1) ? $clog2(T) : 1;
    localparam [TW-1:0] LAST = T[TW-1:0] - 1'b1;
    localparam LW = (LATENCY_W > 0) ? LATENCY_W : 1;

    // ---- input
    reg [TW-1:0] beat_q;
    reg offered_q;  // the beat was offered in the clock before
    reg inside_q;  // the source is within a frame
    reg skip_q;  // up to its tlast
    reg error_q;  // of this frame, so far
    reg [FLIGHT:0] flight_q;  // frames between input and result

    wire full = flight_q[FLIGHT];
    wire open = (beat_q != {TW{1'b0}} || offered_q || !(hold || full)) && !skip_q && !rst;
    wire move = s_axis_tvalid && s_axis_tready;
    wire enter = move && !skip_q;
    wire sent = enter && m_axis_tlast;
    wire last_differs = (CHECK_LAST != 0) && s_axis_tlast != m_axis_tlast;

    assign m_axis_tlast  = (beat_q == LAST);
    assign m_axis_tvalid = s_axis_tvalid && open;
    assign s_axis_tready = m_axis_tready && open || skip_q && !rst;
    assign last_wrong    = enter && last_differs;
    assign bad_beat      = enter && !s_axis_good;

    always @(posedge clk) begin
        if (source_rst || CHECK_LAST == 0) inside_q <= 1'b0;
        else if (move) inside_q <= !s_axis_tlast;
        if (rst) skip_q <= inside_q && !source_rst && !(move && s_axis_tlast);
        else if (move && s_axis_tlast) skip_q <= 1'b0;
        if (rst) begin
            beat_q    <= {TW{1'b0}};
            offered_q <= 1'b0;
            error_q   <= 1'b0;
        end else begin
            offered_q <= m_axis_tvalid && !m_axis_tready;
            if (enter) begin
                beat_q  <= m_axis_tlast ? {TW{1'b0}} : beat_q + 1'b1;
                error_q <= !m_axis_tlast && (error_q || last_differs || !s_axis_good);
            end
        end
    end

    // ---- the frames in flight
    reg error[0:(1<<FLIGHT)-1];
    reg [FLIGHT-1:0] in_q;
    reg [FLIGHT-1:0] out_q;
    wire some = (flight_q != {(FLIGHT + 1) {1'b0}});

    assign m_result_tvalid = s_result_tvalid && some;
    assign s_result_tready = m_result_tready && some;
    assign m_result_error  = error[out_q];
    assign done            = m_result_tvalid && m_result_tready && s_result_tlast;

    always @(posedge clk) begin
        if (sent) error[in_q] <= error_q || last_differs || !s_axis_good;
        if (rst) begin
            in_q     <= {FLIGHT{1'b0}};
            out_q    <= {FLIGHT{1'b0}};
            flight_q <= {(FLIGHT + 1) {1'b0}};
        end else begin
            if (sent) in_q <= in_q + 1'b1;
            if (done) out_q <= out_q + 1'b1;
            if (sent && !done) flight_q <= flight_q + 1'b1;
            if (done && !sent) flight_q <= flight_q - 1'b1;
        end
    end

    generate
        if (LATENCY_W > 0) begin : gen_latency
            reg [LW-1:0] clock_q;  // free-running: only differences count
            reg [LW-1:0] stamp[0:(1<<FLIGHT)-1];
            always @(posedge clk) begin
                clock_q <= rst ? {LW{1'b0}} : clock_q + 1'b1;
                if (sent) stamp[in_q] <= clock_q;
            end
            assign latency = clock_q - stamp[out_q];
        end else begin : gen_none
            assign latency = 1'b0;
        end
    endgenerate
endmodule
`default_nettype wire
