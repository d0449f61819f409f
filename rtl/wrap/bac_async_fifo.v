// bac_async_fifo.v : first in, first out, between two clocks
//   out[n] = in[n]
// Beat    W bits, opaque
// Stage   s_clk: write   m_clk: 2 registers for the writer's pointer, then read (asynchronous, from
//         distributed memory)
// Timing  LATENCY = 2 to 3 clocks of m_clk, II = 1 clock of the slower side
// Stall   s_axis_tready is a register: high where a beat fits, by a pointer that is 2 to 3 clocks of s_clk old
// Reset   s_rst and m_rst clear the pointers of their sides, never the memory: both have to be high together
//         for 4 clocks of the slower clock, and nothing is offered until both are low.
// Clocks  Each pointer crosses in Gray code, so that one bit changes at a time, through two registers
//         (ASYNC_REG). Constrain the delay of write_gray_q and read_gray_q to their *_sync registers to one
//         clock of the source (set_max_delay -datapath_only), and likewise memory to the m_clk registers behind
//         m_axis_tdata.
// Test    tests/rtl/axi.sh
`default_nettype none
module bac_async_fifo #(
    parameter W  = 8,  // bits of a beat, >= 1
    parameter AW = 4   // 2**AW beats, 2..16
) (
    input  wire         s_clk,
    input  wire         s_rst,
    input  wire [W-1:0] s_axis_tdata,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         m_clk,
    input  wire         m_rst,
    output wire [W-1:0] m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready
);
    if (W < 1 || AW < 2 || AW > 16) bac_error_illegal_W_AW u_error ();

    reg [W-1:0] memory[0:(1<<AW)-1];

    // One bit more than an address: full and empty differ in it.
    reg [AW:0] write_q;
    reg [AW:0] write_gray_q;
    reg [AW:0] read_q;
    reg [AW:0] read_gray_q;
    (* ASYNC_REG = "TRUE" *) reg [AW:0] write_sync0_q;
    (* ASYNC_REG = "TRUE" *) reg [AW:0] write_sync1_q;
    (* ASYNC_REG = "TRUE" *) reg [AW:0] read_sync0_q;
    (* ASYNC_REG = "TRUE" *) reg [AW:0] read_sync1_q;
    reg full_q;

    // ---- the writer's side
    wire write = s_axis_tvalid && !full_q;
    wire [AW:0] write_d = write_q + {{AW{1'b0}}, write};
    wire [AW:0] write_gray_d = write_d ^ (write_d >> 1);
    // 2**AW beats ahead, in Gray code: the two highest bits are inverted.
    wire [AW:0] full_at = {~read_sync1_q[AW:AW-1], read_sync1_q[AW-2:0]};

    assign s_axis_tready = !full_q;
    always @(posedge s_clk) begin
        if (write) memory[write_q[AW-1:0]] <= s_axis_tdata;
        if (s_rst) begin
            write_q       <= {(AW + 1) {1'b0}};
            write_gray_q  <= {(AW + 1) {1'b0}};
            read_sync0_q  <= {(AW + 1) {1'b0}};
            read_sync1_q  <= {(AW + 1) {1'b0}};
            full_q        <= 1'b1;
        end else begin
            write_q      <= write_d;
            write_gray_q <= write_gray_d;
            read_sync0_q <= read_gray_q;
            read_sync1_q <= read_sync0_q;
            full_q       <= (write_gray_d == full_at);
        end
    end

    // ---- the reader's side
    wire read = m_axis_tvalid && m_axis_tready;
    wire [AW:0] read_d = read_q + {{AW{1'b0}}, read};

    assign m_axis_tvalid = (read_gray_q != write_sync1_q);
    assign m_axis_tdata  = memory[read_q[AW-1:0]];
    always @(posedge m_clk) begin
        if (m_rst) begin
            read_q        <= {(AW + 1) {1'b0}};
            read_gray_q   <= {(AW + 1) {1'b0}};
            write_sync0_q <= {(AW + 1) {1'b0}};
            write_sync1_q <= {(AW + 1) {1'b0}};
        end else begin
            read_q        <= read_d;
            read_gray_q   <= read_d ^ (read_d >> 1);
            write_sync0_q <= write_gray_q;
            write_sync1_q <= write_sync0_q;
        end
    end
endmodule
`default_nettype wire
