// bac_spi.v : stands for bac_spi in proofs of modules around it: any bytes; it takes a byte whenever it likes
module bac_spi (
    input  wire       clk,
    input  wire       rst,
    input  wire       sck,
    input  wire       cs_n,
    input  wire       mosi,
    output wire       miso,
    output wire [7:0] m_tdata,
    output wire       m_tvalid,
    input  wire [7:0] s_tdata,
    input  wire       s_tvalid,
    output wire       s_tready,
    output wire [7:0] f_tdata,  // what it is offered, for the owner's proof
    output wire       f_tvalid
);
    (* anyseq *) wire [8:0] f_any;
    (* anyseq *) wire [1:0] f_out;
    reg [8:0] any_q;
    assign {m_tvalid, m_tdata} = any_q;
    assign {s_tready, miso}    = f_out;
    assign f_tdata             = s_tdata;
    assign f_tvalid            = s_tvalid;
    always @(posedge clk) any_q <= rst ? 0 : f_any;
endmodule
