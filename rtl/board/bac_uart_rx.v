// bac_uart_rx.v : bytes from a serial line: 8 data bits, no parity, one stop bit
//   byte bit i = rx in the middle of data bit i, the least significant first
// Beat    a byte, valid for one clock
// Line    high when idle; a start bit (low), 8 data bits, a stop bit (high); CLOCKS clocks a bit
// Stage   2 registers bring rx to clk   then: falling edge, half a bit to the middle of the start bit, 9 bits
// Timing  LATENCY = 9*CLOCKS + CLOCKS/2 + 3 from the edge of the start bit, II = 10*CLOCKS
// Stall   none. bad is high for one clock when the stop bit is low: that byte is dropped. A start bit that is high in its
//         middle begins no byte; a line that stays low gives one bad byte and waits for the next falling edge.
// Reset   control and the line's registers
// Test    tests/board/bytes.sh
`default_nettype none
module bac_uart_rx #(
    parameter CLOCKS = 16  // of a bit, 4..65536
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       rx,
    output reg  [7:0] m_tdata,
    output reg        m_tvalid,
    output reg        bad
);
    if (CLOCKS < 4 || CLOCKS > 65536) bac_error_CLOCKS_must_be_4_to_65536 u_error ();

    localparam CW = $clog2(CLOCKS);
    localparam [31:0] WHOLE = CLOCKS - 1;
    localparam [31:0] HALF = CLOCKS / 2 - 1;

    reg [2:0] line_q;
    reg busy_q;
    reg [3:0] bit_q;  // 0 start, 1..8 data, 9 stop
    reg [CW-1:0] count_q;

    wire line = line_q[1];
    wire fell = line_q[2] && !line_q[1];
    wire due = (count_q == {CW{1'b0}});
    wire stop = busy_q && due && bit_q == 4'd9;

    always @(posedge clk) begin
        if (rst) line_q <= 3'b111;
        else line_q <= {line_q[1:0], rx};

        if (due && bit_q != 4'd9) m_tdata <= {line, m_tdata[7:1]};
        m_tvalid <= !rst && stop && line;
        bad      <= !rst && stop && !line;

        if (rst) busy_q <= 1'b0;
        else if (!busy_q) busy_q <= fell;
        else if (due && (bit_q == 4'd0 && line || bit_q == 4'd9)) busy_q <= 1'b0;

        if (!busy_q) begin
            bit_q   <= 4'd0;
            count_q <= HALF[CW-1:0];
        end else if (due) begin
            bit_q   <= bit_q + 4'd1;
            count_q <= WHOLE[CW-1:0];
        end else begin
            count_q <= count_q - 1'b1;
        end
    end
endmodule
`default_nettype wire
