// bac_uart_tx.v : bytes to a serial line: 8 data bits, no parity, one stop bit
//   tx = start bit (low), data bits 0..7, stop bit (high), CLOCKS clocks each
// Beat    a byte
// Stage   a shift register of 9 bits, 1 behind the last
// Timing  LATENCY = 1 to the edge of the start bit, II = 10*CLOCKS + 1
// Stall   s_tready is high while no byte is on the line
// Reset   control and the line, which is high then
// Test    tests/board/bytes.sh
`default_nettype none
module bac_uart_tx #(
    parameter CLOCKS = 16  // of a bit, 4..65536
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] s_tdata,
    input  wire       s_tvalid,
    output wire       s_tready,
    output wire       tx
);
    if (CLOCKS < 4 || CLOCKS > 65536) bac_error_CLOCKS_must_be_4_to_65536 u_error ();

    localparam CW = $clog2(CLOCKS);
    localparam [31:0] WHOLE = CLOCKS - 1;

    reg [3:0] left_q;  // bits to send; 0: none
    reg [CW-1:0] count_q;
    reg [8:0] bits_q;

    assign s_tready = (left_q == 4'd0);
    assign tx = bits_q[0];

    always @(posedge clk) begin
        if (rst) begin
            left_q <= 4'd0;
            bits_q <= 9'h1ff;
        end else if (left_q == 4'd0) begin
            if (s_tvalid) begin
                left_q <= 4'd10;
                bits_q <= {s_tdata, 1'b0};
            end
        end else if (count_q == {CW{1'b0}}) begin
            left_q <= left_q - 4'd1;
            bits_q <= {1'b1, bits_q[8:1]};
        end

        if (left_q == 4'd0 || count_q == {CW{1'b0}}) count_q <= WHOLE[CW-1:0];
        else count_q <= count_q - 1'b1;
    end
endmodule
`default_nettype wire
