// Proves BEATS beats for each frame's command and none without, tlast with the last; their bytes in order, zeros for what is missing; one answer to each command, and its status; silence ends what is begun; counters in range; stability; progress
// Fault s/(state_q == FRAME) ? room : (state_q != FILL/(state_q == FRAME) ? 1'b1 : (state_q != FILL/
// Data decides
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_tvalid, s_tready, s_tdata)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
`BAC_FORMAL_STREAM(assert, f_answer, answer, done, ({identity, result}))
localparam F_BYTES = IN_BYTES * BEATS;
localparam B = $clog2(F_BYTES + 3);
// What has come of a command: nothing; n bytes of a frame, the two of its sum behind them; or one that has no frame. f_cut:
// no byte came for too long. f_answers: the command is complete. f_drops: it was refused, and silence has not come since.
reg f_frame, f_identity, f_other, f_cut, f_answers, f_drops;
reg [B-1:0] f_n;     // bytes of the frame that have gone on, zeros among them, and then of its sum
reg [B-1:0] f_byte, f_beat, f_out;  // the same in bytes of a beat and beats; f_out: of beats that leave, the number in the frame
reg [8*IN_BYTES-1:0] f_bytes, f_whole_beat;  // those of the beat that comes, and of the one that is offered
reg [15:0] f_sum;
reg f_lost;          // since the last silence bytes were lost, and it was not between two commands
reg [7:0] f_silence; // ticks without a byte, TICKS at most
wire f_idle = !(f_frame || f_identity || f_other || f_drops);
wire f_takes = s_tvalid && s_tready;
wire f_gives = m_axis_tvalid && m_axis_tready;
wire f_room = !m_axis_tvalid || m_axis_tready;
wire f_body = f_frame && f_n < F_BYTES && !f_answers;
wire f_tail = f_frame && f_n >= F_BYTES && !f_answers;
wire f_zero = f_body && f_cut && f_room;
wire f_over = f_silence == TICKS && !s_tvalid;
wire f_good = f_frame && !f_cut && f_n == F_BYTES + 2 && f_sum == 0 && !f_lost;
function [15:0] f_more;  // CRC-16/CCITT, bit by bit
    input [15:0] sum;
    input [7:0] data;
    integer i;
    begin
        f_more = sum;
        for (i = 7; i >= 0; i = i - 1) f_more = {f_more[14:0], 1'b0} ^ ((f_more[15] ^ data[i]) ? 16'h1021 : 16'h0000);
    end
endfunction
wire f_whole = (f_body && f_cut) ? f_zero && f_n == F_BYTES - 1 : f_tail && (f_takes ? f_n == F_BYTES + 1 : f_over);
wire f_put = f_zero || f_body && f_takes;
wire f_beat_ends = f_put && f_byte == IN_BYTES - 1;
wire [8*IN_BYTES-1:0] f_mask = 8'hff << (8 * f_byte);
wire [8*IN_BYTES-1:0] f_filled = f_bytes & ~f_mask | (f_zero ? 0 : s_tdata << (8 * f_byte));
always @(posedge clk) begin
    f_silence <= (rst || f_idle || f_answers || s_tvalid && !(f_drops && s_tdata == 0)) ? 0 :
        f_silence + (tick && f_silence != TICKS);
    f_lost <= !rst && !(f_drops && f_over) && (f_lost || lost && !(f_idle && !s_tvalid));
    if (rst || f_answers && done && (f_identity || f_good)) {f_frame, f_identity, f_other, f_cut, f_answers, f_drops} <= 0;
    else if (f_answers && done) {f_frame, f_other, f_cut, f_answers, f_drops} <= 5'b00001;
    else if (f_drops && f_over) f_drops <= 0;
    else if (f_idle) begin
        f_frame    <= f_takes && s_tdata == 8'h46;
        f_identity <= f_takes && s_tdata == 8'h49;
        f_other    <= f_takes && s_tdata != 8'h46 && s_tdata != 8'h49 && s_tdata != 0;
        f_answers  <= f_takes && s_tdata != 8'h46 && s_tdata != 0;
        f_n        <= 0;
        f_sum      <= f_more(16'hffff, s_tdata);
    end else begin
        f_cut     <= f_cut || f_over && (f_body && f_n != F_BYTES || f_tail);
        f_answers <= f_answers || f_whole;
        f_n       <= f_n + (f_zero || f_frame && f_takes);
        if (f_takes) f_sum <= f_more(f_sum, s_tdata);
    end
    f_byte <= (rst || f_put && f_byte == IN_BYTES - 1) ? 0 : f_byte + f_put;
    f_beat <= (rst || f_beat_ends && f_beat == BEATS - 1) ? 0 : f_beat + f_beat_ends;
    f_out  <= (rst || f_gives && f_out == BEATS - 1) ? 0 : f_out + f_gives;
    if (f_put) f_bytes <= f_filled;
    if (f_beat_ends) f_whole_beat <= f_filled;
end
wire [2:0] f_status = !f_frame ? 4 : f_lost ? 3 : f_cut ? 2 : (f_sum != 0) ? 1 : 0;
wire [B-1:0] f_next_out = (f_out == BEATS - 1) ? 0 : f_out + 1;
integer f_i;
always @* if (f_run) begin
    if (m_axis_tvalid) assert (m_axis_tlast == (f_out == BEATS - 1) && m_axis_tdata == f_whole_beat);
    assert (f_beat == (m_axis_tvalid ? f_next_out : f_out));  // as many beats as frames have: none is lost, none made
    // Progress: a byte is taken at once where there is room for it, and what is missing is made up at once.
    assert (s_tready == (f_body ? !f_cut && f_room : !f_answers));
    assert (idle == f_idle && answer == f_answers);
    if (answer) assert (identity == f_identity && result == f_frame && status == f_status);
    // In range: the counters are those of one command, and a frame that is not begun has no beat
    assert (f_byte < IN_BYTES && f_beat < BEATS && f_out < BEATS && f_silence <= TICKS);
    assert (f_frame + f_identity + f_other + f_drops <= 1 && (!f_cut || f_frame) && (!f_identity && !f_other || f_answers));
    if (f_answers) assert (!f_drops && !f_idle && (!f_frame || f_cut || f_n == F_BYTES + 2));
    if (f_frame) assert (f_n <= F_BYTES + 2);
    if (f_tail) assert (f_n < F_BYTES + 2 && !f_cut);
    if (f_body) assert (f_n == f_beat * IN_BYTES + f_byte);
    else assert (f_beat == 0 && f_byte == 0);
    // In step
    assert (state_q == (f_idle ? 0 : f_drops ? 6 : f_answers ? 5 : f_body ? (f_cut ? 2 : 1) : f_n == F_BYTES ? 3 : 4));
    assert (byte_q == f_byte && beat_q == f_beat && silence_q == f_silence && lost_q == f_lost);
    if (f_frame || f_identity || f_other) assert (sum_q == f_sum && identity_q == f_identity && result_q == f_frame);
    if (f_cut) assert (status_q == 2);
    else if (f_frame && f_answers) assert (status_q == (f_sum != 0));
    if (f_identity || f_other) assert (status_q == 4);
    for (f_i = 0; f_i < IN_BYTES; f_i = f_i + 1)
        if (f_i < f_byte) assert (data_q[(IN_BYTES - f_byte + f_i) * 8 +: 8] == f_bytes[f_i*8+:8]);
    if (F_BYTES <= 4) cover (answer && result && status == 0 && f_n != 0);
    cover (answer && result && status == 2 && done);
    if (F_BYTES <= 4) cover (answer && result && status == 1);
    cover (answer && status == 3);
    cover (f_drops && f_over);
end
