// Proves a command's port is that of its first byte, until it is answered; its bytes reach bac_commands once and in order, or are said to be lost, and no others do; each answer leaves once, at that port; one frame at a time in the network, its result taken once, by its own answer; lights; ticks; rst; stability; progress at once
// Fault s/wire free = idle \&\& empty/wire free = idle/
// Free bac_uart_rx bac_uart_tx bac_spi bac_bytes bac_commands
// Edit s/) u_tx (/) u_tx (.f_tdata(f_tx_tdata), .f_tvalid(f_tx_tvalid),/
// Edit s/bac_spi u_spi (/bac_spi u_spi (.f_tdata(f_spi_tdata), .f_tvalid(f_spi_tvalid),/
// Edit s/) u_bytes (/) u_bytes (.f_pick(f_pick), .f_inside(f_bytes), .f_some(f_some), .f_followed(f_keeps), .f_ahead(f_before), .f_kept(f_byte),/
// Edit s/) u_commands (/) u_commands (.f_tick(f_tick), .f_lost(f_told), .f_frame(f_frame), .f_answers(f_answers), .f_drops(f_drops), .f_whole(f_whole),/
wire [7:0] f_tx_tdata, f_spi_tdata, f_byte;
wire f_tx_tvalid, f_spi_tvalid, f_some, f_keeps, f_tick, f_told, f_frame, f_answers, f_drops, f_whole;
wire [AW:0] f_bytes, f_before;
// rst comes from locked, in any clock.
`BAC_FORMAL_CLOCK
`BAC_FORMAL_STREAM(assume, f_in, s_axis_tvalid, s_axis_tready, s_axis_tdata)
`BAC_FORMAL_STREAM(assert, f_out, m_axis_tvalid, m_axis_tready, ({m_axis_tlast, m_axis_tdata}))
// What bac_uart_tx and bac_spi assume of the bytes that they are offered
`BAC_FORMAL_STREAM(assert, f_to_tx, f_tx_tvalid, line_tready, f_tx_tdata)
`BAC_FORMAL_STREAM(assert, f_to_spi, f_spi_tvalid, spi_tready, f_spi_tdata)
// Nothing goes on: no byte waits, no command, no answer.
wire f_quiet = f_bytes == 0 && !f_frame && !f_answers && !f_drops && ready;
wire f_line_first = line_tvalid && line_tdata != 0, f_spi_first = spi_tvalid && spi_tdata != 0;
reg f_owner;   // SPI's: the port whose command it is, or was
reg f_asked;   // a byte other than 0 has come, and something goes on since
reg f_by_spi;  // it came by SPI
wire f_begins = f_quiet && (f_line_first || f_spi_first);
wire f_port = f_begins ? !f_line_first : f_owner;
wire f_comes = f_port ? spi_tvalid : line_tvalid;
wire [7:0] f_came = f_port ? spi_tdata : line_tdata;
wire f_stays = f_comes && !dropped;
wire f_takes = byte_tvalid && byte_tready;
always @(posedge clk) begin
    f_owner <= !rst && f_port;
    f_asked <= !rst && (f_stays && f_came != 0 || f_asked && !f_quiet);
    if (f_stays && f_came != 0 && (f_quiet || !f_asked)) f_by_spi <= f_port;
end
`BAC_FORMAL_FOLLOW((1 << AW) + 1, f_stays, f_came, byte_tvalid, f_takes, byte_tdata)
// Answers: the port that takes a byte of one, and frames that the network has and whose result was not taken
wire f_given = answer_tvalid && (spi_q ? spi_tready : line_tready);
wire f_line_takes = f_tx_tvalid && line_tready, f_spi_takes = f_spi_tvalid && spi_tready;
wire f_result = s_axis_tvalid && s_axis_tready;
reg [1:0] f_flight;
always @(posedge clk) f_flight <= rst ? 0 : f_flight + (m_axis_tvalid && m_axis_tready && m_axis_tlast) - f_result;
always @* if (f_flight == 0) assume (!s_axis_tvalid);  // the network: a result of each frame, none of none
// Lights and time
reg [7:0] f_led;          // as they would be with LED_LOW 0
reg [3:0] f_up;           // clocks since locked was low, 8 at most
reg [TICK_BITS-1:0] f_clock;
reg [6:0] f_ticks;
reg f_ticks_q;
initial f_up = 0;
always @(posedge clk) begin
    f_up    <= !locked ? 0 : f_up + (f_up != 8);
    f_clock <= rst ? 0 : f_clock + 1;
    {f_led[0], f_ticks} <= rst ? 0 : {f_led[0], f_ticks} + f_tick;
    if (rst) f_led[7:1] <= 0;
    else if (go && !identity) f_led[7:1] <= (status == 0) ? {s_axis_tdata[4:0], 1'b0, !f_led[1]} : {f_led[7:3], 1'b1, f_led[1]};
end
reg f_timed;  // a tick's time has passed since rst
always @(posedge clk) f_timed <= !rst && (f_timed || f_clock == {TICK_BITS{1'b1}});
always @* begin
    assert (rst == (f_up != 8) && up_q == (9'd1 << f_up) - 1);
end
always @* if (f_run) begin
    // The port
    assert (spi_q == f_owner);
    if (f_asked) assert (f_owner == f_by_spi);  // until it is answered
    if (f_frame || f_answers || f_drops || !ready) assert (f_asked);
    if (f_begins) assert (f_stays);  // the first byte is not lost
    if (f_bytes != 0 && f_some) assert (f_asked);
    // Bytes: FIFO and what it is to hold
    assert (f_bytes == f_inside && f_keeps == f_followed);
    if (f_followed) assert (f_before == f_ahead && f_byte == f_kept);
    // A byte that its port gives and nobody gets is told; what the other one loses is not.
    assert (f_told == (f_comes && dropped || !f_owner && line_bad));
    // Answers
    assert (f_line_takes + f_spi_takes <= 1 && f_given == (f_line_takes || f_spi_takes));
    if (f_line_takes) assert (f_asked && !f_by_spi && f_tx_tdata == answer_tdata);
    if (f_spi_takes) assert (f_asked && f_by_spi && f_spi_tdata == answer_tdata);
    if (go) assert (ready && f_answers);                    // an answer is sent before the next begins
    assert (f_result == (go && result));                    // a result is its answer's, once
    if (f_answers && ready && (!result || s_axis_tvalid)) assert (go);  // progress
    assert (f_flight == (f_whole && (f_frame || f_answers && result)));
    if (f_flight != 0) assert (!m_axis_tvalid);             // one frame at a time
    // Lights, ticks
    assert (led == (f_led ^ LED_LOW) && clock_q == f_clock);
    assert (tick_q == {f_led[0], f_ticks});
    assert (f_tick == (f_timed && f_clock == 0));
    cover (f_spi_takes && f_followed && f_led[1]);
    cover (f_line_takes && f_led[2]);
    cover (dropped && f_flight != 0);
    cover (f_told && !dropped && f_frame);
    cover (f_begins && f_line_first && f_spi_first && spi_q);
    cover (f_tick && f_drops);
end
