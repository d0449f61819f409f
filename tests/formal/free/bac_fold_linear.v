// bac_fold_linear.v : stands for bac_fold_linear in proofs of modules around it: any code. f_inside: the {entry, x} that are
// inside, the newest at [0 +: EB + MB + AB + IW], the one whose code is given last, for the owner's proof
module bac_fold_linear #(
    parameter IW        = 16,
    parameter IS_SIGNED = 1,
    parameter OW        = 8,
    parameter LO        = 0,
    parameter HI        = 255,
    parameter EB        = 0,
    parameter MB        = 8,
    parameter AB        = 16,
    parameter VW        = 24,
    parameter XW        = 24,
    parameter SHIFT     = 8,
    parameter EVEN      = 0
) (
    input  wire                clk,
    input  wire                ce,
    input  wire [      IW-1:0] x,
    input  wire [EB+MB+AB-1:0] entry,
    output wire [      OW-1:0] y,
    output wire [(3 + ((EB > 0) ? 1 : 0) + EVEN) * (EB + MB + AB + IW) - 1:0] f_inside
);
    localparam N = 3 + ((EB > 0) ? 1 : 0) + EVEN;
    (* anyseq *) wire [OW-1:0] f_any;
    reg [OW-1:0] y_q;
    reg [N*(EB+MB+AB+IW)-1:0] inside_q;
    assign y        = y_q;
    assign f_inside = inside_q;
    always @(posedge clk)
        if (ce) begin
            y_q      <= f_any;
            inside_q <= {inside_q, entry, x};
        end
endmodule
