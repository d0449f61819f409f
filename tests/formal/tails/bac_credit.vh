// Proves never more groups inside than rooms; INTERVAL clocks apart; counters in range; progress within two clocks
// Some 3
// Fault s/ \&\& !(group_end \&\& room_q == ONE)//
// The beats of FIFO f that were promised (a group entered) and have not left it: in the pipeline or in the FIFO.
// As long as they are at most ROOMS groups, a FIFO of that depth behind a pipeline of any length never overflows:
// so bac_fifo with OPEN 1 is never written to while it is full, which its own proof assumes.
`BAC_FORMAL_CLOCK
localparam FA = (INTERVAL > SPACED) ? INTERVAL : SPACED;
reg [$clog2(GROUP+1)-1:0] f_count;    // beats of this group so far
reg [$clog2(SPACED+1)-1:0] f_spaced;  // of these SPACED
reg [$clog2(FA+2)-1:0] f_since;       // clocks since the last beat of SPACED, FA at most
wire f_group_end = f_count == GROUP - 1;
wire f_spaced_end = f_spaced == SPACED - 1;
always @(posedge clk) begin
    f_count  <= rst ? 0 : !take ? f_count : f_group_end ? 0 : f_count + 1;
    f_spaced <= rst ? 0 : !take ? f_spaced : f_spaced_end ? 0 : f_spaced + 1;
    f_since  <= rst ? FA : (take && f_spaced_end) ? 1 : (f_since < FA) ? f_since + 1 : FA;
end
wire [N-1:0] f_room;
wire f_could = &f_room && f_since >= INTERVAL;  // a beat that ends a group could enter
reg f_could_q;  // in the clock before, and none entered
always @(posedge clk) f_could_q <= !rst && f_could && !take;
always @* if (take) assume (go);  // bac_gate, bac_window, bac_serial_window take only then
genvar f_i;
generate
    for (f_i = 0; f_i < N; f_i = f_i + 1) begin : f_fifo
        localparam integer OUT = OUTS[f_i*32+:32];
        localparam integer ROOM = ROOMS[f_i*32+:32];
        localparam integer MOST = OUT * ROOM;
        localparam FB = $clog2(MOST + OUT + 1);
        reg [FB-1:0] f_due;  // beats
        reg [FB-1:0] f_counted;  // the same, as room_q knows it: OUT * (ROOM - room_q) beats
        always @(posedge clk) f_due <= rst ? 0 : f_due + ((take && f_group_end) ? OUT : 0) - left[f_i];
        always @(posedge clk)
            f_counted <= rst ? 0 : f_counted + ((take && f_group_end) ? OUT : 0) - (gen_fifo[f_i].back ? OUT : 0);
        assign f_room[f_i] = f_due + OUT <= MOST;
        wire [FB-1:0] f_out;
        integer f_k;
        reg f_found;
        always @* begin
            f_found = 0;
            for (f_k = 0; f_k <= ROOM; f_k = f_k + 1)
                if (gen_fifo[f_i].room_q == f_k && f_counted == OUT * (ROOM - f_k)) f_found = 1;
        end
        if (OUT > 1) begin : f_outs
            assign f_out = gen_fifo[f_i].gen_out.out_q;
        end else begin : f_single
            assign f_out = 0;
        end
        always @* if (left[f_i] && !rst) assume (f_due != 0);  // only a beat that is there leaves
        always @* if (f_run) begin
            assert (f_due <= MOST);  // never more inside than there is room for
            assert (gen_fifo[f_i].room_q <= ROOM && f_out < OUT);
            assert (f_found);
            assert (f_due + f_out + left_q[f_i] == f_counted);
            if (go && f_group_end) assert (gen_fifo[f_i].room_q != 0);
            if (MOST * GROUP * INTERVAL <= 8) cover (f_due == MOST);
            cover (left[f_i]);
        end
    end
    if (GROUP > 1) begin : f_group
        always @* if (f_run) assert (gen_group.count_q == f_count && group_end == f_group_end);
    end
    if (INTERVAL > SPACED) begin : f_apart
        always @* if (f_run) begin
            assert (gen_apart.apart_q == INTERVAL - f_since);
            if (go && f_spaced_end) assert (gen_apart.apart_q == 0);
        end
        if (SPACED > 1) begin : f_each
            always @* if (f_run)
                assert (gen_apart.gen_spaced.spaced_q == f_spaced && gen_apart.spaced_end == f_spaced_end);
        end
    end
endgenerate
always @* if (f_run) begin
    assert (f_count < GROUP && f_spaced < SPACED && f_since >= 1 && f_since <= FA);
    assert (f_since == FA || f_since > f_spaced);
    if (take && f_spaced_end) assert (f_since >= INTERVAL);  // apart
    if (f_could && f_could_q) assert (go);  // progress: it never waits two clocks while it could enter
    if (GROUP <= 8) cover (take && f_group_end);
end
