// bac_fold_rom.v : a table of constants with a registered read
//   word(n+1) = table[address(n)]
// Param   FILE: DEPTH words in hexadecimal, one a line ($readmemh)
// Timing  LATENCY = 1, II = 1; clocks with ce
// Reset   none: data only, so that it can become a block memory
// Test    tests/hw/stages
`default_nettype none
module bac_fold_rom #(
    parameter W     = 8,  // bits of a word, 1..65536
    parameter DEPTH = 1,  // words, >= 1
    parameter FILE  = "bac_fold_rom.mem"
) (
    input  wire                                           clk,
    input  wire                                           ce,
    input  wire [((DEPTH > 1) ? $clog2(DEPTH) : 1) - 1:0] address,
    output wire [                                  W-1:0] word
);
    if (W < 1 || W > 65536 || DEPTH < 1) bac_error_illegal_W_DEPTH u_error ();

    reg [W-1:0] rom[0:DEPTH-1];
    reg [W-1:0] word_q;
    initial $readmemh(FILE, rom);
    assign word = word_q;
    always @(posedge clk) if (ce) word_q <= rom[address];
endmodule
`default_nettype wire
