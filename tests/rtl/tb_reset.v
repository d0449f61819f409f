// tb_reset.v : bac_top is reset in every clock of its first frames, and knows its state after each reset
// Defines: those of tb.v, and RESETS, the number of resets; traces.vh, made by reset.sh, joins what BAC_TRACE
// gives of every link: TRACE_VALID, TRACE_READY, and TRACE_LAST, each a bit a link.
// Plusargs: +input=FILE +logits=FILE, +seed=N, +stall=PERCENT. Registers hold X before the first reset.
// Reset k comes k clocks after the first sample of a run, for one clock; two frames follow, other ones each time.
// valid and ready of every link are 0 or 1 in every clock without reset, last where valid is, and so is the class
// with its logits. Ends with "PASS n resets, m frames" or with FAIL lines.
`timescale 1ns / 1ps
`default_nettype none
`include "traces.vh"
module tb;
    reg clk = 1'b0;
    reg rst = 1'b1;
    reg later = 1'b0;  // not the first reset: for planted faults
    always #5 clk = !clk;

    reg [`C*`IW-1:0] samples[0:`FRAMES*`T-1];
    reg [`N*`W-1:0] logits[0:`FRAMES-1];
    reg [8*1024-1:0] path;
    integer seed;
    integer stall;
    integer first;  // frame with which the run began
    integer sent;  // samples of the run
    integer got;  // results of the run
    integer total = 0;
    integer bad = 0;
    integer clocks;
    integer k;
    integer c;
    integer i;

    reg [`C*`LANE-1:0] s_tdata = 0;
    reg s_tvalid = 1'b0;
    reg s_tlast = 1'b0;
    wire s_tready;
    wire [`CLASS_LANE+`N*`OUT_LANE-1:0] m_tdata;
    wire m_tvalid;
    reg m_tready = 1'b0;
    wire m_tlast;
    wire tlast_error;

    bac_top dut (
        .clk          (clk),
        .rst          (rst),
        .s_axis_tdata (s_tdata),
        .s_axis_tvalid(s_tvalid),
        .s_axis_tready(s_tready),
        .s_axis_tlast (s_tlast),
        .m_axis_tdata (m_tdata),
        .m_axis_tvalid(m_tvalid),
        .m_axis_tready(m_tready),
        .m_axis_tlast (m_tlast),
        .tlast_error  (tlast_error)
    );
    wire [`TRACES-1:0] valids = `TRACE_VALID;
    wire [`TRACES-1:0] readies = `TRACE_READY;
    wire [`TRACES-1:0] lasts = `TRACE_LAST;

    task fail;
        begin
            bad = bad + 1;
            if (bad > 20) $finish;
        end
    endtask

    // In every clock without reset.
    task known;
        begin
            if (^{valids, readies, s_tready, m_tvalid, tlast_error} === 1'bx) begin
                $display("FAIL reset %0d, clock %0d: valid %b ready %b", k, clocks, valids, readies);
                fail;
            end
            for (i = 0; i < `TRACES; i = i + 1)
            if (valids[i] === 1'b1 && lasts[i] === 1'bx) begin
                $display("FAIL reset %0d, clock %0d: last of link %0d is unknown", k, clocks, i);
                fail;
            end
        end
    endtask

    task check;
        begin
            for (i = 0; i < `N; i = i + 1)
            if (m_tdata[i*`OUT_LANE+:`W] !== logits[(first+got)%`FRAMES][i*`W+:`W]) begin
                $display("FAIL reset %0d: frame %0d logit %0d: got bits %h", k, (first + got) % `FRAMES, i,
                         m_tdata[i*`OUT_LANE+:`OUT_LANE]);
                fail;
            end
            if (^m_tdata[`N*`OUT_LANE+:`CLASS_LANE] === 1'bx || m_tlast !== 1'b1) begin
                $display("FAIL reset %0d: class %b, last %b", k, m_tdata[`N*`OUT_LANE+:`CLASS_LANE], m_tlast);
                fail;
            end
            if (tlast_error !== 1'b0) begin
                $display("FAIL reset %0d: tlast_error is up", k);
                fail;
            end
        end
    endtask

    // One clock, from one falling edge to the next.
    task step;
        begin
            if (!s_tvalid && ($unsigned($random(seed)) % 100) >= stall) begin
                s_tvalid = 1'b1;
                s_tlast  = (sent % `T == `T - 1);
                for (c = 0; c < `C; c = c + 1)
                    s_tdata[c*`LANE+:`LANE] = {
                        {(`LANE) {1'b0}}, samples[(first*`T+sent)%(`FRAMES*`T)][c*`IW+:`IW]
                    };
            end
            m_tready = ($unsigned($random(seed)) % 100) >= stall;
            #1 known;
            if (m_tvalid === 1'b1 && m_tready) begin
                check;
                got   = got + 1;
                total = total + 1;
            end
            if (s_tvalid && s_tready === 1'b1) begin
                sent = sent + 1;
                @(posedge clk);
                #1 s_tvalid = 1'b0;
            end else begin
                @(posedge clk);
            end
            @(negedge clk);
            clocks = clocks + 1;
        end
    endtask

    task reset;
        begin
            rst = 1'b1;
            s_tvalid = 1'b0;
            @(negedge clk);
            rst = 1'b0;
            sent = 0;
            got = 0;
            clocks = 0;
        end
    endtask

    initial begin
        if (!$value$plusargs("seed=%d", seed)) seed = 1;
        if (!$value$plusargs("stall=%d", stall)) stall = 0;
        if (!$value$plusargs("input=%s", path)) $display("FAIL no +input");
        $readmemh(path, samples);
        if (!$value$plusargs("logits=%s", path)) $display("FAIL no +logits");
        $readmemh(path, logits);
        k = 0;
        @(negedge clk);
        reset;
        later = 1'b1;
        for (k = 0; k < `RESETS; k = k + 1) begin
            first = (5 * k) % `FRAMES;
            while (clocks < k) step;
            reset;
            first = (5 * k + 3) % `FRAMES;
            while (got < 2 && clocks < 20000) step;
            if (got < 2) begin
                $display("FAIL reset %0d: %0d of 2 results, then silence", k, got);
                fail;
            end
            reset;
        end
        if (bad == 0) $display("PASS %0d resets, %0d frames", `RESETS, total);
        $finish;
    end
endmodule
`default_nettype wire
