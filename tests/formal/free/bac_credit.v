// bac_credit.v : stands for bac_credit in proofs of modules around it: room for a beat in any clock, or none
module bac_credit #(
    parameter N        = 1,
    parameter GROUP    = 1,
    parameter SPACED   = 1,
    parameter INTERVAL = 1,
    parameter [N*32-1:0] OUTS  = {N{32'd1}},
    parameter [N*32-1:0] ROOMS = {N{32'd2}}
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         take,
    input  wire [N-1:0] left,
    output wire         go
);
    (* anyseq *) wire f_go;
    assign go = f_go;
endmodule
