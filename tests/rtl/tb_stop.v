// tb_stop.v : modules of arithmetic whose clock enable stops at random, which it does in no network (their pipelines sit
// behind gates and have room), and bac_ingress with a tlast that is wrong. Every result is that of the x which entered
// LATENCY enabled clocks before.
`timescale 1ns / 1ns
module tb_stop;
    localparam W = 8, DEPTH = 3, CLOCKS = 20000;

    reg clk = 0, rst = 1, ce = 1;
    reg signed [W-1:0] a = 0;
    reg signed [W-1:0] b = 0;

    // ---- what the modules compute
    wire signed [11:0] sum;
    bac_adder #(
        .FORM(1), .SHIFT(2), .W(12), .AW(W), .A_SIGNED(1), .BW(W), .B_SIGNED(1)
    ) u_adder (
        .clk(clk), .ce(ce), .a(a), .b(b), .y(sum)
    );
    wire [W-1:0] plus;
    bac_bias #(
        .W(W), .PASS(0), .MINUS(0), .BIAS(8'd85)
    ) u_plus (
        .clk(clk), .ce(ce), .x(a), .y(plus)
    );
    wire [W-1:0] minus;
    bac_bias #(
        .W(W), .PASS(0), .MINUS(1), .BIAS(8'd85)
    ) u_minus (
        .clk(clk), .ce(ce), .x(a), .y(minus)
    );
    wire [W-1:0] low;  // the two low bits of the constant are 0 and need no adder
    bac_bias #(
        .W(W), .PASS(2), .MINUS(0), .BIAS(8'd84)
    ) u_low (
        .clk(clk), .ce(ce), .x(a), .y(low)
    );
    wire signed [W-1:0] most;
    wire [1:0] place;
    bac_max_tree #(
        .N(4), .W(W), .IS_SIGNED(1), .XW(2), .BASE(0), .DEPTH(2)
    ) u_max (
        .clk(clk), .ce(ce), .x({a, b, 8'd3, b}), .y(most), .index(place)
    );
    wire [2:0] count;
    bac_search #(
        .W(W), .IS_SIGNED(1), .N(5), .BITS(3), .THRESHOLDS({32'sd90, 32'sd11, 32'sd0, -32'sd3, -32'sd70})
    ) u_search (
        .clk(clk), .ce(ce), .x(a), .y(count)
    );
    wire [2:0] copies;
    bac_copies #(
        .N(3)
    ) u_copies (
        .clk(clk), .rst(rst), .ce(ce), .x(a[0]), .y(copies)
    );

    // ---- what entered, the newest first
    reg signed [W-1:0] a_at[0:DEPTH];
    reg signed [W-1:0] b_at[0:DEPTH];
    integer entered = 0;

    function [2:0] below;  // thresholds at or below x
        input signed [W-1:0] x;
        below = (x >= -70) + (x >= -3) + (x >= 0) + (x >= 11) + (x >= 90);
    endfunction

    integer errors = 0, checked = 0, seed = 5, n, k;
    task check;
        input [8*8-1:0] what;
        input signed [31:0] is;
        input signed [31:0] expected;
        begin
            checked = checked + 1;
            if (is !== expected) begin
                errors = errors + 1;
                $display("FAIL: %0s: %0d, expected %0d", what, is, expected);
            end
        end
    endtask

    reg signed [W-1:0] x1;
    reg signed [W-1:0] x2;
    reg signed [W-1:0] y2;
    reg signed [W-1:0] larger;
    task check_all;
        begin
            x1 = a_at[1];
            x2 = a_at[2];
            y2 = b_at[2];
            if (entered >= 1) begin
                check("adder", sum, x1 + 4 * b_at[1]);
                check("plus", plus, (85 + x1) & 255);
                check("minus", minus, (85 - x1) & 255);
                check("low", low, (84 + x1) & 255);
                check("copies", copies, {3{x1[0]}});
            end
            if (entered >= 2) begin
                larger = (x2 > y2) ? x2 : y2;
                larger = (larger > 3) ? larger : 3;
                check("max", most, larger);
                check("index", place, (larger == y2) ? 0 : (larger == 3) ? 1 : 3);
            end
            if (entered >= 3) check("search", count, below(a_at[3]));
        end
    endtask

    // ---- a stream of four beats a frame, whose tlast is wrong in one frame
    reg s_tlast = 0, s_tvalid = 0, m_tready = 0;
    wire s_tready, m_tvalid, m_tlast, wrong;
    wire [W-1:0] m_tdata;
    integer beat = 0, frames = 0;
    reg was_wrong = 0;
    bac_ingress #(
        .C(1), .IW(W), .LANE(W), .T(4)
    ) u_ingress (
        .clk(clk), .rst(rst), .s_axis_tdata(a), .s_axis_tvalid(s_tvalid), .s_axis_tready(s_tready),
        .s_axis_tlast(s_tlast), .m_axis_tdata(m_tdata), .m_axis_tvalid(m_tvalid), .m_axis_tready(m_tready),
        .m_axis_tlast(m_tlast), .tlast_error(wrong)
    );

    initial begin
        for (n = 0; n < CLOCKS; n = n + 1) begin
            rst      = n < 2;
            ce       = ($random(seed) & 3) != 0;
            a        = $random(seed);
            b        = $random(seed);
            s_tvalid = $random(seed);
            m_tready = $random(seed);
            s_tlast  = (beat == 3) != (frames == 40 && beat == 1);
            #4;
            if (!rst) begin
                check_all;
                check("error", wrong, was_wrong);
                if (m_tvalid) check("tlast", m_tlast, beat == 3);
            end
            #1 clk = 1;
            #1;
            if (rst) entered = 0;
            else if (ce) begin
                entered = entered + 1;
                for (k = DEPTH; k > 1; k = k - 1) begin
                    a_at[k] = a_at[k-1];
                    b_at[k] = b_at[k-1];
                end
                a_at[1] = a;
                b_at[1] = b;
            end
            if (!rst && s_tvalid && s_tready) begin
                if (s_tlast != (beat == 3)) was_wrong = 1;
                if (beat == 3) frames = frames + 1;
                beat = (beat + 1) % 4;
            end
            #4 clk = 0;
        end
        if (errors == 0 && checked > 10 * CLOCKS / 2 && was_wrong) $display("PASS");
        $finish;
    end
endmodule
