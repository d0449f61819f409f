// bac_spi.v : bytes from and to an SPI master, mode 0, most significant bit first, sampled with clk
//   a byte in is 8 bits of mosi at rising edges of sck; a byte out is on miso while they come in
// Beat    in: a byte, valid for one clock   out: a byte, or 0 where none is offered
// Line    cs_n low: a transfer. It begins a byte; bits of a byte that is not complete when cs_n rises are dropped.
// Stage   2 registers bring sck, cs_n and mosi to clk   1 register for edges   then the shift registers
//         Half a period of sck has to be 5 clocks at least: miso changes 4 clocks behind the falling edge.
// Timing  LATENCY = 3 from the eighth rising edge, II = 8 periods of sck
// Stall   An offered byte is taken at the start of a transfer or behind the byte before it; it waits for the next
//         transfer if this one ends there. A byte whose first bit was read is gone.
// Reset   control
// Test    tests/board/bytes.sh
`default_nettype none
module bac_spi (
    input  wire       clk,
    input  wire       rst,
    input  wire       sck,
    input  wire       cs_n,
    input  wire       mosi,
    output wire       miso,
    output reg  [7:0] m_tdata,
    output reg        m_tvalid,
    input  wire [7:0] s_tdata,
    input  wire       s_tvalid,
    output wire       s_tready
);
    reg [2:0] sck_q;
    reg [2:0] cs_n_q;
    reg [1:0] mosi_q;
    reg [2:0] bit_q;  // bits of this byte that are in
    reg [7:0] out_q;
    reg ready_q;  // out_q is a byte that was offered, none of its bits is read

    wire selected = !cs_n_q[1];
    wire begins = !cs_n_q[1] && cs_n_q[2];
    wire rise = selected && !begins && sck_q[1] && !sck_q[2];
    wire fall = selected && !begins && !sck_q[1] && sck_q[2];
    wire next = begins || (fall && bit_q == 3'd0);  // the bits of a byte begin

    assign s_tready = next && !ready_q;
    assign miso = out_q[7];

    always @(posedge clk) begin
        sck_q  <= {sck_q[1:0], sck};
        mosi_q <= {mosi_q[0], mosi};
        if (rst) cs_n_q <= 3'b111;
        else cs_n_q <= {cs_n_q[1:0], cs_n};

        if (rise) m_tdata <= {m_tdata[6:0], mosi_q[1]};
        m_tvalid <= !rst && rise && bit_q == 3'd7;
        if (rst || !selected) bit_q <= 3'd0;
        else if (rise) bit_q <= bit_q + 3'd1;

        if (next && !ready_q) out_q <= s_tvalid ? s_tdata : 8'd0;
        else if (fall && bit_q != 3'd0) out_q <= {out_q[6:0], 1'b0};
        if (rst || rise) ready_q <= 1'b0;
        else if (next && !ready_q) ready_q <= s_tvalid;
    end
endmodule
`default_nettype wire
