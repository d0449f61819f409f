// bac_shared_send.v : the logits of a frame, kept until they are sent one by one
// Beat    out: one logit, of OW bits
// Stage   1..9 the last logits are still on their way   10 send
// Timing  LATENCY = 10 from the end of the frame's last op (done), II = 1 logit
// Stall   a beat waits until it is taken; `sent` with the last one
// Reset   control only
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_send #(
    parameter OW    = 16,  // bits of a logit, >= 1
    parameter N_OUT = 2,   // logits, >= 1
    parameter A     = 1    // bits of an address, >= clog2(N_OUT)
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          write,
    input  wire [ A-1:0] address,
    input  wire [OW-1:0] word,
    input  wire          done,
    output wire          sent,
    output wire [OW-1:0] m_axis_tdata,
    output wire          m_axis_tvalid,
    input  wire          m_axis_tready,
    output wire          m_axis_tlast
);
    if (OW < 1 || N_OUT < 1 || A < 1) bac_error_illegal_OW_N_OUT_A u_error ();

    localparam OB = (N_OUT > 1) ? $clog2(N_OUT) : 1;
    localparam integer LAST_OUT = N_OUT - 1;
    reg sending_q;
    reg valid_q;
    reg [OB-1:0] beat_q;
    wire begins;
    wire accept = valid_q && m_axis_tready;
    wire [OB-1:0] beat = accept ? beat_q + 1'b1 : beat_q;
    assign m_axis_tvalid = valid_q;
    assign m_axis_tlast  = (beat_q == LAST_OUT[OB-1:0]);
    assign sent          = accept && m_axis_tlast;
    bac_delay #(
        .W      (1),
        .N      (8),
        .CLEARED(1)
    ) u_begins (
        .clk(clk),
        .rst(rst),
        .ce (1'b1),
        .x  (done),
        .y  (begins)
    );
    always @(posedge clk) begin
        if (rst) begin
            sending_q <= 1'b0;
            valid_q   <= 1'b0;
        end else begin
            if (begins) sending_q <= 1'b1;
            else if (sent) sending_q <= 1'b0;
            valid_q <= sending_q && !sent;
        end
        beat_q <= (sending_q && !sent) ? beat : {OB{1'b0}};
    end
    bac_fold_ram #(
        .W    (OW),
        .DEPTH(N_OUT)
    ) u_logits (
        .clk          (clk),
        .write        (write),
        .write_address(address[OB-1:0]),
        .write_word   (word),
        .ce           (1'b1),
        .read_address (beat),
        .word         (m_axis_tdata)
    );
endmodule
`default_nettype wire
