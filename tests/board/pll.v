// pll.v : the PLLs of the iCE40, for a simulation: their output is their input
module SB_PLL40_CORE #(
    parameter FEEDBACK_PATH = "SIMPLE", parameter [3:0] DIVR = 0, parameter [6:0] DIVF = 0, parameter [2:0] DIVQ = 0,
    parameter [2:0] FILTER_RANGE = 0
) (
    input wire REFERENCECLK, input wire RESETB, input wire BYPASS, output wire PLLOUTGLOBAL, output wire LOCK
);
    assign PLLOUTGLOBAL = REFERENCECLK;
    assign LOCK = RESETB && !BYPASS;
endmodule

module SB_PLL40_PAD #(
    parameter FEEDBACK_PATH = "SIMPLE", parameter [3:0] DIVR = 0, parameter [6:0] DIVF = 0, parameter [2:0] DIVQ = 0,
    parameter [2:0] FILTER_RANGE = 0
) (
    input wire PACKAGEPIN, input wire RESETB, input wire BYPASS, output wire PLLOUTGLOBAL, output wire LOCK
);
    assign PLLOUTGLOBAL = PACKAGEPIN;
    assign LOCK = RESETB && !BYPASS;
endmodule
