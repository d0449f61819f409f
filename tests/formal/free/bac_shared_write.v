// bac_shared_write.v : stands for bac_shared_write in proofs of modules around it: any codes to any places, any logits, in the
// clocks in which it may write. f_busy: clocks in which it still may, of which the last one writes what left in the one before,
// for the owner's proof
module bac_shared_write #(
    parameter L        = 4,
    parameter LB       = 2,
    parameter H        = 2,
    parameter A        = 8,
    parameter SB       = 1,
    parameter W        = 8,
    parameter OW       = 16,
    parameter AW       = 16,
    parameter YW       = 17,
    parameter EB       = 0,
    parameter MB       = 0,
    parameter AB       = 16,
    parameter VW       = 24,
    parameter XW       = 24,
    parameter SHIFT    = 8,
    parameter EVEN     = 0,
    parameter BITS     = 0,
    parameter SEARCHED = 1,
    parameter LQ       = 4,
    parameter N_ROWS   = 1,
    parameter ROW_FILE = "",
    parameter THRESHOLD_FILE = ""
) (
    input  wire            clk,
    input  wire            rst,
    input  wire            opens,
    input  wire            again,
    input  wire            next,
    input  wire            done,
    input  wire            goes_on,
    input  wire            ends,
    input  wire [  LB-1:0] clocks,
    input  wire            to_out,
    input  wire            all,
    input  wire [   A-1:0] base,
    input  wire [   A-1:0] channels,
    input  wire [   A-1:0] back,
    input  wire [   A-1:0] row_words,
    input  wire [  SB-1:0] stride_minus_1,
    input  wire [  LB-1:0] half,
    input  wire [  YW-1:0] lo,
    input  wire [  YW-1:0] hi,
    input  wire            row,
    input  wire [L*AW-1:0] sums,
    output wire [   L-1:0] write,
    output wire [ L*A-1:0] write_address,
    output wire [ L*W-1:0] write_word,
    output wire            logit,
    output wire [   A-1:0] logit_address,
    output wire [  OW-1:0] logit_word,
    output wire [$clog2(LQ+H+3)-1:0] f_busy
);
    localparam B = $clog2(LQ + H + 3);
    (* anyseq *) wire [L*(1+A+W)-1:0] f_codes;
    (* anyseq *) wire [A+OW:0] f_logit;
    reg [B-1:0] busy_q;
    assign f_busy = busy_q;
    assign {write_address, write_word} = f_codes;
    assign write = (busy_q != 0) ? f_codes[L*(A+W)+:L] : 0;
    assign logit = busy_q != 0 && f_logit[A+OW];
    assign {logit_address, logit_word} = f_logit[A+OW-1:0];
    always @(posedge clk) busy_q <= rst ? 0 : row ? LQ + 2 + clocks : busy_q - (busy_q != 0);
endmodule
