// bac_fold_ring.v : stands for bac_fold_ring in proofs of modules around it: any words, in the frame or not. f_inside: the
// {valid, group_last, frame_last, offset, rotation} of stages 2 and 3, the newer at the low end, for the owner's proof;
// tails/bac_fold_ring.vh proves which words are read by them
module bac_fold_ring #(
    parameter C         = 1,
    parameter W         = 8,
    parameter LANES     = 1,
    parameter T         = 4,
    parameter K         = 1,
    parameter STRIDE    = 1,
    parameter PAD_LEFT  = 0,
    parameter L         = 1,
    parameter GROUPS    = 4,
    parameter ROWS      = 2,
    parameter OFFSET_BITS = 1,
    parameter ROTATION_BITS = 1
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire [      LANES*W-1:0] s_axis_tdata,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    input  wire                     s_axis_tlast,
    output wire                     wrote,
    input  wire                     ce,
    input  wire                     valid,
    input  wire                     group_last,
    input  wire                     frame_last,
    input  wire [  OFFSET_BITS-1:0] offset,
    input  wire [ROTATION_BITS-1:0] rotation,
    output wire [    L*LANES*W-1:0] words,
    output wire [            L-1:0] in_frame,
    output wire [2*(3+OFFSET_BITS+ROTATION_BITS)-1:0] f_inside
);
    (* anyseq *) wire f_room, f_wrote;
    (* anyseq *) wire [L*LANES*W+L-1:0] f_any;
    reg [L*LANES*W+L-1:0] read_q;
    reg [2*(3+OFFSET_BITS+ROTATION_BITS)-1:0] inside_q;
    assign s_axis_tready     = f_room;
    assign wrote             = f_wrote;
    assign {words, in_frame} = read_q;
    assign f_inside          = inside_q;
    always @(posedge clk) begin
        if (ce) read_q <= f_any;
        if (rst) inside_q <= 0;
        else if (ce) inside_q <= {inside_q, valid, group_last, frame_last, offset, rotation};
    end
endmodule
