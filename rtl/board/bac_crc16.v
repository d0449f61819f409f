// bac_crc16.v : the check sum of one byte more
//   y(z) = (x(z)*z**8 + byte(z)*z**16) mod (z**16 + z**12 + z**5 + 1)
//   From 65535 on this is CRC-16/CCITT with the most significant bit first; a message with its sum behind it, high byte
//   first, has the sum 0.
// Stage   none: wires and exclusive or
// Timing  LATENCY = 0, II = 1
// Test    tests/board/bytes.sh
`default_nettype none
module bac_crc16 (
    input  wire [15:0] x,
    input  wire [ 7:0] byte_in,
    output wire [15:0] y
);
    function [15:0] divided(input [15:0] word);
        integer i;
        begin
            divided = word;
            for (i = 0; i < 8; i = i + 1) divided = {divided[14:0], 1'b0} ^ (16'h1021 & {16{divided[15]}});
        end
    endfunction
    assign y = divided(x ^ {byte_in, 8'd0});
endmodule
`default_nettype wire
