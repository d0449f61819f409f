// bac_bytes.v : stands for bac_bytes in proofs of modules around it: one byte that is taken while f_pick is high is kept, all
// others are any, or 0 if all that came since it was empty are; they leave in order, whenever it likes. f_inside: bytes
// inside; f_some: one that is not 0 came since it was empty; f_followed, f_ahead, f_kept: the byte that is kept, and those in
// front of it, for the owner's proof
module bac_bytes #(
    parameter AW = 9
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [ 7:0] s_tdata,
    input  wire        s_tvalid,
    output wire        lost,
    output wire        empty,
    output wire [ 7:0] m_tdata,
    output wire        m_tvalid,
    input  wire        m_tready,
    input  wire        f_pick,
    output wire [AW:0] f_inside,
    output wire        f_some,
    output wire        f_followed,
    output wire [AW:0] f_ahead,
    output wire [ 7:0] f_kept
);
    (* anyseq *) wire f_late;
    (* anyseq *) wire [7:0] f_any;
    reg [AW:0] inside_q, ahead_q;
    reg [7:0] kept_q, other_q;
    reg followed_q, waits_q, some_q;
    wire gives = m_tvalid && m_tready;
    wire here = followed_q && ahead_q == 0;
    wire begins = f_pick && s_tvalid && !lost && !followed_q;
    // Its memory is full, and a byte may stand behind it.
    assign lost       = s_tvalid && (inside_q == (1 << AW) + 1 || inside_q == 1 << AW && f_late);
    assign empty      = inside_q == 0;
    assign m_tvalid   = inside_q != 0 && (waits_q || !f_late);
    assign m_tdata    = here ? kept_q : waits_q ? other_q : some_q ? f_any : 8'd0;
    assign f_inside   = inside_q;
    assign f_some     = some_q;
    assign f_followed = followed_q;
    assign f_ahead    = ahead_q;
    assign f_kept     = kept_q;
    always @(posedge clk) begin
        inside_q   <= rst ? 0 : inside_q + (s_tvalid && !lost) - gives;
        waits_q    <= !rst && m_tvalid && !m_tready;
        other_q    <= m_tdata;
        some_q     <= !rst && (s_tvalid && !lost && s_tdata != 0 || some_q && inside_q != 0);
        followed_q <= !rst && (begins || followed_q && !(here && gives));
        ahead_q    <= (followed_q ? ahead_q : inside_q) - gives;
        if (begins) kept_q <= s_tdata;
    end
endmodule
