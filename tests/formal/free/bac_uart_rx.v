// bac_uart_rx.v : stands for bac_uart_rx in proofs of modules around it: any bytes
module bac_uart_rx #(
    parameter CLOCKS = 16
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       rx,
    output wire [7:0] m_tdata,
    output wire       m_tvalid,
    output wire       bad
);
    (* anyseq *) wire [9:0] f_any;
    reg [9:0] any_q;
    assign m_tdata  = any_q[7:0];
    assign m_tvalid = any_q[8];
    assign bad      = any_q[9] && !any_q[8];
    always @(posedge clk) any_q <= rst ? 0 : f_any;
endmodule
