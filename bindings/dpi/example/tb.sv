// tb.sv : a bench of one's own around bac_top of tests/nets/tiny.bnet, with the reference as its scoreboard.
//   +frames=N +seed=S     random codes, random stalls on both sides; the exit status says whether all was equal
`timescale 1ns / 1ps
module tb;
    localparam string NET = "net.bnet";
    logic clk = 0, rst = 1;
    logic [15:0] s_tdata = 0;
    logic s_tvalid = 0, s_tready, s_tlast = 0;
    logic [31:0] m_tdata;
    logic m_tvalid, m_tready = 0, m_tlast, tlast_error;
    always #5 clk = ~clk;

    bac_top dut (
        .clk, .rst, .tlast_error,
        .s_axis_tdata(s_tdata), .s_axis_tvalid(s_tvalid), .s_axis_tready(s_tready), .s_axis_tlast(s_tlast),
        .m_axis_tdata(m_tdata), .m_axis_tvalid(m_tvalid), .m_axis_tready(m_tready), .m_axis_tlast(m_tlast));

    int in_errors, mid_errors, out_errors;
    longint pushed, mid_compared, out_compared;
    bac_dpi_input #(.NET(NET), .LANES(2), .LANE(8)) u_in (
        .clk, .rst, .tdata(s_tdata), .tvalid(s_tvalid), .tready(s_tready), .tlast(s_tlast),
        .errors(in_errors), .pushed(pushed));
    bac_dpi_monitor #(.NET(NET), .LAYER("dw0_q"), .LANES(2), .W(4)) u_mid (
        .clk, .rst, .tdata(dut.dw0_q_tdata), .tvalid(dut.dw0_q_tvalid), .tready(dut.dw0_q_tready),
        .tlast(dut.dw0_q_tlast), .errors(mid_errors), .compared(mid_compared));
    bac_dpi_result #(.NET(NET), .CLASSES(3), .LANE(8), .CLASS_LANE(8)) u_out (
        .clk, .rst, .tdata(m_tdata), .tvalid(m_tvalid), .tready(m_tready), .tlast(m_tlast),
        .errors(out_errors), .compared(out_compared));

    int frames = 20, offered = 0, got = 0, quiet = 0;
    int unsigned state = 1;
    function automatic int unsigned draw(input int unsigned below);  // xorshift32
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state % below;
    endfunction

    // What is offered stays until it is taken; both sides pause at random.
    always @(posedge clk) begin
        if (!rst && (!s_tvalid || s_tready)) begin
            automatic bit go = offered < frames * 16 && draw(4) != 0;
            s_tvalid <= go;
            s_tdata  <= 16'(draw(65536));
            s_tlast  <= offered % 16 == 15;
            offered = offered + int'(go);
        end
        m_tready <= draw(3) != 0;
        if (!rst && m_tvalid && m_tready) begin
            got   = got + 1;
            quiet = 0;
        end
        quiet = quiet + 1;
        if (quiet > 10000) $fatal(1, "no result for 10000 clocks, %0d of %0d frames done", got, frames);
    end

    initial begin
        void'($value$plusargs("frames=%d", frames));
        void'($value$plusargs("seed=%d", state));
        repeat (4) @(posedge clk);
        rst <= 0;
        wait (got == frames);
        repeat (4) @(posedge clk);
        $display("%0d frames: %0d codes in, %0d numbers of dw0_q and %0d of the result equal", got, pushed, mid_compared,
                 out_compared);
        if (in_errors + mid_errors + out_errors != 0 || tlast_error || mid_compared == 0 || out_compared != 4 * frames)
            $fatal(1, "FAIL: %0d errors", in_errors + mid_errors + out_errors);
        $display("PASS");
        $finish;
    end
endmodule
