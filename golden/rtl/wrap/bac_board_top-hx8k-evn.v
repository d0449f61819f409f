// bac_board_top.v : tiny on Lattice iCE40HX8K-B-EVN; generated from a .bnet, do not edit
//   30 MHz, 1000000 baud: 30 clocks a bit, off by +0.00 %
//   TICK_BITS: less than in hardware makes time-outs shorter in a simulation
`default_nettype none
module bac_board_top #(
    parameter TICK_BITS = 15
) (
    input  wire clk_pin,
    input  wire rx,
    output wire tx,
    input  wire sck,
    input  wire cs_n,
    input  wire mosi,
    output wire miso,
    output wire [7:0] led
);
    wire clk, locked, rst;
    wire [7:0] lights;
    wire [15:0] s_tdata;
    wire [15:0] m_tdata;
    wire s_tvalid, s_tready, s_tlast, m_tvalid, m_tready;
    assign led = lights[7:0];

    SB_PLL40_CORE #(
        .FEEDBACK_PATH("SIMPLE"), .DIVR(4'd0), .DIVF(7'd79), .DIVQ(3'd5), .FILTER_RANGE(3'd1)
    ) u_pll (
        .REFERENCECLK(clk_pin), .PLLOUTGLOBAL(clk), .RESETB(1'b1), .BYPASS(1'b0), .LOCK(locked)
    );

    bac_board #(
        .IN_BYTES(2), .BEATS(16), .OUT_BYTES(2), .ID_BYTES(21), .CLOCKS(30), .AW(9),
        .TICK_BITS(TICK_BITS), .TICKS(229), .LED_LOW(8'h00),
        .IDENTITY(168'h171615141312111001010003010002000000100149)
    ) u_board (
        .clk(clk), .led(lights), .locked(locked), .rst(rst), .rx(rx), .tx(tx), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso),
        .m_axis_tdata(s_tdata),
        .m_axis_tvalid(s_tvalid),
        .m_axis_tready(s_tready),
        .m_axis_tlast(s_tlast),
        .s_axis_tdata(m_tdata),
        .s_axis_tvalid(m_tvalid),
        .s_axis_tready(m_tready)
    );

    bac_pins u_pins (
        .clk(clk), .rst(rst),
        .s_axis_tdata(s_tdata),
        .s_axis_tvalid(s_tvalid),
        .s_axis_tready(s_tready),
        .s_axis_tlast(s_tlast),
        .m_axis_tdata(m_tdata),
        .m_axis_tvalid(m_tvalid),
        .m_axis_tready(m_tready),
        .m_axis_tlast(), .tlast_error()
    );
endmodule
`default_nettype wire
