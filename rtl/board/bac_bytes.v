// bac_bytes.v : first in, first out; 2**AW bytes, in block memory
//   out[n] = in[n] of the bytes that were not lost
// Beat    a byte
// Stage   0 write   1 read   2 output
// Timing  LATENCY = 2, II = 1
// Stall   The source cannot wait: a byte that comes when the memory is full is dropped, and lost is high in that clock.
// Reset   pointers, never the memory
// Test    tests/board/bytes.sh
`default_nettype none
module bac_bytes #(
    parameter AW = 9  // 1..16
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] s_tdata,
    input  wire       s_tvalid,
    output wire       lost,
    output wire       empty,     // no byte, not even one on its way
    output reg  [7:0] m_tdata,
    output reg        m_tvalid,
    input  wire       m_tready
);
    if (AW < 1 || AW > 16) bac_error_AW_must_be_1_to_16 u_error ();

    reg [7:0] memory[0:(1 << AW) - 1];
    reg [AW:0] write_q;
    reg [AW:0] read_q;

    wire stored = (write_q != read_q);
    wire full = (write_q == {!read_q[AW], read_q[AW-1:0]});
    wire write = s_tvalid && !full;
    wire read = stored && (!m_tvalid || m_tready);

    assign lost  = s_tvalid && full;
    assign empty = !stored && !m_tvalid;

    always @(posedge clk) if (write) memory[write_q[AW-1:0]] <= s_tdata;
    always @(posedge clk) if (read) m_tdata <= memory[read_q[AW-1:0]];
    always @(posedge clk) begin
        if (rst) begin
            write_q  <= {(AW + 1) {1'b0}};
            read_q   <= {(AW + 1) {1'b0}};
            m_tvalid <= 1'b0;
        end else begin
            write_q  <= write_q + {{AW{1'b0}}, write};
            read_q   <= read_q + {{AW{1'b0}}, read};
            m_tvalid <= read || (m_tvalid && !m_tready);
        end
    end
endmodule
`default_nettype wire
