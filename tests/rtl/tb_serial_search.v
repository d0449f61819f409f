// tb_serial_search.v : rtl/serial/bac_serial_search.v against counting, 2,000 random numbers, every way to share
// the bits of a code among stages
`timescale 1ns / 1ns
module tb_serial_search;
    parameter STEPS = 1;
    localparam BITS = 5, W = 9, N = 1 << BITS, STAGES = (BITS + STEPS - 1) / STEPS;

    // Ascending, some of them twice, the last ones beyond every number.
    function integer threshold;
        input integer c;
        threshold = (c > 29) ? 511 : (c / 2) * 31 + c;
    endfunction

    function [N*32-1:0] tree_of;
        input integer unused;
        integer known;
        integer i;
        begin
            tree_of = {(N * 32) {1'b0}};
            for (known = 0; known < BITS; known = known + 1)
                for (i = 0; i < (1 << known); i = i + 1)
                    tree_of[((1<<known)+i)*32+:32] = threshold((2 * i + 1) << (BITS - 1 - known));
        end
    endfunction

    reg clk = 0, ce = 1;
    reg [BITS:0] mark = 0;  // of numbers that came 0 .. BITS clocks ago
    reg [W-1:0] x = 0;
    reg [BITS-1:0] expected[0:BITS];
    wire [STAGES-1:0] start;
    wire [BITS-1:0] y;
    integer n, c, k, errors = 0, checked = 0, seed = 11, wait_clocks = 0;

    genvar i;
    generate
        for (i = 0; i < STAGES; i = i + 1) begin : gen_start
            assign start[i] = mark[i*STEPS];
        end
    endgenerate
    bac_serial_search #(
        .W(W), .BITS(BITS), .STEPS(STEPS), .TREE(tree_of(0))
    ) dut (
        .clk(clk), .ce(ce), .start(start), .x(x), .y(y)
    );

    initial begin
        for (n = 0; n < 20000; n = n + 1) begin
            ce = ($random(seed) & 3) != 0;
            if (ce) begin
                if (mark[BITS]) begin
                    checked = checked + 1;
                    if (y !== expected[BITS]) begin
                        errors = errors + 1;
                        $display("FAIL: %0d, expected %0d", y, expected[BITS]);
                    end
                end
            end
            #5 clk = 1;
            #1;
            if (ce) begin
                for (k = BITS; k > 0; k = k - 1) expected[k] = expected[k-1];
                mark = mark << 1;
                wait_clocks = (wait_clocks > 0) ? wait_clocks - 1 : 0;
                x = $random(seed);
                if (x == 511) x = 510;
                if (wait_clocks == 0 && ($random(seed) & 3) != 0) begin
                    mark[0] = 1;
                    wait_clocks = STEPS;
                    expected[0] = 0;
                    for (c = 1; c < N; c = c + 1) if (x >= threshold(c)) expected[0] = c;
                end
            end
            #4 clk = 0;
        end
        if (errors == 0 && checked > 1000) $display("PASS");
        $finish;
    end
endmodule
