// Proves one beat a frame; each of its beats unchanged and in its place; stability; progress at once
// Fault s/take \&\& s_axis_tlast/take/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, ({s_axis_tlast, s_axis_tdata}))
// Follows beat f_place of every frame. The module in front puts tlast on a frame's beat T - 1.
localparam FB = $clog2(T + 1);
(* anyconst *) wire [FB-1:0] f_place;
always @* assume (f_place < T);
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, m_axis_tdata[f_place*C*W+:C*W])
reg [FB-1:0] f_n;  // beats of this frame
reg f_done;
reg [C*W-1:0] f_kept;
wire f_takes = s_axis_tvalid && s_axis_tready;
always @* if (s_axis_tvalid) assume (s_axis_tlast == (f_n == T - 1));
always @(posedge clk) begin
    f_n <= rst ? 0 : !f_takes ? f_n : (f_n == T - 1) ? 0 : f_n + 1;
    f_done <= !rst && (f_takes && f_n == T - 1 || f_done && !m_axis_tready);
    if (f_takes && f_n == f_place) f_kept <= s_axis_tdata;
end
wire [FB-1:0] f_at = T - f_n + f_place;  // where it lies while its frame comes
always @* if (f_run) begin
    assert (m_axis_tvalid == f_done && m_axis_tlast);
    assert (s_axis_tready == (!f_done || m_axis_tready));
    assert (f_n < T && !(f_done && f_n != 0));
    if (f_done) assert (m_axis_tdata[f_place*C*W+:C*W] == f_kept);
    if (f_n > f_place) assert (frame_q[f_at*C*W+:C*W] == f_kept);
    if (T <= 24) cover (f_done && m_axis_tready);
    cover (f_takes && f_n == f_place);
end
