// bac_search.v : stands for bac_search in proofs of modules around it: any count. f_inside: the words that are inside, the
// newest at [0 +: W], the one that is counted last, for the owner's proof
module bac_search #(
    parameter W         = 8,
    parameter IS_SIGNED = 0,
    parameter N         = 1,
    parameter BITS      = 1,
    parameter THRESHOLDS = 0
) (
    input  wire            clk,
    input  wire            ce,
    input  wire [   W-1:0] x,
    output wire [BITS-1:0] y,
    output wire [BITS*W-1:0] f_inside
);
    (* anyseq *) wire [BITS-1:0] f_any;
    reg [BITS-1:0] y_q;
    reg [BITS*W-1:0] inside_q;
    assign y        = y_q;
    assign f_inside = inside_q;
    always @(posedge clk)
        if (ce) begin
            y_q      <= f_any;
            inside_q <= {inside_q, x};
        end
endmodule
