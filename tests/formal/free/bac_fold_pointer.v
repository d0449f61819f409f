// bac_fold_pointer.v : stands for bac_fold_pointer in proofs of modules around it: the same, said plainly, as
// tails/bac_fold_pointer.vh proves it, and any place for an offset beyond the ring. f_at: the address, for the owner's proof
module bac_fold_pointer #(
    parameter SIZE  = 2,
    parameter FIRST = 0,
    parameter STEP  = 1,
    parameter JUMP  = 1,
    parameter OFFSET_BITS = 1
) (
    input  wire                                         clk,
    input  wire                                         rst,
    input  wire                                         move,
    input  wire                                         jump,
    input  wire [                      OFFSET_BITS-1:0] offset,
    output wire [((SIZE > 1) ? $clog2(SIZE) : 1) - 1:0] place,
    output wire [((SIZE > 1) ? $clog2(SIZE) : 1) - 1:0] f_at
);
    localparam AW = (SIZE > 1) ? $clog2(SIZE) : 1;
    (* anyseq *) wire [AW-1:0] f_any;
    reg [AW-1:0] at_q;
    wire [AW+1:0] next = at_q + (jump ? JUMP : STEP);
    wire [AW+1:0] sum = at_q + offset;
    assign place = (offset >= SIZE) ? f_any : (sum >= SIZE) ? sum - SIZE : sum;
    assign f_at  = at_q;
    always @(posedge clk)
        if (rst) at_q <= FIRST;
        else if (move) at_q <= (next >= SIZE) ? next - SIZE : next;
endmodule
