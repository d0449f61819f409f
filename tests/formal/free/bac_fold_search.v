// bac_fold_search.v : stands for bac_fold_search in proofs of modules around it: any count. f_inside: the {row, x} that are
// inside, the newest at [0 +: RW + W], the one that is counted last, for the owner's proof
module bac_fold_search #(
    parameter W         = 16,
    parameter IS_SIGNED = 1,
    parameter BITS      = 1,
    parameter WORDS     = 1,
    parameter LANE      = 0,
    parameter FILE      = ""
) (
    input  wire                                           clk,
    input  wire                                           ce,
    input  wire [                                  W-1:0] x,
    input  wire [((WORDS > 1) ? $clog2(WORDS) : 1) - 1:0] row,
    output wire [                               BITS-1:0] n,
    output wire [(BITS + 1) * (((WORDS > 1) ? $clog2(WORDS) : 1) + W) - 1:0] f_inside
);
    localparam RW = (WORDS > 1) ? $clog2(WORDS) : 1;
    (* anyseq *) wire [BITS-1:0] f_any;
    reg [BITS-1:0] n_q;
    reg [(BITS+1)*(RW+W)-1:0] inside_q;
    assign n        = n_q;
    assign f_inside = inside_q;
    always @(posedge clk)
        if (ce) begin
            n_q      <= f_any;
            inside_q <= {inside_q, row, x};
        end
endmodule
