// tb.v : bac_top against golden vectors in a plain Verilog simulator, with stalls on both sides
// Defines: T, C, IW, LANE (input), N, W, OUT_LANE, CLASS_LANE (result), FRAMES, SIGNED_LOGITS.
// Plusargs: +input=FILE +logits=FILE ($readmemh images of `bac golden`), +seed=N, +stall=PERCENT,
// +stop (at the first frame that differs).
// Ends with "PASS n frames" or with FAIL lines.
`timescale 1ns / 1ps
`default_nettype none
module tb;
    reg clk = 1'b0;
    reg rst = 1'b1;
    always #5 clk = !clk;

    reg [`C*`IW-1:0] samples[0:`FRAMES*`T-1];
    reg [`N*`W-1:0] logits[0:`FRAMES-1];
    reg [8*1024-1:0] path;
    integer seed;
    integer stall;
    integer sent = 0;
    integer got = 0;
    integer bad = 0;
    integer idle = 0;
    integer c;
    integer i;
    integer best;
    reg signed [31:0] expected;
    reg signed [31:0] largest;

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

    function signed [31:0] logit;  // logit i of golden frame f
        input integer f;
        input integer k;
        reg [`W-1:0] bits;
        begin
            bits  = logits[f] >> (k * `W);
            logit = {{(32 - `W) {(`SIGNED_LOGITS != 0) && bits[`W-1]}}, bits};
        end
    endfunction

    task check;
        begin
            best = 0;
            largest = logit(got, 0);
            for (i = 0; i < `N; i = i + 1) begin
                expected = logit(got, i);
                if (expected > largest) begin
                    largest = expected;
                    best = i;
                end
                if (m_tdata[i*`OUT_LANE+:`OUT_LANE] !== expected[`OUT_LANE-1:0]) begin
                    bad = bad + 1;
                    $display("FAIL frame %0d logit %0d: expected %0d, got bits %h", got, i, expected,
                             m_tdata[i*`OUT_LANE+:`OUT_LANE]);
                end
            end
            if (m_tdata[`N*`OUT_LANE+:`CLASS_LANE] !== best[`CLASS_LANE-1:0]) begin
                bad = bad + 1;
                $display("FAIL frame %0d class: expected %0d, got %0d", got, best,
                         m_tdata[`N*`OUT_LANE+:`CLASS_LANE]);
            end
            if (m_tlast !== 1'b1) begin
                bad = bad + 1;
                $display("FAIL frame %0d: tlast low on a result", got);
            end
        end
    endtask

    initial begin
        if (!$value$plusargs("seed=%d", seed)) seed = 1;
        if (!$value$plusargs("stall=%d", stall)) stall = 0;
        if (!$value$plusargs("input=%s", path)) $display("FAIL no +input");
        $readmemh(path, samples);
        if (!$value$plusargs("logits=%s", path)) $display("FAIL no +logits");
        $readmemh(path, logits);
        repeat (4) @(negedge clk);
        rst = 1'b0;
        while (got < `FRAMES && idle < 100000 && !(bad > 0 && $test$plusargs("stop"))) begin
            // Between edges: decide what to offer. An offer stands until it is taken.
            if (!s_tvalid && sent < `FRAMES * `T && ($unsigned($random(seed)) % 100) >= stall) begin
                s_tvalid = 1'b1;
                s_tlast  = (sent % `T == `T - 1);
                for (c = 0; c < `C; c = c + 1)
                    s_tdata[c*`LANE+:`LANE] = {{(`LANE) {1'b0}}, samples[sent][c*`IW+:`IW]};
            end
            m_tready = ($unsigned($random(seed)) % 100) >= stall;
            #1;
            idle = idle + 1;
            if (s_tvalid === 1'b1 && s_tready === 1'b1) begin
                idle = 0;
                sent = sent + 1;
            end
            if (m_tvalid === 1'b1 && m_tready) begin
                check;
                got = got + 1;
            end
            if (s_tvalid === 1'b1 && s_tready === 1'b1) begin
                @(posedge clk);
                #1 s_tvalid = 1'b0;
            end else begin
                @(posedge clk);
            end
            @(negedge clk);
        end
        if (tlast_error !== 1'b0) begin
            bad = bad + 1;
            $display("FAIL tlast_error is up");
        end
        if (bad == 0 && got < `FRAMES) $display("FAIL %0d of %0d results, then silence", got, `FRAMES);
        else if (bad == 0) $display("PASS %0d frames", got);
        $finish;
    end
endmodule
`default_nettype wire
