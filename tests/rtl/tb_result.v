// tb_result.v : rtl/wrap/bac_result.v against a plain search: every value, every clock of a steady stream, and
// a result that stays while it waits. Small logits, so that equal ones are frequent.
`timescale 1ns / 1ns
module tb_result;
    parameter FORM = 1, N = 5, W = 6, IS_SIGNED = 1, STALL = 0;
    localparam LANE = 8, CLASS_LANE = 8, ABOVE = (FORM == 0) ? 0 : LANE, OUT = CLASS_LANE + ABOVE;
    localparam BEATS = (FORM == 2) ? N : 1, FRAMES = 400;
    localparam LATENCY = (FORM == 0) ? 0 : (FORM == 1) ? N + 1 : 1;
    localparam II = (FORM == 0) ? 1 : (FORM == 1) ? N + 2 : N + 1;
    reg clk = 0, rst = 1;
    reg [CLASS_LANE+N*LANE-1:0] in;
    reg valid = 0, ready = 0;
    wire [OUT-1:0] out;
    wire out_valid, out_last, in_ready;
    reg [OUT-1:0] held;
    reg waits = 0;
    integer frame = 0, beat = 0, i, at, seed = 3, errors = 0, clock = 0, begun = 0, last_begun = -1;
    integer best, second, value;
    reg signed [LANE-1:0] lane;

    bac_result #(
        .FORM(FORM), .N(N), .W(W), .IS_SIGNED(IS_SIGNED), .LANE(LANE), .CLASS_LANE(CLASS_LANE), .ABOVE(ABOVE)
    ) dut (
        .clk(clk), .rst(rst), .s_axis_tdata(in), .s_axis_tvalid(valid), .s_axis_tready(in_ready),
        .s_axis_tlast(1'b1), .m_axis_tdata(out), .m_axis_tvalid(out_valid), .m_axis_tready(ready),
        .m_axis_tlast(out_last)
    );

    // A value of the word, as bac_cast extends it.
    function integer logit_of(input integer k);
        begin
            lane = in[k*LANE+:LANE];
            logit_of = lane;
            if (IS_SIGNED == 0) logit_of = logit_of & 255;
        end
    endfunction

    task offer;
        begin
            at = 0;
            for (i = 0; i < N; i = i + 1) begin
                value = $random(seed) & 7;
                if (($random(seed) & 3) == 0) value = value << (W - 4);
                if (IS_SIGNED != 0 && ($random(seed) & 1) != 0) value = -value;
                in[i*LANE+:LANE] = value[LANE-1:0];
                if (logit_of(i) > logit_of(at)) at = i;
            end
            in[N*LANE+:CLASS_LANE] = at[CLASS_LANE-1:0];
            best = logit_of(at);
            second = (at == 0) ? logit_of(1) : logit_of(0);
            for (i = 0; i < N; i = i + 1) if (i != at && logit_of(i) > second) second = logit_of(i);
            valid = 1;
            begun = clock;
            if (STALL == 0 && last_begun >= 0 && begun - last_begun != II) begin
                errors = errors + 1;
                $display("FAIL: frame %0d: begun %0d clocks behind the last, not %0d", frame, begun - last_begun, II);
            end
            last_begun = begun;
        end
    endtask

    task take;
        begin
            value = (FORM == 0) ? 0 : (FORM == 1) ? best - second : logit_of(beat);
            if (out[CLASS_LANE-1:0] !== at[CLASS_LANE-1:0] || out_last !== (beat == BEATS - 1) ||
                (FORM != 0 && out[OUT-1-:LANE] !== value[LANE-1:0])) begin
                errors = errors + 1;
                $display("FAIL: frame %0d beat %0d: %h last %b, expected class %0d and %0d", frame, beat, out, out_last,
                         at, value);
            end
            if (STALL == 0 && clock - begun != LATENCY + beat) begin
                errors = errors + 1;
                $display("FAIL: frame %0d beat %0d in clock %0d", frame, beat, clock - begun);
            end
            beat = (beat + 1) % BEATS;
            if (beat == 0) frame = frame + 1;
        end
    endtask

    initial begin
        repeat (2) begin
            #5 clk = 1;
            #5 clk = 0;
        end
        rst = 0;
        while (frame < FRAMES) begin
            if (!valid && (STALL == 0 || ($random(seed) & 1) != 0)) offer;
            ready = (STALL == 0) || ($random(seed) & 3) == 0;
            #4;
            if (waits && (!out_valid || out !== held)) begin
                errors = errors + 1;
                $display("FAIL: frame %0d: a result that waits changed", frame);
            end
            held  = out;
            waits = out_valid && !ready;
            if (in_ready && valid !== 1 && FORM != 0) errors = errors + 1;
            if (out_valid && ready) take;
            i = valid && in_ready;
            #1 clk = 1;
            #1;
            if (i) valid = 0;
            #4 clk = 0;
            clock = clock + 1;
            if (clock > FRAMES * 60 * N) begin
                $display("FAIL: stuck in frame %0d", frame);
                $finish;
            end
        end
        if (errors == 0) $display("PASS %0d results", frame);
        $finish;
    end
endmodule
