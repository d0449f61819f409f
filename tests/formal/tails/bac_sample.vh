// Proves order; no loss; no duplicate; values; stability; progress unless the last beat is refused
// Some 3
// Fault s/else if (ce) valid_q <= s_axis_tvalid/else valid_q <= s_axis_tvalid/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, s_axis_tdata)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tdata)
localparam FL = (SHIFT > 0) ? 2 : 1;
reg [1:0] f_valid;
reg [C*S_LANE-1:0] f_x, f_x2;
always @(posedge clk) if (rst) f_valid <= 0; else if (ce) {f_valid, f_x2, f_x} <= {f_valid[0], s_axis_tvalid, f_x, s_axis_tdata};
wire signed [31:0] f_lane = $signed((FL == 2) ? f_x2[W-1:0] : f_x[W-1:0]);
wire signed [31:0] f_down = f_lane >>> SHIFT;
wire signed [31:0] f_rest = f_lane - (f_down <<< SHIFT);
wire signed [31:0] f_even = f_down + (((f_rest <<< 1) > (1 << SHIFT) || (f_rest <<< 1) == (1 << SHIFT) && f_down[0] && SHIFT > 0) ? 1 : 0);
wire signed [31:0] f_code = (f_even < LO) ? LO : (f_even > HI) ? HI : f_even;
always @* if (f_run) begin
    assert (m_axis_tvalid == f_valid[FL-1]);
    assert (s_axis_tready == !(m_axis_tvalid && !m_axis_tready));  // progress: moves unless the last beat is refused
    if (m_axis_tvalid) assert (m_axis_tdata[OW-1:0] == f_code[OW-1:0]);
    cover (f_out_waits && m_axis_tready);
end
