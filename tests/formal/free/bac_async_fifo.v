// bac_async_fifo.v : stands for bac_async_fifo in proofs of modules around it: one beat that is taken while f_pick is high is
// kept, all others are any; they leave in order, whenever it likes. f_tick: s_clk ticks. f_inside: beats inside; f_followed,
// f_ahead, f_kept: the one that is kept, and the beats in front of it, for the owner's proof
module bac_async_fifo #(
    parameter W  = 8,
    parameter AW = 2
) (
    input  wire         s_clk,
    input  wire         s_rst,
    input  wire [W-1:0] s_axis_tdata,
    input  wire         s_axis_tvalid,
    output wire         s_axis_tready,
    input  wire         m_clk,
    input  wire         m_rst,
    output wire [W-1:0] m_axis_tdata,
    output wire         m_axis_tvalid,
    input  wire         m_axis_tready,
    input  wire         f_tick,
    input  wire         f_pick,
    output wire [ AW:0] f_inside,
    output wire         f_followed,
    output wire [ AW:0] f_ahead,
    output wire [W-1:0] f_kept
);
    (* anyseq *) wire f_room, f_late;
    (* anyseq *) wire [W-1:0] f_any;
    reg [AW:0] inside_q, ahead_q;
    reg [W-1:0] kept_q, other_q;
    reg followed_q, waits_q, room_q;
    wire takes = f_tick && s_axis_tvalid && s_axis_tready;
    wire gives = m_axis_tvalid && m_axis_tready;
    wire here = followed_q && ahead_q == 0;
    wire begins = f_pick && takes && !followed_q;
    assign s_axis_tready = room_q && inside_q != 1 << AW;
    assign m_axis_tvalid = inside_q != 0 && (waits_q || !f_late);
    assign m_axis_tdata  = here ? kept_q : waits_q ? other_q : f_any;
    assign f_inside      = inside_q;
    assign f_followed    = followed_q;
    assign f_ahead       = ahead_q;
    assign f_kept        = kept_q;
    always @(posedge m_clk) begin
        if (f_tick) room_q <= !s_rst && f_room;
        inside_q   <= (s_rst || m_rst) ? 0 : inside_q + takes - gives;
        waits_q    <= !m_rst && m_axis_tvalid && !m_axis_tready;
        other_q    <= m_axis_tdata;
        followed_q <= !s_rst && !m_rst && (begins || followed_q && !(here && gives));
        ahead_q    <= (followed_q ? ahead_q : inside_q) - gives;
        if (begins) kept_q <= s_axis_tdata;
    end
endmodule
