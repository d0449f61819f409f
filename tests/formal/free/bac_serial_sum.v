// bac_serial_sum.v : stands for bac_serial_sum in proofs of modules around it: any sum in any clock
module bac_serial_sum #(
    parameter N      = 1,
    parameter D      = 1,
    parameter LEVELS = 1,
    parameter GROUP  = 6,
    parameter PW     = 8,
    parameter W      = 12,
    parameter [N*32-1:0]     WEIGHTS = 0,
    parameter [LEVELS*8-1:0] WIDTHS  = {LEVELS{8'd8}},
    parameter [63:0]         INIT    = 0
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire [N-1:0] x,
    input  wire         valid,
    input  wire         first,
    output wire [W-1:0] y
);
    (* anyseq *) wire [W-1:0] f_any;
    assign y = f_any;
endmodule
