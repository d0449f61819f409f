// tb_serial_sum.v : rtl/serial/bac_serial_sum.v against a plain sum, 2,000 random numbers of every input
`timescale 1ns / 1ns
module tb_serial_sum;
    parameter N = 17, D = 2, DIGITS = 3, W = 16;
    localparam LEVELS = 4;
    localparam [N*32-1:0] WEIGHTS = {
        -32'sd31, 32'sd30, -32'sd29, 32'sd17, 32'sd16, -32'sd15, 32'sd9, -32'sd8, 32'sd7, 32'sd6, -32'sd5, 32'sd4,
        32'sd4, -32'sd3, 32'sd2, -32'sd1, 32'sd1
    };
    reg clk = 0, rst = 1, ce = 1;
    reg [N*DIGITS-1:0] bits;  // digit n's bits at [n*N +: N]
    reg [N-1:0] x = 0;
    reg [LEVELS+1:0] valid = 0, first = 0, done = 0;
    reg signed [W-1:0] expected[0:LEVELS+1];
    wire signed [W-1:0] y;
    integer n, i, j, digit, seed = 7, position, errors = 0, checked = 0;
    reg signed [31:0] sum;

    bac_serial_sum #(
        .N(N), .D(D), .LEVELS(LEVELS), .GROUP(6), .PW(9), .W(W), .WEIGHTS(WEIGHTS), .INIT(-64'sd5),
        .WIDTHS({8'd9, 8'd9, 8'd7, 8'd5})
    ) dut (
        .clk(clk), .rst(rst), .ce(ce), .x(x), .valid(valid[LEVELS]), .first(first[LEVELS]), .y(y)
    );

    // A clock, with a pause now and then.
    task clock;
        begin
            ce = ($random(seed) & 3) != 0;
            #5 clk = 1;
            #5 clk = 0;
            while (!ce) begin
                ce = ($random(seed) & 1) != 0;
                #5 clk = 1;
                #5 clk = 0;
            end
            valid = {valid[LEVELS:0], 1'b0};
            first = {first[LEVELS:0], 1'b0};
            done = {done[LEVELS:0], 1'b0};
            if (done[LEVELS+1]) begin
                checked = checked + 1;
                if (y !== expected[0]) begin
                    errors = errors + 1;
                    $display("FAIL: y %0d, expected %0d", y, expected[0]);
                end
                for (j = 0; j <= LEVELS; j = j + 1) expected[j] = expected[j+1];
                position = position - 1;
            end
        end
    endtask

    initial begin
        position = 0;
        #5 clk = 1;
        #5 clk = 0;
        rst = 0;
        for (n = 0; n < 2000; n = n + 1) begin
            bits = {$random(seed), $random(seed)};
            sum = -5 * (1 << (D * DIGITS));
            for (i = 0; i < N * DIGITS; i = i + 1)
                if (bits[i])
                    sum = sum + ($signed(WEIGHTS[(i%N)*32+:32]) <<< (D * (DIGITS - 1 - i / N)));
            expected[position] = sum[W-1:0];
            position = position + 1;
            for (digit = 0; digit < DIGITS; digit = digit + 1) begin
                x = bits[digit*N+:N];
                valid[0] = 1;
                first[0] = (digit == 0);
                done[0] = (digit == DIGITS - 1);
                clock;
            end
            if (n % 5 == 0) clock; // nothing comes
        end
        if (errors == 0 && checked > 1990) $display("PASS %0d numbers", checked);
        $finish;
    end
endmodule
