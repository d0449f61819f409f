// Proves AXI4-Lite: one answer to each request and none without; it stays until taken; its code by the address; how long the network is reset
// Fault s/s_axi_bvalid  <= act || s_axi_bvalid/s_axi_bvalid  <= act/
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_aw, s_axi_awvalid, s_axi_awready, s_axi_awaddr)
`BAC_FORMAL_STREAM(assume, f_w, s_axi_wvalid, s_axi_wready, ({s_axi_wstrb, s_axi_wdata}))
`BAC_FORMAL_STREAM(assume, f_ar, s_axi_arvalid, s_axi_arready, s_axi_araddr)
`BAC_FORMAL_STREAM(assert, f_b, s_axi_bvalid, s_axi_bready, s_axi_bresp)
`BAC_FORMAL_STREAM(assert, f_r, s_axi_rvalid, s_axi_rready, ({s_axi_rresp, s_axi_rdata}))
wire f_takes_aw = s_axi_awvalid && s_axi_awready;
wire f_takes_w = s_axi_wvalid && s_axi_wready;
wire f_takes_ar = s_axi_arvalid && s_axi_arready;
wire f_answers_b = s_axi_bvalid && s_axi_bready;
wire f_answers_r = s_axi_rvalid && s_axi_rready;
// The map, said a second time: a word of the map, one that is written, and what a read of a constant gives.
function f_exists;
    input [11:0] at;
    f_exists = at[11:2] < 14 || (at[11:2] >= 16 && at[11:2] < 24) || (at[11] == 0 && at[10] == 1 && at[9:2] < CLASSES);
endfunction
function f_written;
    input [11:0] at;
    f_written = at[11:2] == 5 || at[11:2] == 6;
endfunction
reg [1:0] f_aw_open, f_w_open, f_ar_open;  // requests that are not answered
reg [11:0] f_aw_at, f_next_at, f_ar_at;    // addresses: of the write that is answered next, of the one behind it
reg [2:0] f_b_wait, f_r_wait;              // clocks in which an answer was due
always @(posedge clk) begin
    f_aw_open <= rst ? 0 : f_aw_open + f_takes_aw - f_answers_b;
    f_w_open  <= rst ? 0 : f_w_open + f_takes_w - f_answers_b;
    f_ar_open <= rst ? 0 : f_ar_open + f_takes_ar - f_answers_r;
    if (f_takes_aw && (f_aw_open == 0 || f_aw_open == 1 && f_answers_b)) f_aw_at <= s_axi_awaddr;
    else if (f_answers_b) f_aw_at <= f_next_at;
    if (f_takes_aw) f_next_at <= s_axi_awaddr;
    if (f_takes_ar) f_ar_at <= s_axi_araddr;
    f_b_wait <= (rst || s_axi_bvalid || f_aw_open == 0 || f_w_open == 0) ? 0 : f_b_wait + 1;
    f_r_wait <= (rst || s_axi_rvalid || f_ar_open == 0) ? 0 : f_r_wait + 1;
end
reg [RW:0] f_resets;  // clocks of the network's reset that are left
always @(posedge clk) f_resets <= (rst || soft_reset) ? 1 << RW : f_resets - (f_resets != 0);
always @* if (f_run) begin
    assert (f_aw_open <= 2 && f_w_open <= 2 && f_ar_open <= 1);  // no counter of requests overflows
    if (s_axi_bvalid) assert (f_aw_open != 0 && f_w_open != 0);  // an answer answers a request
    if (s_axi_rvalid) assert (f_ar_open != 0);
    if (s_axi_bvalid) assert (s_axi_bresp == (f_written(f_aw_at) ? 0 : f_exists(f_aw_at) ? 2 : 3));
    if (s_axi_rvalid) assert (s_axi_rresp == (f_exists(f_ar_at) ? 0 : 3));
    if (s_axi_rvalid && !f_exists(f_ar_at)) assert (s_axi_rdata == 0);
    if (s_axi_rvalid && f_ar_at[11:2] == 0) assert (s_axi_rdata == 32'h42414331);
    if (s_axi_rvalid && f_ar_at[11:2] == 4) assert (s_axi_rdata == CLASSES);
    assert (f_b_wait < 2 && f_r_wait < 2);  // progress: LATENCY = 2
    // What is inside: a request that is kept, or answered
    assert (f_aw_open == has_address_q + s_axi_bvalid && f_w_open == has_data_q + s_axi_bvalid);
    assert (f_ar_open == reads_q + s_axi_rvalid);
    if (has_address_q) assert (write_at_q == (s_axi_bvalid ? f_next_at[11:2] : f_aw_at[11:2]));
    if (reads_q) assert (read_at_q == f_ar_at[11:2]);
    if (f_aw_open == 1) assert (f_aw_at == f_next_at);
    assert (f_b_wait == 0 || s_axi_bvalid);
    assert (f_r_wait == 0 || s_axi_rvalid);
    // The network's reset: 2**CLASS_W clocks, 16 at least, behind each reset, and no others.
    if (soft_reset) assert (act && write_at_q == 5);
    assert (core_rst == (f_resets != 0) && (!core_rst || reset_q == (1 << RW) - f_resets) && f_resets <= 1 << RW);
    cover (f_answers_b && s_axi_bresp == 0);
    cover (f_answers_b && s_axi_bresp == 2);
    cover (f_answers_b && s_axi_bresp == 3 && f_aw_open == 2);
    cover (f_answers_r && s_axi_rresp == 0 && f_r_waits);
    cover (f_answers_r && s_axi_rresp == 3);
    cover (soft_reset);
end
