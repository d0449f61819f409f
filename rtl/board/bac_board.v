// bac_board.v : a network between a serial line, an SPI port and lights: frames in, class and margin out
//   the bytes of both directions, and their meaning, are in docs/boards.md; bac_commands and bac_answers know them
// Beat    m_axis: IN_BYTES bytes of a frame, to the network   s_axis: OUT_BYTES bytes of its result
// Port    The first byte other than 0 that comes while nothing is going on decides whose command it is, the serial line's or
//         SPI's (the line's if both come in one clock); bytes of the other port are dropped until it is answered.
// Stage   bytes wait in 2**AW bytes of memory while the network computes; one frame at a time is in the network
// Timing  LATENCY = that of the parts, II = that of the parts
// Stall   the network may wait as it likes, as long as those bytes suffice
// Reset   rst is high for 8 clocks after configuration, and after locked was low; it is the network's too
// Lights  led: 0 alive   1 changes with every good frame   2 the last frame was not answered with status 0
//         7..3 the last good class; those of LED_LOW shine when low
// Test    tests/board/board.sh
`default_nettype none
module bac_board #(
    parameter IN_BYTES  = 2,     // bytes of a beat, 1..4096
    parameter BEATS     = 1024,  // of a frame, 1..16777216
    parameter OUT_BYTES = 2,     // bytes of a result, the class first, 1..16
    parameter ID_BYTES  = 4,     // bytes of the identity, 1..64
    parameter CLOCKS    = 16,    // of a bit of the serial line, 4..65536
    parameter AW        = 9,     // 1..16
    parameter TICK_BITS = 16,    // a tick is 2**TICK_BITS clocks, 2..24
    parameter TICKS     = 200,   // ticks of silence that end a command, 2..255
    parameter [8*ID_BYTES-1:0] IDENTITY = 0,
    parameter [7:0] LED_LOW = 0
) (
    input  wire                   clk,
    input  wire                   locked,
    output wire                   rst,
    input  wire                   rx,
    output wire                   tx,
    input  wire                   sck,
    input  wire                   cs_n,
    input  wire                   mosi,
    output wire                   miso,
    output wire [            7:0] led,
    output wire [ 8*IN_BYTES-1:0] m_axis_tdata,
    output wire                   m_axis_tvalid,
    input  wire                   m_axis_tready,
    output wire                   m_axis_tlast,
    input  wire [8*OUT_BYTES-1:0] s_axis_tdata,
    input  wire                   s_axis_tvalid,
    output wire                   s_axis_tready
);
    if (TICK_BITS < 2 || TICK_BITS > 24) bac_error_TICK_BITS_must_be_2_to_24 u_error ();

    // ---- reset and time
    reg [7:0] up_q = 8'd0;  // as configuration leaves a register
    reg [TICK_BITS-1:0] clock_q;
    reg [7:0] tick_q;
    reg tick;
    assign rst = !up_q[7];
    always @(posedge clk) begin
        up_q <= locked ? {up_q[6:0], 1'b1} : 8'd0;
        if (rst) begin
            clock_q <= {TICK_BITS{1'b0}};
            tick_q  <= 8'd0;
            tick    <= 1'b0;
        end else begin
            clock_q <= clock_q + 1'b1;
            tick    <= &clock_q;
            if (tick) tick_q <= tick_q + 8'd1;
        end
    end

    // ---- ports
    wire [7:0] line_tdata, spi_tdata, answer_tdata;
    wire line_tvalid, spi_tvalid, line_bad, answer_tvalid, line_tready, spi_tready;
    reg spi_q;  // the command is SPI's
    bac_uart_rx #(
        .CLOCKS(CLOCKS)
    ) u_rx (
        .clk(clk),
        .rst(rst),
        .rx(rx),
        .m_tdata(line_tdata),
        .m_tvalid(line_tvalid),
        .bad(line_bad)
    );
    bac_uart_tx #(
        .CLOCKS(CLOCKS)
    ) u_tx (
        .clk(clk),
        .rst(rst),
        .s_tdata(answer_tdata),
        .s_tvalid(answer_tvalid && !spi_q),
        .s_tready(line_tready),
        .tx(tx)
    );
    bac_spi u_spi (
        .clk(clk),
        .rst(rst),
        .sck(sck),
        .cs_n(cs_n),
        .mosi(mosi),
        .miso(miso),
        .m_tdata(spi_tdata),
        .m_tvalid(spi_tvalid),
        .s_tdata(answer_tdata),
        .s_tvalid(answer_tvalid && spi_q),
        .s_tready(spi_tready)
    );

    // ---- bytes of the port whose turn it is
    wire [7:0] byte_tdata;
    wire byte_tvalid, byte_tready, dropped, empty, idle, ready;
    wire free = idle && empty && ready;
    wire by_line = line_tvalid && line_tdata != 8'd0;
    wire by_spi = spi_tvalid && spi_tdata != 8'd0;
    wire spi_d = (free && (by_line || by_spi)) ? !by_line : spi_q;
    always @(posedge clk) begin
        if (rst) spi_q <= 1'b0;
        else spi_q <= spi_d;
    end
    bac_bytes #(
        .AW(AW)
    ) u_bytes (
        .clk(clk),
        .rst(rst),
        .s_tdata(spi_d ? spi_tdata : line_tdata),
        .s_tvalid(spi_d ? spi_tvalid : line_tvalid),
        .lost(dropped),
        .empty(empty),
        .m_tdata(byte_tdata),
        .m_tvalid(byte_tvalid),
        .m_tready(byte_tready)
    );

    // ---- commands and answers
    wire answer, identity, result;
    wire [2:0] status;
    wire go = answer && ready && (s_axis_tvalid || !result);
    assign s_axis_tready = answer && ready && result;
    bac_commands #(
        .IN_BYTES(IN_BYTES),
        .BEATS   (BEATS),
        .TICKS   (TICKS)
    ) u_commands (
        .clk(clk),
        .rst(rst),
        .tick(tick),
        .s_tdata(byte_tdata),
        .s_tvalid(byte_tvalid),
        .s_tready(byte_tready),
        .lost(dropped || (line_bad && !spi_q)),
        .m_axis_tdata(m_axis_tdata),
        .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready),
        .m_axis_tlast(m_axis_tlast),
        .idle(idle),
        .answer(answer),
        .identity(identity),
        .result(result),
        .status(status),
        .done(go)
    );
    bac_answers #(
        .OUT_BYTES(OUT_BYTES),
        .ID_BYTES (ID_BYTES),
        .IDENTITY (IDENTITY)
    ) u_answers (
        .clk(clk),
        .rst(rst),
        .ready(ready),
        .go(go),
        .identity(identity),
        .status(status),
        .data(s_axis_tdata),
        .m_tdata(answer_tdata),
        .m_tvalid(answer_tvalid),
        .m_tready(spi_q ? spi_tready : line_tready)
    );

    // ---- lights
    reg frame_q, error_q;
    reg [4:0] class_q;
    assign led = {class_q, error_q, frame_q, tick_q[7]} ^ LED_LOW;
    always @(posedge clk) begin
        if (rst) begin
            frame_q <= 1'b0;
            error_q <= 1'b0;
            class_q <= 5'd0;
        end else if (go && !identity) begin
            error_q <= (status != 3'd0);
            if (status == 3'd0) begin
                frame_q <= !frame_q;
                class_q <= s_axis_tdata[4:0];
            end
        end
    end
endmodule
`default_nettype wire
