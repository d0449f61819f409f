// bac_fifo.v : first in, first out; DEPTH beats; cuts the ready path
//   out[n] = in[n]
// Beat    W bits and last, opaque
// Stage   0 accept and write   1 read (asynchronous, from distributed memory)
// Timing  LATENCY = 1, II = 1; 2 for DEPTH = 1
// Stall   s_axis_tready is a register: not full. A full FIFO accepts again one clock after
//         a beat has left. OPEN 1: it is always ready, because who fills it counts its room (bac_credit)
// Reset   rst clears the pointers, never the memory
// Model   hw/stages/fifo.c
// Test    tests/sim/cosim
`default_nettype none
module bac_fifo #(
    parameter W     = 8,  // bits of a beat, >= 1
    parameter DEPTH = 2,  // beats, 1..65536
    parameter OPEN  = 0   // 0..1
) (
    input  wire         clk,
    input  wire         rst,
    input  wire [W-1:0] s_axis_tdata,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         s_axis_tlast,
    output wire [W-1:0] m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    output wire         m_axis_tlast
);
    if (W < 1 || OPEN >> 1 != 0) bac_error_illegal_W_OPEN u_error ();

    if (DEPTH < 1 || DEPTH > 65536) bac_error_DEPTH_must_be_1_to_65536 u_error ();

    localparam AW = (DEPTH > 1) ? $clog2(DEPTH) : 1;
    localparam [AW-1:0] TOP = DEPTH[AW-1:0] - 1'b1;  // highest address; wraps right when DEPTH = 2**AW

    reg [W:0] memory[0:DEPTH-1];
    localparam [AW-1:0] SECOND = (DEPTH > 1) ? 1 : 0;
    reg [AW-1:0] write_q;
    reg [AW-1:0] read_q;
    reg [AW-1:0] read_next_q;  // the address behind: a register, so that `empty` has no adder in front
    wire [AW-1:0] write_next;
    wire full;
    reg empty_q;

    wire write = s_axis_tvalid && !full;
    wire read = m_axis_tready && !empty_q;

    assign s_axis_tready = !full;
    assign m_axis_tvalid = !empty_q;
    assign {m_axis_tlast, m_axis_tdata} = memory[read_q];

    always @(posedge clk) begin
        if (write) memory[write_q] <= {s_axis_tlast, s_axis_tdata};
        if (rst) begin
            write_q     <= {AW{1'b0}};
            read_q      <= {AW{1'b0}};
            read_next_q <= SECOND;
            empty_q     <= 1'b1;
        end else begin
            if (write) write_q <= write_next;
            if (read) begin
                read_q      <= read_next_q;
                read_next_q <= (read_next_q == TOP) ? {AW{1'b0}} : read_next_q + 1'b1;
            end
            if (write != read) empty_q <= read && (read_next_q == write_q);
        end
    end

    generate
        if (OPEN != 0) begin : gen_open
            assign full       = 1'b0;
            assign write_next = (write_q == TOP) ? {AW{1'b0}} : write_q + 1'b1;
        end else begin : gen_full
            reg full_q;
            reg [AW-1:0] write_next_q;  // the same for `full`
            assign full       = full_q;
            assign write_next = write_next_q;
            always @(posedge clk)
                if (rst) begin
                    full_q       <= 1'b0;
                    write_next_q <= SECOND;
                end else begin
                    if (write) write_next_q <= (write_next_q == TOP) ? {AW{1'b0}} : write_next_q + 1'b1;
                    if (write != read) full_q <= write && (write_next_q == read_q);
                end
        end
    endgenerate
endmodule
`default_nettype wire
