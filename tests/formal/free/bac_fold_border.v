// bac_fold_border.v : stands for bac_fold_border in proofs of modules around it: any position may be said to be in the frame
module bac_fold_border #(
    parameter CW       = 1,
    parameter T        = 4,
    parameter K        = 1,
    parameter STRIDE   = 1,
    parameter PAD_LEFT = 0,
    parameter L        = 1,
    parameter GROUPS   = 4,
    parameter OFFSET_BITS = 1
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   ce,
    input  wire                   step,
    input  wire                   restart,
    input  wire [OFFSET_BITS-1:0] offset,
    input  wire [          L-1:0] further,
    output wire [          L-1:0] in_frame
);
    (* anyseq *) wire [L-1:0] f_any;
    assign in_frame = f_any;
endmodule
