// tb_board.v : rtl/board/bac_board.v between a host that also makes mistakes and a network that is told apart by any change
// of its frame: its class is the exclusive or of the frame's bytes, its margin a sum of each with its place.
`timescale 1ns / 1ps
module tb_board;
    parameter IN_BYTES = 2, BEATS = 12, OUT_BYTES = 3, AW = 5, DELAY = 40, CLOCKS = 8, LED_LOW = 0;
    localparam FRAME = IN_BYTES * BEATS, TICK_BITS = 6, TICKS = 40, HALF = 60;  // HALF: ns
    localparam [8*6-1:0] IDENTITY = {8'h5a, 8'h00, 8'hff, 8'h12, 8'h01, "I"};
    reg clk = 0, locked = 0;
    always #5 clk = !clk;
    integer errors = 0, checks = 0, seed = 11, i, k;

    reg rx = 1, sck = 0, cs_n = 1, mosi = 0;
    wire tx, miso, rst;
    wire [7:0] led;
    wire [8*IN_BYTES-1:0] beat;
    wire beat_valid, beat_last, result_ready;
    reg beat_ready = 0, stuck = 0;
    reg [8*OUT_BYTES-1:0] result = 0;
    reg result_valid = 0;
    bac_board #(
        .IN_BYTES(IN_BYTES), .BEATS(BEATS), .OUT_BYTES(OUT_BYTES), .ID_BYTES(6), .CLOCKS(CLOCKS), .AW(AW),
        .TICK_BITS(TICK_BITS), .TICKS(TICKS), .IDENTITY(IDENTITY), .LED_LOW(LED_LOW)
    ) dut (
        .clk(clk), .locked(locked), .rst(rst), .rx(rx), .tx(tx), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso),
        .led(led), .m_axis_tdata(beat), .m_axis_tvalid(beat_valid), .m_axis_tready(beat_ready),
        .m_axis_tlast(beat_last), .s_axis_tdata(result), .s_axis_tvalid(result_valid), .s_axis_tready(result_ready)
    );

    task check(input same, input [8*40-1:0] what);
        begin
            checks = checks + 1;
            if (same !== 1'b1) begin
                errors = errors + 1;
                $display("FAIL: %0s at %0t", what, $time);
                if (errors == 5) $finish;
            end
        end
    endtask

    // ---- the network: DELAY clocks behind its last beat there is a result
    integer at = 0, wait_q = 0, frames = 0;
    reg [7:0] folded = 0;
    reg [8*OUT_BYTES-1:0] total = 0;
    always @(posedge clk) begin
        beat_ready <= !stuck && ($random(seed) & 3) != 0;
        if (beat_valid && beat_ready) begin
            for (k = 0; k < IN_BYTES; k = k + 1) begin
                folded = folded ^ beat[8*k+:8];
                total  = total + beat[8*k+:8] * (at * IN_BYTES + k + 1);
            end
            check(beat_last == (at == BEATS - 1), "tlast");
            at = at + 1;
            if (beat_last) wait_q <= DELAY;
            if (beat_last) at = 0;
        end
        if (wait_q > 0) begin
            wait_q <= wait_q - 1;
            if (wait_q == 1) begin
                result <= {total, folded};
                result_valid <= 1;
                folded = 0;
                total = 0;
            end
        end
        if (result_valid && result_ready) begin
            result_valid <= 0;
            frames <= frames + 1;
        end
    end

    // ---- the host: bytes out by the line or SPI, bytes back in a queue
    reg by_spi = 0;
    reg [15:0] sum;
    reg [7:0] back[0:4095];
    integer n_back = 0, read = 0;
    reg [7:0] code[0:FRAME-1];
    reg [7:0] want_class;
    reg [8*OUT_BYTES-1:0] want;

    function [15:0] summed(input [15:0] x, input [7:0] data);
        integer b;
        begin
            summed = x;
            for (b = 7; b >= 0; b = b - 1)
                summed = (summed[15] ^ data[b]) ? {summed[14:0], 1'b0} ^ 16'h1021 : {summed[14:0], 1'b0};
        end
    endfunction
    task line(input [7:0] data, input stop);
        integer b;
        begin
            rx = 0;
            #(10 * CLOCKS);
            for (b = 0; b < 8; b = b + 1) begin
                rx = data[b];
                #(10 * CLOCKS);
            end
            rx = stop;
            #(10 * CLOCKS) rx = 1;
        end
    endtask
    task spi(input [7:0] data);
        integer b;
        reg [7:0] word;
        begin
            for (b = 7; b >= 0; b = b - 1) begin
                mosi = data[b];
                #(HALF) sck = 1;
                word[b] = miso;
                #(HALF) sck = 0;
            end
            back[n_back%4096] = word;
            n_back = n_back + 1;
        end
    endtask
    task put(input [7:0] data);
        begin
            sum = summed(sum, data);
            if (!by_spi) line(data, 1'b1);
            else begin
                spi(data);
                check(back[(n_back-1)%4096] == 8'd0, "nothing to read yet");
                read = n_back;
            end
        end
    endtask
    always begin : receiver
        reg [7:0] word;
        integer b;
        @(negedge tx);
        #(5 * CLOCKS);
        for (b = 0; b < 8; b = b + 1) #(10 * CLOCKS) word[b] = tx;
        #(10 * CLOCKS) check(tx == 1'b1, "stop bit of an answer");
        check(!by_spi, "SPI's answer on the line");
        back[n_back%4096] = word;
        n_back = n_back + 1;
    end
    // Waits for the next byte that came back; under SPI it reads one, past zeros if `first`.
    task get(input first, output [7:0] word);
        integer tries;
        begin
            tries = 0;
            word = 0;
            while (read == n_back && tries < 3000) begin
                if (by_spi) begin
                    spi(8'd0);
                    if (first && back[(n_back-1)%4096] == 8'd0) read = n_back;
                end else #(10 * CLOCKS);
                tries = tries + 1;
            end
            check(read != n_back, "an answer");
            if (read != n_back) begin
                word = back[read%4096];
                read = read + 1;
            end
        end
    endtask

    reg [7:0] number = 0;
    // An answer about a frame, with this status.
    task answer(input [7:0] status);
        reg [7:0] word;
        reg [15:0] s;
        integer b;
        begin
            s = 16'hffff;
            for (b = 0; b < OUT_BYTES + 5; b = b + 1) begin
                get(b == 0, word);
                s = summed(s, word);
                if (b == 0) check(word == "R", "begin of an answer");
                if (b == 1) check(word == status, "status");
                if (b == 2) check(word == number, "number");
                if (b > 2 && b < OUT_BYTES + 3)
                    check(word == ((status == 0) ? want[8*(b-3)+:8] : 8'd0), "result");
            end
            check(s == 0, "sum of an answer");
            number = number + 1;
        end
    endtask
    task who;
        reg [7:0] word;
        reg [15:0] s;
        integer b;
        begin
            put("I");
            s = 16'hffff;
            for (b = 0; b < 8; b = b + 1) begin
                get(b == 0, word);
                s = summed(s, word);
                if (b < 6) check(word == IDENTITY[8*b+:8], "identity");
            end
            check(s == 0, "sum of an identity");
        end
    endtask
    task begin_frame;
        begin
            want_class = 0;
            want = 0;
            for (k = 0; k < FRAME; k = k + 1) begin
                code[k] = ($random(seed) & 3) ? $random(seed) : 8'd0;
            end
            sum = 16'hffff;
            put("F");
        end
    endtask
    task wanted;
        reg [8*OUT_BYTES-1:0] t;
        integer b;
        begin
            t = 0;
            want_class = 0;
            for (b = 0; b < FRAME; b = b + 1) begin
                want_class = want_class ^ code[b];
                t = t + code[b] * (b + 1);
            end
            want = {t, want_class};
        end
    endtask
    task codes(input integer from, input integer to);
        integer b;
        for (b = from; b < to; b = b + 1) put(code[b]);
    endtask
    task end_frame;
        reg [15:0] s;
        begin
            s = sum;
            put(s[15:8]);
            put(s[7:0]);
        end
    endtask
    task frame;
        begin
            begin_frame;
            codes(0, FRAME);
            end_frame;
            wanted;
        end
    endtask
    task silence;
        #(10 * (TICKS + 2) * (1 << TICK_BITS));
    endtask
    task good;
        reg before;
        begin
            before = led[1];
            frame;
            answer(0);
            check((led ^ LED_LOW) >> 2 == {want[4:0], 1'b0} && led[1] != before, "lights of a good frame");
        end
    endtask

    task all_of_a_port;
        integer first;
        reg [7:0] word;
        begin
            repeat (3) put(8'd0);
            who;
            good;
            good;
            who;
            // a wrong sum; and what comes before silence is dropped
            begin_frame;
            codes(0, FRAME);
            sum = sum ^ 16'h0100;
            end_frame;
            answer(1);
            check(((led ^ LED_LOW) & 4) != 0, "light of an error");
            first = n_back;
            put("I");
            put(8'd0);
            put("I");
            silence;
            if (!by_spi) check(n_back == first, "answered before silence");
            good;
            // cut off: in the codes, in the sum, at once
            begin_frame;
            codes(0, FRAME / 2);
            if (by_spi) cs_n = 1;
            silence;
            cs_n = !by_spi;
            #200 answer(2);
            silence;
            good;
            begin_frame;
            codes(0, FRAME);
            put(sum[15:8]);
            silence;
            answer(2);
            silence;
            begin_frame;
            silence;
            answer(2);
            silence;
            good;
            // a pause that is no silence
            begin_frame;
            codes(0, FRAME / 3);
            #(10 * (TICKS - 4) * (1 << TICK_BITS));
            codes(FRAME / 3, FRAME);
            end_frame;
            wanted;
            answer(0);
            // no command
            put("x");
            answer(4);
            silence;
            good;
            // more bytes than the memory holds while the network takes none
            stuck = 1;
            begin_frame;
            codes(0, FRAME);
            repeat ((1 << AW) + 20) put(8'h46);
            stuck = 0;
            silence;
            answer(3);
            silence;
            good;
        end
    endtask

    initial begin
        #200 locked = 1;
        #200 check(rst == 1'b0, "reset ends");
        all_of_a_port;

        // a byte without a stop bit
        begin_frame;
        codes(0, FRAME / 2);
        line(8'h00, 1'b0);
        codes(FRAME / 2 + 1, FRAME);
        end_frame;
        silence;
        answer(3);
        silence;
        // a break on an idle line is nothing
        rx = 0;
        #(400 * CLOCKS) rx = 1;
        #(100 * CLOCKS) good;
        // the next frame is on its way before the first is answered
        frame;
        begin : ahead
            reg [8*OUT_BYTES-1:0] first;
            first = want;
            frame;
            want <= first;
            #1 answer(0);
            wanted;
            answer(0);
        end
        // SPI's bytes are dropped in the middle of a frame of the line
        begin_frame;
        codes(0, 3);
        cs_n = 0;
        #200 spi("F");
        spi(8'h77);
        read = n_back;
        #200 cs_n = 1;
        codes(3, FRAME);
        end_frame;
        wanted;
        answer(0);

        // ---- the same by SPI
        by_spi = 1;
        cs_n = 0;
        #200 all_of_a_port;
        // the line's bytes are dropped in the middle of a frame of SPI
        begin_frame;
        codes(0, 3);
        line("F", 1'b1);
        line(8'h12, 1'b0);
        codes(3, FRAME);
        end_frame;
        wanted;
        answer(0);
        // the PLL loses its lock in the middle of a frame: all begins anew
        begin_frame;
        codes(0, 3);
        locked = 0;
        #300 check(rst == 1'b1, "reset");
        at = 0;
        folded = 0;
        total = 0;
        locked = 1;
        number = 0;
        #300 cs_n = 1;
        #200 by_spi = 0;
        read = n_back;
        who;
        good;
        check(frames > 20, "frames");
        if (errors == 0) $display("PASS %0d checks, %0d frames", checks, frames);
        $finish;
    end
    initial #400000000 begin
        $display("FAIL: it does not end");
        $finish;
    end
endmodule
