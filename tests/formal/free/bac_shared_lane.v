// bac_shared_lane.v : stands for bac_shared_lane in proofs of modules around it: any sum; what it is that of comes with it
module bac_shared_lane #(
    parameter W       = 8,
    parameter WB      = 8,
    parameter OW      = 20,
    parameter HAS_MAX = 0
) (
    input  wire          clk,
    input  wire [ W-1:0] x,
    input  wire          mask,
    input  wire          max,
    input  wire [WB-1:0] w,
    input  wire          valid,
    input  wire          first,
    output wire [OW-1:0] acc,
    output wire          f_valid,  // in this clock a word is added: its marks, whether its row has the largest, its factors
    output wire [W+WB+2:0] f_term
);
    (* anyseq *) wire [OW-1:0] f_acc;
    reg [OW-1:0] acc_q;
    reg [W+1:0] x1_q, x2_q;
    reg [WB-1:0] w_q;
    assign acc     = acc_q;
    assign f_valid = valid;
    assign f_term  = {first, max && x2_q[W+1], x2_q[W:0], w_q};
    always @(posedge clk) begin
        x1_q <= {max, mask, x};
        x2_q <= x1_q;
        w_q  <= w;
        if (valid) acc_q <= f_acc;
    end
endmodule
