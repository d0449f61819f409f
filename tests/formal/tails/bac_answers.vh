// Proves each answer's bytes once and in order, none without an answer; its check sum; the number of results; counters in range; stability; ready when all is sent; LATENCY, II
// Fault s/sum_next_q <= (left_q > 7'd2)/sum_next_q <= (left_q > 7'd3)/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assert, f_out, m_tvalid, m_tready, m_tdata)
localparam F_RESULT = OUT_BYTES + 3;  // bytes without the sum
reg f_busy, f_identity;
reg [6:0] f_n;        // bytes of this answer that were sent
reg [7:0] f_number;   // results that were answered
reg [W-1:0] f_result;
reg [15:0] f_sum;     // of the bytes that were sent
wire f_gives = m_tvalid && m_tready;
wire [6:0] f_bytes = f_identity ? ID_BYTES : F_RESULT;
wire f_last = f_n == f_bytes + 1;
// The check sum of a byte more, bit by bit, the most significant first: CRC-16/CCITT
function [15:0] f_more;
    input [15:0] sum;
    input [7:0] data;
    integer i;
    begin
        f_more = sum;
        for (i = 7; i >= 0; i = i - 1) f_more = {f_more[14:0], 1'b0} ^ ((f_more[15] ^ data[i]) ? 16'h1021 : 16'h0000);
    end
endfunction
wire [7:0] f_byte = (f_n == f_bytes) ? f_sum[15:8] : (f_n == f_bytes + 1) ? f_sum[7:0] :
    f_identity ? IDENTITY >> (8 * f_n) : f_result >> (8 * f_n);
always @* if (go) assume (ready);  // bac_board: nothing is answered before
always @(posedge clk) begin
    f_busy <= !rst && (go || f_busy && !(f_gives && f_last));
    f_n <= (rst || go) ? 0 : f_n + f_gives;
    f_number <= rst ? 0 : f_number + (go && !identity);
    if (go) begin
        f_identity <= identity;
        f_result <= {(status == 0) ? data : {8 * OUT_BYTES{1'b0}}, f_number, 5'd0, status, 8'h52};
        f_sum <= 16'hffff;
    end else if (f_gives && f_n < f_bytes) f_sum <= f_more(f_sum, m_tdata);
end
wire [6:0] f_chosen = f_n + m_tvalid;
reg f_waits;
always @(posedge clk) f_waits <= !rst && f_busy && !m_tvalid;
always @* if (f_run) begin
    assert (ready == !f_busy);
    if (m_tvalid) assert (f_busy && m_tdata == f_byte);
    if (f_waits) assert (m_tvalid);
    assert (number_q == f_number);
    if (f_busy) begin
        assert (f_n <= f_bytes + 1 && left_q == f_bytes + 2 - f_chosen && index_q == f_chosen[5:0]);
        assert (identity_q == f_identity && sum_q == f_sum);
        if (!f_identity) assert (result_q == f_result >> (8 * f_chosen));
        if (m_tvalid) assert (sum_next_q == (f_n < f_bytes));
    end else assert (left_q == 0);
    cover (f_gives && f_last && f_identity);
    cover (f_gives && f_last && !f_identity && f_number == 2 && f_result[15:8] == 0);
end
