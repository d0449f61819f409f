// tb_pins.v : bac_top at its pins and at each link, in every clock, against files that say what is driven and what is
// answered
// Defines: SW, MW, the widths of s_axis_tdata and m_axis_tdata; CLOCKS. Files, as tests/differential/four_way.c writes
// them: pins.hex, links.bin, a line a clock; links.vh.
// Ends with "PASS n clocks" or with a FAIL line. A pin that is X where an answer is expected differs.
`timescale 1ns / 1ps
`default_nettype none
module tb_pins;
    reg [8+`MW+`SW-1:0] pins[0:`CLOCKS-1];
    integer n;
    reg bad = 1'b0;
    reg clk = 1'b0;
    reg rst = 1'b1;
    reg [`SW-1:0] s_tdata = 0;
    reg s_tvalid = 1'b0;
    reg s_tlast = 1'b0;
    wire s_tready;
    wire [`MW-1:0] m_tdata;
    wire m_tvalid;
    reg m_tready = 1'b0;
    wire m_tlast;
    wire tlast_error;
    reg [`MW-1:0] tdata;
    reg ready;
    reg valid;
    reg last;
    reg error;

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

`include "links.vh"

    task edge_of_clk;
        begin
            clk = 1'b1;
            #5 clk = 1'b0;
            #4;
        end
    endtask

    initial begin
        $readmemh("pins.hex", pins);
        $readmemb("links.bin", links);
        #1;
        repeat (4) edge_of_clk;
        for (n = 0; n < `CLOCKS && !bad; n = n + 1) begin
            {rst, s_tvalid, s_tlast, m_tready, ready, valid, last, error, tdata, s_tdata} = pins[n];
            #1;
            bad = !rst && (s_tready !== ready || m_tvalid !== valid || tlast_error !== error
                || (valid && (m_tlast !== last || m_tdata !== tdata)));
            if (bad)
                $display("FAIL clock %0d: ready %b valid %b last %b tdata %h error %b, should be %b %b %b %h %b",
                         n, s_tready, m_tvalid, m_tlast, m_tdata, tlast_error, ready, valid, last, tdata, error);
            if (!rst) check_links;
            edge_of_clk;
        end
        if (!bad) $display("PASS %0d clocks", n);
        $finish;
    end
endmodule
`default_nettype wire
