// bac_shared_send.v : stands for bac_shared_send in proofs of modules around it: the same, said plainly, of one logit, the one
// at f_slot; all others are any. f_age: clocks since the frame's end, 10 at most, 0 while none is to be sent; f_n: logits that
// were sent, for the owner's proof
module bac_shared_send #(
    parameter OW    = 16,
    parameter N_OUT = 2,
    parameter A     = 1
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          write,
    input  wire [ A-1:0] address,
    input  wire [OW-1:0] word,
    input  wire          done,
    output wire          sent,
    output wire [OW-1:0] m_axis_tdata,
    output wire          m_axis_tvalid,
    input  wire          m_axis_tready,
    output wire          m_axis_tlast,
    input  wire [ A-1:0] f_slot,
    output wire [   3:0] f_age,
    output wire [   A:0] f_n
);
    (* anyseq *) wire [OW-1:0] f_any;
    reg [3:0] age_q;
    reg [A:0] n_q;
    reg [OW-1:0] kept_q, held_q;
    reg waits_q;
    assign m_axis_tvalid = age_q == 10;
    assign m_axis_tlast  = n_q == N_OUT - 1;
    assign m_axis_tdata  = (n_q == f_slot) ? kept_q : waits_q ? held_q : f_any;
    assign sent          = m_axis_tvalid && m_axis_tready && m_axis_tlast;
    assign f_age         = age_q;
    assign f_n           = n_q;
    always @(posedge clk) begin
        age_q   <= (rst || sent) ? 0 : done ? 1 : (age_q != 0 && age_q != 10) ? age_q + 1 : age_q;
        n_q     <= (rst || sent) ? 0 : n_q + (m_axis_tvalid && m_axis_tready);
        waits_q <= !rst && m_axis_tvalid && !m_axis_tready;
        held_q  <= m_axis_tdata;
        if (write && address == f_slot) kept_q <= word;
    end
endmodule
