// bac_shared_fetch.v : stands for bac_shared_fetch in proofs of modules around it: any addresses, any turn, any mask; which
// word's they are comes with them
module bac_shared_fetch #(
    parameter L      = 4,
    parameter LB     = 2,
    parameter A      = 8,
    parameter XB     = 4,
    parameter QB     = 4,
    parameter TB     = 8,
    parameter RB     = 4,
    parameter N_TAPS = 1,
    parameter PB     = 1,
    parameter TAP_FILE = ""
) (
    input  wire           clk,
    input  wire           opens,
    input  wire           again,
    input  wire           next,
    input  wire [ PB-1:0] tap,
    input  wire [  A-1:0] step,
    input  wire [ RB-1:0] every,
    input  wire [ TB-1:0] limit,
    input  wire [  A-1:0] row_step,
    input  wire           valid,
    input  wire           last,
    input  wire [ XB-1:0] index,
    output wire [L*A-1:0] address,
    output wire [ LB-1:0] rot,
    output wire [  L-1:0] mask,
    output wire           f_next,  // `next`, and {valid, last, index} of the word of `address`, for the owner's proof
    output wire [ XB+1:0] f_word
);
    (* anyseq *) wire [L*A+LB+L-1:0] f_any;
    reg [L*A+LB+L-1:0] any_q;
    reg [3*(XB+2)-1:0] words_q;
    assign {address, rot, mask} = any_q;
    assign f_next = next;
    assign f_word = words_q[2*(XB+2)+:XB+2];
    always @(posedge clk) begin
        any_q   <= f_any;
        words_q <= {words_q, valid, last, index};
    end
endmodule
