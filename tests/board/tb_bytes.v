// tb_bytes.v : rtl/board's ports and their parts, one by one: a serial line whose clock is off by SKEW per mille, breaks and
// bytes without a stop bit; SPI in pieces; the memory of bytes against a queue; the check sum against long division.
`timescale 1ns / 1ps
module tb_bytes;
    parameter CLOCKS = 16, SKEW = 0, HALF = 5;  // HALF: clocks of half a period of sck
    localparam real BIT = 10.0 * CLOCKS * (1000.0 + SKEW) / 1000.0;
    reg clk = 0, rst = 1;
    always #5 clk = !clk;
    integer errors = 0, checks = 0, seed = 7, i, k;

    task check(input same, input [8*24-1:0] what);
        begin
            checks = checks + 1;
            if (same !== 1'b1) begin
                errors = errors + 1;
                $display("FAIL: %0s at %0t", what, $time);
            end
        end
    endtask

    // ---- the serial line
    reg rx = 1;
    wire tx;
    wire [7:0] got;
    wire got_valid, bad, tx_ready;
    reg [7:0] send_byte = 0, last_got;
    reg send = 0;
    integer n_got = 0, n_bad = 0;
    bac_uart_rx #(.CLOCKS(CLOCKS)) u_rx (
        .clk(clk), .rst(rst), .rx(rx), .m_tdata(got), .m_tvalid(got_valid), .bad(bad)
    );
    bac_uart_tx #(.CLOCKS(CLOCKS)) u_tx (
        .clk(clk), .rst(rst), .s_tdata(send_byte), .s_tvalid(send), .s_tready(tx_ready), .tx(tx)
    );
    always @(posedge clk) begin
        if (got_valid) begin
            n_got <= n_got + 1;
            last_got <= got;
        end
        if (bad) n_bad <= n_bad + 1;
    end
    task line(input [7:0] data, input stop);
        integer b;
        begin
            rx = 0;
            #(BIT);
            for (b = 0; b < 8; b = b + 1) begin
                rx = data[b];
                #(BIT);
            end
            rx = stop;
            #(BIT);
            rx = 1;
        end
    endtask
    task test_line;
        reg [7:0] data;
        integer before, begun;
        begin
            for (i = 0; i < 300; i = i + 1) begin
                data = $random(seed);
                before = n_got;
                line(data, 1'b1);
                if (i % 3 == 0) #(BIT * ($random(seed) & 3) / 2.0);
                #(0.3 * BIT + 40);  // room for a clock that is off, and for the registers
                check(n_got == before + 1 && last_got == data, "byte of the line");
            end
            before = n_got;
            line(8'h55, 1'b0);
            #(2 * BIT);
            check(n_bad == 1 && n_got == before, "no stop bit");
            rx = 0;
            #(40 * BIT);
            rx = 1;
            #(2 * BIT);
            check(n_bad == 2 && n_got == before, "break");
            rx = 0;
            #(0.2 * BIT);
            rx = 1;
            #(12 * BIT);
            check(n_bad == 2 && n_got == before, "glitch");
            line(8'ha7, 1'b1);
            #(BIT);
            check(n_got == before + 1 && last_got == 8'ha7, "after a break");
            // latency of a byte, in clocks from the edge of its start bit, as the header says
            @(negedge clk) begun = $time;
            fork
                line(8'h3c, 1'b1);
                @(posedge got_valid) begun = ($time - begun + 5) / 10;
            join
            if (SKEW == 0) check(begun == 9 * CLOCKS + CLOCKS / 2 + 3, "latency of a byte");
        end
    endtask
    task test_sender;
        reg [9:0] bits;
        integer b, begun;
        begin
            for (i = 0; i < 40; i = i + 1) begin
                @(negedge clk);
                send_byte = $random(seed);
                send = 1;
                while (!tx_ready) @(negedge clk);
                @(posedge clk) begun = $time;
                #1 check(tx == 1'b0, "start bit");
                if (i % 2 == 0) send = 0;
                #(5 * CLOCKS);
                for (b = 0; b < 10; b = b + 1) begin
                    bits[b] = tx;
                    if (b < 9) #(10 * CLOCKS);
                end
                check(bits == {1'b1, send_byte, 1'b0}, "bits of a byte");
                send = 0;
                wait (tx_ready);
                check($time - begun == 10 * 10 * CLOCKS, "clocks of a byte");
            end
        end
    endtask

    // ---- SPI
    reg sck = 0, cs_n = 1, mosi = 0;
    wire miso, in_valid, out_ready;
    wire [7:0] in_byte;
    reg [7:0] out_byte = 8'h81, last_in, miso_byte;
    reg out_valid = 0;
    integer n_in = 0, n_out = 0;
    bac_spi u_spi (
        .clk(clk), .rst(rst), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso), .m_tdata(in_byte), .m_tvalid(in_valid),
        .s_tdata(out_byte), .s_tvalid(out_valid), .s_tready(out_ready)
    );
    always @(posedge clk) begin
        if (in_valid) begin
            n_in <= n_in + 1;
            last_in <= in_byte;
        end
        if (out_ready && out_valid) begin
            n_out <= n_out + 1;
            out_byte <= out_byte + 8'h13;
        end
    end
    task spi(input [7:0] data, input integer bits);
        integer b;
        begin
            for (b = 7; b > 7 - bits; b = b - 1) begin
                mosi = data[b];
                #(10 * HALF) sck = 1;
                miso_byte[b] = miso;
                #(10 * HALF) sck = 0;
            end
        end
    endtask
    task test_spi;
        reg [7:0] data, want;
        integer before;
        begin
            #3;
            for (i = 0; i < 60; i = i + 1) begin
                // transfers of one to four bytes; something to say in two of three
                out_valid = (i % 3 != 0);
                if (i % 4 == 0) begin
                    cs_n = 0;
                    #(10 * HALF);
                end
                want = (u_spi.ready_q || (i % 4 == 0 && out_valid)) ? 8'h81 + 8'h13 * (n_out - 1) : 8'h00;
                data = $random(seed);
                before = n_in;
                spi(data, 8);
                check(miso_byte == want, "byte to the master");
                #(10 * HALF);
                check(n_in == before + 1 && last_in == data, "byte of the master");
                if (i % 4 == 3) begin
                    #(10 * HALF) cs_n = 1;
                    #(10 * HALF);
                end
            end
            // bits of a byte that ends too early are nothing
            out_valid = 0;
            before = n_in;
            cs_n = 0;
            #(10 * HALF) spi(8'hff, 5);
            #(10 * HALF) cs_n = 1;
            #(20 * HALF) cs_n = 0;
            #(10 * HALF) spi(8'h2d, 8);
            #(10 * HALF) cs_n = 1;
            #100 check(n_in == before + 1 && last_in == 8'h2d, "after a piece");
            // each byte that was taken was read, but those whose turn never came
            check(n_out > 30, "bytes to the master");
        end
    endtask

    // ---- the memory
    localparam AW = 3;
    reg [7:0] put = 0;
    reg put_valid = 0, pull = 0;
    wire [7:0] pulled;
    wire pulled_valid, lost, empty;
    reg [7:0] queue[0:1023];
    integer head = 0, tail = 0, n_lost = 0, most = 0;
    bac_bytes #(.AW(AW)) u_bytes (
        .clk(clk), .rst(rst), .s_tdata(put), .s_tvalid(put_valid), .lost(lost), .empty(empty), .m_tdata(pulled),
        .m_tvalid(pulled_valid), .m_tready(pull)
    );
    task test_memory;
        begin
            for (i = 0; i < 2000; i = i + 1) begin
                @(negedge clk);
                put = $random(seed);
                put_valid = (($random(seed) & 3) < ((i / 100) % 4));
                pull = (($random(seed) & 3) < ((i / 70) % 4));
                #4;
                if (put_valid && lost) begin
                    n_lost = n_lost + 1;
                    check(tail - head >= (1 << AW), "lost when full only");
                end else if (put_valid) begin
                    queue[tail%1024] = put;
                    tail = tail + 1;
                end
                if (tail - head > most) most = tail - head;
                if (pulled_valid && pull) begin
                    check(pulled == queue[head%1024], "byte out of the memory");
                    head = head + 1;
                end
                check(empty == (tail - put_valid + (put_valid && lost) == head - (pulled_valid && pull)) || !empty,
                      "empty");
            end
            @(posedge clk) #1 put_valid = 0;
            pull = 1;
            repeat (20) begin
                @(negedge clk);
                if (pulled_valid) begin
                    check(pulled == queue[head%1024], "byte left in the memory");
                    head = head + 1;
                end
            end
            @(negedge clk) check(head == tail && empty && n_lost > 0 && most >= (1 << AW), "all bytes came");
        end
    endtask

    // ---- the check sum, against long division of the message and 16 zeros by the polynomial
    reg [15:0] sum = 16'hffff;
    reg [7:0] message = 0;
    wire [15:0] sum_d;
    reg [16:0] rest;
    reg [79:0] whole;
    bac_crc16 u_crc (.x(sum), .byte_in(message), .y(sum_d));
    task test_sum;
        begin
            for (i = 0; i < 50; i = i + 1) begin
                whole = {$random(seed), $random(seed), 16'd0};
                sum = 16'hffff;
                for (k = 0; k < 8; k = k + 1) begin
                    message = whole[79-8*k-:8];
                    #1 sum = sum_d;
                end
                whole[79:64] = whole[79:64] ^ 16'hffff;
                rest = 0;
                for (k = 79; k >= 0; k = k - 1) begin
                    rest = {rest[15:0], whole[k]};
                    if (rest[16]) rest = rest ^ 17'h11021;
                end
                check(rest[15:0] == sum, "check sum");
                message = rest[15:8];
                #1 sum = sum_d;
                message = rest[7:0];
                #1 check(sum_d == 16'd0, "sum with its sum");
            end
        end
    endtask

    initial begin
        repeat (4) @(posedge clk);
        #1 rst = 0;
        repeat (4) @(posedge clk);
        test_line;
        test_sender;
        test_spi;
        test_memory;
        test_sum;
        if (errors == 0) $display("PASS %0d checks", checks);
        $finish;
    end
endmodule
