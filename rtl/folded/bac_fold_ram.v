// bac_fold_ram.v : a memory with one write port and one read port, both with the clock
//   word(n+1) = memory[read_address(n)]
// Write   write[p] writes part p of the word, W/PARTS bits at [p*W/PARTS +: W/PARTS]
// Timing  LATENCY = 1, II = 1; clocks with ce. A read in the clock in which its address is written
//         returns an undefined word, which no user uses. no_rw_check tells Yosys, which otherwise keeps the
//         word and both addresses in registers for the memories that do not return the old one (iCE40, ECP5)
// Reset   none: data only, so that it can become a block memory
// Test    tests/hw/stages, tests/sim/cosim/collision.sh
`default_nettype none
module bac_fold_ram #(
    parameter W     = 8,  // bits of a word, 1..65536
    parameter DEPTH = 2,  // words, >= 1
    parameter PARTS = 1   // divides W, >= 1
) (
    input  wire                                           clk,
    input  wire [                              PARTS-1:0] write,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] write_address,
    input  wire [                                  W-1:0] write_word,
    input  wire                                           ce,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] read_address,
    output wire [                                  W-1:0] word
);
    if (W < 1 || W > 65536 || DEPTH < 1) bac_error_illegal_W_DEPTH u_error ();
    if (PARTS < 1 || W % PARTS != 0) bac_error_PARTS_must_divide_W u_error ();

    (* no_rw_check *) reg [W-1:0] memory[0:DEPTH-1];
    reg [W-1:0] word_q;
    assign word = word_q;
    integer p;
    always @(posedge clk)
        for (p = 0; p < PARTS; p = p + 1)
            if (write[p]) memory[write_address][p*(W/PARTS)+:W/PARTS] <= write_word[p*(W/PARTS)+:W/PARTS];
    always @(posedge clk) if (ce) word_q <= memory[read_address];
endmodule
`default_nettype wire
