// bac_shared_bank.v : a memory that is written or read in a clock, not both
//   word(n+1) = memory[address(n)] where write(n) = 0
// Param   HUGE 1: iCE40's single-port memory (SPRAM) where synthesis has it
// Timing  LATENCY = 1, II = 1
// Reset   none: data only
// Test    tests/sim/cosim/collision.sh
`default_nettype none
module bac_shared_bank #(
    parameter W     = 8,  // bits of a word, >= 1
    parameter DEPTH = 2,  // words, >= 2
    parameter A     = 1,  // bits of an address, >= clog2(DEPTH)
    parameter HUGE  = 0   // 0..1
) (
    input  wire         clk,
    input  wire         write,
    input  wire [A-1:0] address,
    input  wire [W-1:0] write_word,
    output wire [W-1:0] word
);
    if (W < 1 || DEPTH < 2 || A < 1) bac_error_illegal_W_DEPTH_A u_error ();
    if (HUGE >> 1 != 0) bac_error_illegal_HUGE u_error ();

    localparam AB = $clog2(DEPTH);
    reg [W-1:0] word_q;
    assign word = word_q;
    generate
        if (HUGE != 0) begin : gen_huge
            (* ram_style = "huge" *) reg [W-1:0] memory[0:DEPTH-1];
            always @(posedge clk)
                if (write) memory[address[AB-1:0]] <= write_word;
                else word_q <= memory[address[AB-1:0]];
        end else begin : gen_block
            (* no_rw_check *) reg [W-1:0] memory[0:DEPTH-1];
            always @(posedge clk) begin
                if (write) memory[address[AB-1:0]] <= write_word;
                word_q <= memory[address[AB-1:0]];
            end
        end
    endgenerate
endmodule
`default_nettype wire
