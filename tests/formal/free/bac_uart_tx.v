// bac_uart_tx.v : stands for bac_uart_tx in proofs of modules around it: it takes a byte whenever it likes
module bac_uart_tx #(
    parameter CLOCKS = 16
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] s_tdata,
    input  wire       s_tvalid,
    output wire       s_tready,
    output wire       tx,
    output wire [7:0] f_tdata,  // what it is offered, for the owner's proof
    output wire       f_tvalid
);
    (* anyseq *) wire [1:0] f_any;
    assign {s_tready, tx} = f_any;
    assign f_tdata        = s_tdata;
    assign f_tvalid       = s_tvalid;
endmodule
