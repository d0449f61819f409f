// bac_fold_table.v : the constants of the channels of each beat of a position
//   word of beat n = table[n mod WORDS], one stage behind the beat
// Param   FILE: WORDS words in hexadecimal, one a line ($readmemh)
// Timing  LATENCY = 1, II = 1; clocks with ce
// Reset   rst selects the first word
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_table #(
    parameter W     = 8,  // bits of a word, 1..65536
    parameter WORDS = 1,  // >= 1
    parameter FILE  = "bac_fold_table.mem"
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire         step,  // with ce: a beat is here
    output wire [W-1:0] word
);
    localparam NW = (WORDS > 1) ? $clog2(WORDS) : 1;
    localparam integer LAST = WORDS - 1;
    reg [NW-1:0] at_q;
    always @(posedge clk)
        if (rst) at_q <= {NW{1'b0}};
        else if (ce && step) at_q <= (at_q == LAST[NW-1:0]) ? {NW{1'b0}} : at_q + 1'b1;

    bac_fold_rom #(
        .W    (W),
        .DEPTH(WORDS),
        .FILE (FILE)
    ) u_rom (
        .clk    (clk),
        .ce     (ce),
        .address(at_q),
        .word   (word)
    );
endmodule
`default_nettype wire
