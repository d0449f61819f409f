// tb_axi.v : bac_axi around a generated top, against golden vectors: results, faults of frames, registers
// Defines: T, C, IW, LANE, N, W, OUT_LANE, CLASS_LANE, FRAMES, SIGNED_LOGITS as tb.v; RESULT, LITE, FIFO_AW, SHIFT
// (0: codes; else samples of IW + SHIFT + 2 bits), M_BYTES, WAITS, FLIGHT (2 where it is not defined).
// Plusargs: +input=FILE +logits=FILE +seed=N +stall=PERCENT; +late=F +keep=F +at=B: beat B (T/2) of frame F has a
// wrong tlast, a byte without tkeep. Every frame's codes are those of the file, so its result is right in spite of
// them.
// Ends with "PASS n frames" or with FAIL lines.
`timescale 1ns / 1ps
`default_nettype none
`ifndef FLIGHT
`define FLIGHT 2
`endif
module tb_axi;
    localparam SAMPLE_W = (`SHIFT > 0) ? `IW + `SHIFT + 2 : 0;
    localparam S_LANE = (SAMPLE_W > 0) ? (SAMPLE_W + 7) / 8 * 8 : `LANE;
    localparam LO = (`IW > 1) ? -(1 << (`IW - 1)) : 0, HI = (1 << (`IW - 1)) - 1;
    localparam OUT = `CLASS_LANE + ((`RESULT > 0) ? `OUT_LANE : 0);
    localparam [255:0] HASH = 256'h00112233_44556677_8899aabb_ccddeeff_01234567_89abcdef_fedcba98_76543210;
    localparam [11:0] ID = 0, VERSION = 4, SAMPLES = 8, FRAME = 12, CLASSES = 16, CONTROL = 20, STATUS = 24, COUNT = 28,
        CLASS = 32, MARGIN = 36, SHORTEST = 40, LONGEST = 44, LATENCY = 48, STALLS = 52, HASHES = 64, HISTOGRAM = 1024;
    localparam OKAY = 0, SLVERR = 2, DECERR = 3;

    reg aclk = 0, source_clk = 0, aresetn = 0;
    always #5 aclk = !aclk;
    always #3.7 source_clk = !source_clk;
    wire s_clk = (`FIFO_AW > 0) ? source_clk : aclk;

    reg [`C*`IW-1:0] samples[0:`FRAMES*`T-1];
    reg [`N*`W-1:0] logits[0:`FRAMES-1];
    reg [8*1024-1:0] path;
    integer seed, source_seed, sink_seed, stall, late, keep, fault;

    reg [`C*S_LANE-1:0] s_tdata = 0;
    reg [`C*S_LANE/8-1:0] s_tkeep = 0;
    reg s_tvalid = 0, s_tlast = 0;
    wire s_tready;
    wire [8*`M_BYTES-1:0] m_tdata;
    wire m_tuser, m_tvalid, m_tlast;
    reg m_tready = 0;
    reg [11:0] awaddr = 0, araddr = 0;
    reg [31:0] wdata = 0;
    reg [3:0] wstrb = 0;
    reg awvalid = 0, wvalid = 0, bready = 0, arvalid = 0, rready = 0;
    wire awready, wready, bvalid, arready, rvalid;
    wire [1:0] bresp, rresp;
    wire [31:0] rdata;

    bac_axi #(
        .C(`C), .T(`T), .LANE(`LANE), .S_LANE(S_LANE), .SAMPLE_W(SAMPLE_W), .SHIFT(`SHIFT), .IW(`IW), .LO(LO), .HI(HI),
        .FIFO_AW(`FIFO_AW), .WAITS(`WAITS), .RESULT(`RESULT), .N(`N), .W(`W), .IS_SIGNED(`SIGNED_LOGITS),
        .OUT_LANE(`OUT_LANE), .CLASS_LANE(`CLASS_LANE), .M_BYTES(`M_BYTES), .LITE(`LITE), .FLIGHT(`FLIGHT), .HASH(HASH)
    ) dut (
        .aclk(aclk), .aresetn(aresetn), .s_axis_aclk(s_clk), .s_axis_aresetn(aresetn), .s_axis_tdata(s_tdata),
        .s_axis_tkeep(s_tkeep), .s_axis_tvalid(s_tvalid), .s_axis_tready(s_tready), .s_axis_tlast(s_tlast),
        .m_axis_tdata(m_tdata), .m_axis_tuser(m_tuser), .m_axis_tvalid(m_tvalid), .m_axis_tready(m_tready),
        .m_axis_tlast(m_tlast), .s_axi_awaddr(awaddr), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
        .s_axi_wdata(wdata), .s_axi_wstrb(wstrb), .s_axi_wvalid(wvalid), .s_axi_wready(wready), .s_axi_bresp(bresp),
        .s_axi_bvalid(bvalid), .s_axi_bready(bready), .s_axi_araddr(araddr), .s_axi_arvalid(arvalid),
        .s_axi_arready(arready), .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rvalid(rvalid), .s_axi_rready(rready)
    );

    integer bad = 0;
    task fail;
        input [8*24-1:0] what;
        input integer at, got, wanted;
        begin
            bad = bad + 1;
            $display("FAIL %0s %0d: got %0d, expected %0d", what, at, got, wanted);
        end
    endtask
    task same;
        input [8*24-1:0] what;
        input integer at, got, wanted;
        if (got !== wanted) fail(what, at, got, wanted);
    endtask

    // ---- the source: frames first..last-1, whole, at its own clock. A sample is its code times 2**SHIFT and less
    // than half of that away from it.
    integer frame, beat, c, away, sample;
    reg [`IW-1:0] code;
    task send;
        input integer first, last;
        for (frame = first; frame < last; frame = frame + 1)
            for (beat = 0; beat < `T; beat = beat + 1) begin
                while ($unsigned($random(source_seed)) % 100 < stall) @(posedge s_clk);
                for (c = 0; c < `C; c = c + 1) begin
                    code = samples[frame*`T+beat] >> (c * `IW);
                    away = (`SHIFT > 1) ? $random(source_seed) % (1 << (`SHIFT - 1)) : 0;
                    sample = $signed(code);
                    sample = sample * (1 << `SHIFT) + away;
                    s_tdata[c*S_LANE+:S_LANE] <= (SAMPLE_W > 0) ? sample : {{(S_LANE) {1'b0}}, code};
                end
                s_tvalid <= 1;
                s_tlast <= (beat == `T - 1) ^ (frame == late && beat == fault);
                s_tkeep <= ~((frame == keep && beat == fault) ? 1'b1 : 1'b0);
                @(posedge s_clk);
                while (!s_tready) @(posedge s_clk);
                s_tvalid <= 0;
            end
    endtask

    // ---- the sink
    integer got = 0, at = 0, i, best, second, stalls = 0, clock = 0;
    integer entered[0:`FRAMES-1], n_entered = 0, n_beats = 0, shortest = -1, longest = 0, latency = 0, margin = 0;
    integer histogram[0:`N-1];
    reg signed [31:0] logit, largest, next;
    reg restarted = 0;
    reg counts = 1;  // results are looked at
    function signed [31:0] logit_of;
        input integer f, k;
        reg [`W-1:0] bits;
        begin
            bits = logits[f] >> (k * `W);
            logit_of = {{(32 - `W) {(`SIGNED_LOGITS != 0) && bits[`W-1]}}, bits};
        end
    endfunction
    task find;  // the two largest logits of frame `got`
        begin
            best = 0;
            for (i = 1; i < `N; i = i + 1) if (logit_of(got, i) > logit_of(got, best)) best = i;
            second = (best == 0) ? 1 : 0;
            for (i = 0; i < `N; i = i + 1)
                if (i != best && logit_of(got, i) > logit_of(got, second)) second = i;
        end
    endtask
    reg waits_q = 0;
    reg offered_q = 0;  // to the network
    integer told = 0;  // losses
    reg [8*`M_BYTES-1:0] held;
    always @(posedge aclk) begin
        clock <= clock + 1;
        told = told + dut.overflow;
        if (clock > 200000) begin
            $display("FAIL %0d results in 200000 clocks", got);
            $finish;
        end
        if (s_tvalid && !s_tready && aresetn) stalls <= stalls + 1;
        if (waits_q && !restarted && counts && (!m_tvalid || m_tdata !== held)) fail("a waiting beat left", got, 0, 1);
        waits_q <= m_tvalid && !m_tready;
        held <= m_tdata;
        if (offered_q && !dut.u_frames.m_axis_tvalid && !dut.rst) fail("an offered beat left", n_entered, 0, 1);
        offered_q <= dut.u_frames.m_axis_tvalid && !dut.u_frames.m_axis_tready;
        if (dut.u_frames.m_axis_tvalid && dut.u_frames.m_axis_tready) begin
            n_beats <= (n_beats + 1) % `T;
            if (n_beats == `T - 1) begin
                entered[n_entered] = clock;
                n_entered = n_entered + 1;
            end
        end
        if (m_tvalid && m_tready && aresetn && counts) begin
            find;
            margin = logit_of(got, best) - logit_of(got, second);
            logit = (`RESULT == 1) ? margin : logit_of(got, at);
            same("class of frame", got, m_tdata[`CLASS_LANE-1:0], best);
            if (`RESULT > 0) same("word of frame", got, m_tdata[OUT-1-:((`RESULT > 0) ? `OUT_LANE : 1)],
                                  logit & ((1 << `OUT_LANE) - 1));
            if (8 * `M_BYTES > OUT && m_tdata >> OUT != 0) fail("bits above frame", got, 1, 0);
            same("tlast of frame", got, m_tlast, (`RESULT != 2 || at == `N - 1));
            same("tuser of frame", got, m_tuser, (got == late || got == keep));
            at = at + 1;
            if (m_tlast) begin
                at = 0;
                latency = clock - entered[got];
                if (shortest < 0 || latency < shortest) shortest = latency;
                if (latency > longest) longest = latency;
                histogram[best] = histogram[best] + 1;
                got = got + 1;
            end
        end
        m_tready <= ($unsigned($random(sink_seed)) % 100) >= stall;
    end

    // ---- the bus
    task write;
        input [11:0] to;
        input [31:0] value;
        input [3:0] strobe;
        input integer answer;
        begin
            awaddr <= to; awvalid <= 1;
            if ($random(seed) & 1) begin  // the data later, or with it
                @(posedge aclk);
                while (!awready) @(posedge aclk);
                awvalid <= 0;
            end
            wdata <= value; wstrb <= strobe; wvalid <= 1;
            @(posedge aclk);
            while (!(wready && (awready || !awvalid))) @(posedge aclk);
            awvalid <= 0; wvalid <= 0; bready <= 1;
            @(posedge aclk);
            while (!bvalid) @(posedge aclk);
            bready <= 0;
            same("answer to a write to", to, bresp, answer);
        end
    endtask
    reg [31:0] word;
    task read;
        input [11:0] from;
        input integer answer;
        begin
            araddr <= from; arvalid <= 1;
            @(posedge aclk);
            while (!arready) @(posedge aclk);
            arvalid <= 0; rready <= 1;
            @(posedge aclk);
            while (!rvalid) @(posedge aclk);
            rready <= 0;
            word = rdata;
            same("answer to a read of", from, rresp, answer);
        end
    endtask
    task reads;
        input [11:0] from;
        input integer value;
        begin
            read(from, OKAY);
            same("register", from, word, value);
        end
    endtask
    task wait_for;  // results
        input integer n;
        begin
            i = 0;
            while (got < n && clock < 100000) @(posedge aclk);
            if (got < n) begin
                $display("FAIL %0d of %0d results, then silence", got, n);
                $finish;
            end
            repeat (4) @(posedge aclk);
        end
    endtask

    // A read and a write that are asked for during the reset wait for its end, and then have their answers.
    task asks_in_reset;
        begin
            araddr <= ID; arvalid <= 1;
            awaddr <= ID; awvalid <= 1;
            wdata <= 0; wstrb <= 15; wvalid <= 1;
            repeat (6) @(posedge aclk) if (awready || wready || arready || rvalid || bvalid)
                fail("an answer during reset", 0, 1, 0);
        end
    endtask
    task is_answered;
        begin
            @(posedge aclk);
            while (!(awready && wready && arready)) @(posedge aclk);
            arvalid <= 0; awvalid <= 0; wvalid <= 0;
            while (!(bvalid && rvalid)) @(posedge aclk);
            same("ID asked for in reset", 0, rdata, 32'h42414331);
            same("answer to a read asked for in reset", 0, rresp, OKAY);
            same("answer to a write asked for in reset", 0, bresp, SLVERR);
            bready <= 1; rready <= 1;
            @(posedge aclk);
            bready <= 0; rready <= 0;
        end
    endtask

    task identity;
        begin
            reads(ID, 32'h42414331);
            reads(VERSION, 32'h00010000);
            reads(SAMPLES, 1);
            reads(FRAME, `T);
            reads(CLASSES, `N);
            for (i = 0; i < 8; i = i + 1) begin
                read(HASHES + 4 * i[11:0], OKAY);
                same("hash", i, word, HASH[255-32*i-:32]);
            end
            reads(SHORTEST, -1);
            read(12'd56, DECERR);
            same("word of no register", 56, word, 0);
            read(HISTOGRAM + 4 * `N, DECERR);
            write(12'd56, -1, 15, DECERR);
            write(ID, 0, 15, SLVERR);
            write(COUNT, -1, 15, SLVERR);
            reads(ID, 32'h42414331);
            write(CONTROL, 2, 4'b1110, OKAY);  // without the byte's strobe
            reads(CONTROL, 0);
        end
    endtask
    task counters;
        begin
            reads(COUNT, got);
            reads(CLASS, best);
            reads(MARGIN, (`RESULT == 1) ? margin : 0);
            reads(SHORTEST, shortest);
            reads(LONGEST, longest);
            reads(LATENCY, latency);
            if (`FIFO_AW == 0 && `SHIFT == 0) reads(STALLS, stalls);
            read(STATUS, OKAY);
            same("fault in STATUS", 0, word[2:0], {1'b0, keep >= 0, late >= 0});
            write(STATUS, 32'd3, 4'b0001, OKAY);
            read(STATUS, OKAY);
            same("STATUS after clearing", 0, word[1:0], 0);
            for (i = 0; i < `N; i = i + 1) begin : words
                integer k;
                k = i;
                read(HISTOGRAM + 4 * k[11:0], OKAY);
                same("histogram", k, word, histogram[k]);
            end
        end
    endtask

    // A frame that is begun is finished; the next one waits.
    integer before;
    task holds;
        begin
            write(CONTROL, 2, 15, OKAY);
            reads(CONTROL, 2);
            fork
                send(0, 3);
                begin
                    repeat (40 * `T) @(posedge aclk);
                    if (n_beats + n_entered != 0) fail("beats in spite of HOLD", 0, n_beats, 0);
                    write(CONTROL, 0, 15, OKAY);
                end
            join
        end
    endtask

    // HOLD at any time: what is begun is finished, then nothing enters.
    task holds_often;
        fork
            send(0, `FRAMES);
            repeat (12) begin
                repeat ($unsigned($random(seed)) % (2 * `T)) @(posedge aclk);
                write(CONTROL, 2, 15, OKAY);
                repeat (40 * `T) @(posedge aclk);
                before = n_entered;
                repeat (40 * `T) @(posedge aclk);
                same("beats of a frame in HOLD", n_entered, n_beats, 0);
                same("frames in spite of HOLD", before, n_entered, before);
                write(CONTROL, 0, 15, OKAY);
            end
        join
    endtask

    // In mid-frame: the rest of the source's frame goes nowhere, the next ones are whole.
    task restarts;
        begin
            before = got;
            fork
                begin
                    send(before, before + 1);
                    send(0, `FRAMES);
                end
                begin
                    while (n_beats < `T / 3) @(posedge aclk);
                    restarted = 1;
                    write(CONTROL, 1, 15, OKAY);
                    reads(CONTROL, 1);  // the bus answers meanwhile
                    // Results that were under way are lost.
                    got = 0; at = 0; n_entered = 0; n_beats = 0; shortest = -1; longest = 0; stalls = 0;
                    for (i = 0; i < `N; i = i + 1) histogram[i] = 0;
                    read(COUNT, OKAY);
                    same("FRAMES after a reset", 0, word, 0);
                    waits_q = 0;
                    restarted = 0;
                end
            join
            wait_for(`FRAMES);
            reads(COUNT, `FRAMES);
            reads(SHORTEST, shortest);
            for (i = 0; i < `N; i = i + 1) begin : words
                integer k;
                k = i;
                reads(HISTOGRAM + 4 * k[11:0], histogram[k]);
            end
        end
    endtask

    // A source that cannot wait, faster than the network: beats are lost, and said to be; after a soft reset a slow
    // source's frames are right again.
    task send_slowly;  // frame number `frame`, in any state of the network
        for (beat = 0; beat < `T; beat = beat + 1) begin
            for (c = 0; c < `C; c = c + 1)
                s_tdata[c*S_LANE+:S_LANE] <= (samples[frame*`T+beat] >> (c * `IW)) & ((1 << `IW) - 1);
            s_tkeep <= -1;
            s_tvalid <= 1;
            s_tlast <= (beat == `T - 1);
            @(posedge s_clk);
            s_tvalid <= 0;
            repeat (8) @(posedge s_clk);
        end
    endtask
    task floods;
        begin
            counts = 0;
            s_tkeep <= -1;
            s_tvalid <= 1;
            repeat (40 * `T) @(posedge s_clk);
            s_tvalid <= 0;
            repeat (40 * `T) @(posedge aclk);
            read(STATUS, OKAY);
            same("OVERFLOW", 0, word[2], 1);
        end
    endtask
    task loses_two;  // in a row, while HOLD keeps the FIFO full: the second is told too
        begin
            write(CONTROL, 2, 15, OKAY);
            s_tvalid <= 1;
            repeat (4 * `T) @(posedge s_clk);
            s_tvalid <= 0;
            repeat (40) @(posedge aclk);
            told = 0;
            s_tvalid <= 1;
            repeat (2) @(posedge s_clk);
            s_tvalid <= 0;
            repeat (40) @(posedge aclk);
            same("losses told", 2, told, 2);
        end
    endtask
    task loses;
        begin
            floods;
            frame = 0;
            send_slowly;  // whole, so that the reset is between two frames of the source
            write(CONTROL, 1, 15, OKAY);
            repeat (100) @(posedge aclk);
            read(STATUS, OKAY);
            same("OVERFLOW after a reset", 0, word[2], 0);
            reads(CONTROL, 0);
            counts = 1;
            got = 0; at = 0; n_entered = 0; n_beats = 0;
            for (frame = 0; frame < `FRAMES; frame = frame + 1) send_slowly;
            wait_for(`FRAMES);
            read(STATUS, OKAY);
            same("OVERFLOW of a slow source", 0, word[2], 0);
            floods;
            if (`FIFO_AW > 0) loses_two;
            if (bad == 0) $display("PASS lossy");
            $finish;
        end
    endtask

    initial begin
        if (!$value$plusargs("seed=%d", seed)) seed = 1;
        if (!$value$plusargs("stall=%d", stall)) stall = 0;
        if (!$value$plusargs("late=%d", late)) late = -1;
        if (!$value$plusargs("keep=%d", keep)) keep = -1;
        if (!$value$plusargs("at=%d", fault)) fault = `T / 2;
        source_seed = seed + 1000;
        sink_seed = seed + 2000;
        if (!$value$plusargs("input=%s", path)) $display("FAIL no +input");
        $readmemh(path, samples);
        if (!$value$plusargs("logits=%s", path)) $display("FAIL no +logits");
        $readmemh(path, logits);
        for (i = 0; i < `N; i = i + 1) histogram[i] = 0;
        repeat (8) @(posedge aclk);
        if (s_tready && `FIFO_AW > 0 || awready || wready || arready) fail("ready during reset", 0, 1, 0);
        if (`LITE != 0) asks_in_reset;
        aresetn <= 1;
        if (`LITE != 0) is_answered;
        repeat (4) @(posedge aclk);
        if (`LITE != 0) identity;
        repeat (40) @(posedge aclk);
        if ($test$plusargs("lossy")) loses;
        if (`LITE != 0) begin
            fork
                send(0, `FRAMES);
                begin
                    repeat (`T) @(posedge aclk);
                    read(COUNT, OKAY);  // while frames run
                end
            join
        end else send(0, `FRAMES);
        wait_for(`FRAMES);
        if (`LITE != 0) counters;
        if ($test$plusargs("control")) begin
            got = 0; n_entered = 0;
            holds_often;
            wait_for(`FRAMES);
            got = 0; n_entered = 0;
            holds;
            wait_for(3);
            reads(CLASS, best);  // of tests/nets/tiny.bnet not 0, as in most frames
            restarts;
        end
        if (bad == 0) $display("PASS %0d frames", got);
        $finish;
    end
endmodule
`default_nettype wire
