// bac_answers.v : stands for bac_answers in proofs of modules around it: any bytes, one at least, whenever it likes
module bac_answers #(
    parameter OUT_BYTES = 2,
    parameter ID_BYTES  = 4,
    parameter [8*ID_BYTES-1:0] IDENTITY = 0
) (
    input  wire                   clk,
    input  wire                   rst,
    output wire                   ready,
    input  wire                   go,
    input  wire                   identity,
    input  wire [            2:0] status,
    input  wire [8*OUT_BYTES-1:0] data,
    output wire [            7:0] m_tdata,
    output wire                   m_tvalid,
    input  wire                   m_tready
);
    (* anyseq *) wire [7:0] f_any;
    (* anyseq *) wire f_offers, f_last;
    reg left_q, valid_q;  // a byte is left, one is offered
    reg [7:0] byte_q;
    wire offers = left_q && !valid_q && f_offers;
    assign ready    = !left_q && !valid_q;
    assign m_tdata  = byte_q;
    assign m_tvalid = valid_q;
    always @(posedge clk) begin
        left_q  <= !rst && (go || left_q && !(offers && f_last));
        valid_q <= !rst && (offers || valid_q && !m_tready);
        if (offers) byte_q <= f_any;
    end
endmodule
