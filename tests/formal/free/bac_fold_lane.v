// bac_fold_lane.v : stands for bac_fold_lane in proofs of modules around it: any result. f_inside: the {w, x} of stages 1 and
// 2, the newer at [0 +: WB + W], for the owner's proof; tails/bac_fold_lane.vh proves what is made of those that are valid
module bac_fold_lane #(
    parameter MODE      = 0,
    parameter W         = 8,
    parameter IS_SIGNED = 0,
    parameter WB        = 8,
    parameter OW        = 16
) (
    input  wire          clk,
    input  wire          ce,
    input  wire [ W-1:0] x,
    input  wire [WB-1:0] w,
    input  wire          valid,
    input  wire          first,
    input  wire [OW-1:0] bias,
    output wire [OW-1:0] acc,
    output wire [2*(WB+W)-1:0] f_inside
);
    (* anyseq *) wire [OW-1:0] f_any;
    reg [OW-1:0] acc_q;
    reg [2*(WB+W)-1:0] inside_q;
    assign acc      = acc_q;
    assign f_inside = inside_q;
    always @(posedge clk)
        if (ce) begin
            acc_q    <= f_any;
            inside_q <= {inside_q, w, x};
        end
endmodule
