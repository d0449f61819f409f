// bac_delay.v : stands for bac_delay in proofs of modules around it: the same, said plainly, as tails/bac_delay.vh proves
// it. f_inside: the words inside, the newest at [0 +: W], for the owner's proof
module bac_delay #(
    parameter W       = 1,
    parameter N       = 1,
    parameter CLEARED = 0
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         ce,
    input  wire [W-1:0] x,
    output wire [W-1:0] y,
    output wire [((N > 0) ? N : 1) * W - 1:0] f_inside
);
    generate
        if (N == 0) begin : gen_wire
            assign y        = x;
            assign f_inside = {W{1'b0}};
        end else begin : gen_words
            reg [N*W-1:0] words_q;
            always @(posedge clk)
                if (rst && CLEARED != 0) words_q <= 0;
                else if (ce) words_q <= {words_q, x};
            assign y        = words_q[(N-1)*W+:W];
            assign f_inside = words_q;
        end
    endgenerate
endmodule
