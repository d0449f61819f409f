// bac_commands.v : stands for bac_commands in proofs of modules around it: what tails/bac_commands.vh proves of the order of
// commands, beats and answers, with any sum and any silence. f_frame: a frame's command is going on, f_answers: its answer or
// another's is due, f_drops: it was refused, f_whole: the frame's last beat has left, f_tick, f_lost: its inputs, for the
// owner's proof
module bac_commands #(
    parameter IN_BYTES = 2,
    parameter BEATS    = 1024,
    parameter TICKS    = 200
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  tick,
    input  wire [           7:0] s_tdata,
    input  wire                  s_tvalid,
    output wire                  s_tready,
    input  wire                  lost,
    output wire [8*IN_BYTES-1:0] m_axis_tdata,
    output wire                  m_axis_tvalid,
    input  wire                  m_axis_tready,
    output wire                  m_axis_tlast,
    output wire                  idle,
    output wire                  answer,
    output wire                  identity,
    output wire                  result,
    output wire [           2:0] status,
    input  wire                  done,
    output wire                  f_tick,
    output wire                  f_lost,
    output wire                  f_frame,
    output wire                  f_answers,
    output wire                  f_drops,
    output wire                  f_whole
);
    localparam B = $clog2(BEATS + 1) + 1;
    (* anyseq *) wire [8*IN_BYTES-1:0] f_data;
    (* anyseq *) wire [2:0] f_status;
    (* anyseq *) wire f_takes, f_ready, f_over;
    reg frame_q, answers_q, drops_q, identity_q, result_q, valid_q;
    reg [8*IN_BYTES-1:0] data_q;
    reg [B-1:0] put_q, sent_q;  // beats of the frame that were offered, and those that were taken
    wire put = frame_q && put_q != BEATS && (!valid_q || m_axis_tready) && f_ready;
    wire gives = valid_q && m_axis_tready;
    wire ends = frame_q && put_q == BEATS && f_over;
    wire code = idle && s_tvalid && s_tdata != 0;
    assign s_tready      = frame_q ? f_takes : !answers_q;
    assign m_axis_tdata  = data_q;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = sent_q == BEATS - 1;
    assign idle          = !frame_q && !answers_q && !drops_q;
    assign answer        = answers_q;
    assign identity      = identity_q;
    assign result        = result_q;
    assign status        = f_status;
    assign f_tick        = tick;
    assign f_lost        = lost;
    assign f_frame       = frame_q;
    assign f_answers     = answers_q;
    assign f_drops       = drops_q;
    assign f_whole       = sent_q == BEATS;
    always @(posedge clk) begin
        if (rst) {frame_q, answers_q, drops_q, valid_q, put_q, sent_q} <= 0;
        else begin
            frame_q   <= code && s_tdata == "F" || frame_q && !ends;
            answers_q <= code && s_tdata != "F" || ends || answers_q && !done;
            drops_q   <= answers_q && done && !(identity_q || f_status == 0) || drops_q && !f_over;
            valid_q   <= put || valid_q && !m_axis_tready;
            put_q     <= idle ? 0 : put_q + put;
            sent_q    <= idle ? 0 : sent_q + gives;
        end
        if (code) {identity_q, result_q} <= {s_tdata == "I", s_tdata == "F"};
        if (put) data_q <= f_data;
    end
endmodule
