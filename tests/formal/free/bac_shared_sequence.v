// bac_shared_sequence.v : stands for bac_shared_sequence in proofs of modules around it: any program, any words, in the order
// and with the gaps that tails/bac_shared_sequence.vh proves. f_over: the op's last word is given, for the owner's proof
module bac_shared_sequence #(
    parameter L       = 4,
    parameter LB      = 2,
    parameter N_OPS   = 1,
    parameter N_WORDS = 1,
    parameter WW      = 12,
    parameter RB      = 1,
    parameter GB      = 1,
    parameter FB      = 1,
    parameter GAP     = 14,
    parameter OP_FILE   = "",
    parameter WORD_FILE = ""
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          start,
    output wire          idle,
    output wire          done,
    output wire          free,
    output wire [FB-1:0] fields,
    output wire [LB-1:0] clocks,
    output wire          fresh,
    output wire          ends,
    output wire          opens,
    output wire          again,
    output wire          next,
    output wire          valid,
    output wire          first,
    output wire          last,
    output wire [WW-2:0] word,
    output wire          f_over
);
    localparam B = $clog2(GAP + 2);
    (* anyseq *) wire [FB+LB:0] f_op;    // of the op: ends, clocks, fields
    (* anyseq *) wire [WW-1:0] f_word;
    (* anyseq *) wire f_hold, f_last, f_again, f_done, f_free;
    reg idle_q, first_q, again_q;
    reg [B-1:0] gap_q;                   // clocks since the op's last word; 0 in an op
    reg [FB+LB:0] op_q;
    reg [LB-1:0] busy_q;                 // clocks until the row before is written
    wire [LB-1:0] clocks_q;
    wire turn = gap_q == GAP - 4;
    assign opens = gap_q == GAP - 2;
    // Before an op begins, its fields are any.
    wire settled = !idle_q && (gap_q != GAP - 3);
    assign {ends, clocks, fields} = (!settled || opens) ? f_op : op_q;
    assign clocks_q = op_q[FB+:LB];
    assign fresh = !again_q;
    assign idle  = idle_q;
    assign again = turn && ends && f_again;
    assign next  = turn && ends && !f_again;
    assign done  = next && f_done;
    assign free  = next && f_free;
    assign {last, word} = f_word;
    assign valid = !idle_q && (gap_q == 0 || gap_q == GAP) && !f_hold && !(last && busy_q != 0);
    assign first = first_q;
    assign f_over = valid && last && f_last;  // bac rtl: an op's last word is its row's
    always @(posedge clk) begin
        if (rst) {gap_q, busy_q, again_q, idle_q} <= 1;
        else begin
            idle_q  <= idle_q ? !start : done;
            busy_q  <= (valid && last) ? clocks_q : (busy_q != 0) ? busy_q - 1 : 0;
            again_q <= again || again_q && !next;
            if (idle_q) gap_q <= start ? GAP - 3 : 0;
            else if (f_over) gap_q <= 1;
            else gap_q <= (gap_q == 0 || gap_q == GAP || done) ? 0 : gap_q + 1;
        end
        if (opens) op_q <= f_op;
        first_q <= !rst && (opens || first_q && !valid);
    end
endmodule
