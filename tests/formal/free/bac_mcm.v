// bac_mcm.v : stands for bac_mcm in proofs of modules around it: any products. f_inside: the beats that are inside, the newest
// at [0 +: N_IN*IW], the one whose products are given last, for the owner's proof
module bac_mcm #(
    parameter N_IN       = 1,
    parameter IW         = 8,
    parameter N_OUT      = 1,
    parameter OW         = 16,
    parameter OUT_SIGNED = 1,
    parameter LEVELS     = 1,
    parameter N_WORDS    = 1,
    parameter WORDS      = 0,
    parameter FIRST      = 0,
    parameter OUTPUTS    = 0,
    parameter BIAS       = 0,
    parameter OUT_BITS   = 1
) (
    input  wire                clk,
    input  wire                ce,
    input  wire [ N_IN*IW-1:0] x,
    output wire [N_OUT*OW-1:0] y,
    output wire [LEVELS*N_IN*IW-1:0] f_inside
);
    (* anyseq *) wire [N_OUT*OW-1:0] f_any;
    reg [N_OUT*OW-1:0] y_q;
    reg [LEVELS*N_IN*IW-1:0] inside_q;
    assign y        = y_q;
    assign f_inside = inside_q;
    always @(posedge clk)
        if (ce) begin
            y_q      <= f_any;
            inside_q <= {inside_q, x};
        end
endmodule
