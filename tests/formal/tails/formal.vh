// formal.vh : what the properties of all modules with a handshake share. rst is an input like any other: it is
// high in the first clock, and may rise in any other.
`define BAC_FORMAL_CLOCK \
    reg f_ran = 1'b0;  /* the first clock, a reset, is over */ \
    always @(posedge clk) f_ran <= 1'b1; \
    always @* if (!f_ran) assume (rst); \
    wire f_run = f_ran && !rst;

// AXI4-Stream: a beat that is not taken stays as it is. Asked of inputs (assume), shown of outputs (assert).
`define BAC_FORMAL_STREAM(rule, name, valid, ready, beat) \
    reg name``_waits = 1'b0; \
    reg [$bits(beat)-1:0] name``_beat; \
    always @(posedge clk) name``_waits <= !rst && (valid) && !(ready); \
    always @(posedge clk) name``_beat <= (beat); \
    always @* if (name``_waits && !rst) rule ((valid) && (beat) == name``_beat);

// Follows one beat, whichever, through a module that holds at most `room` beats: it leaves unchanged, behind those
// that were inside before it and in front of those that came behind it, once. f_at: beats in front of it.
`define BAC_FORMAL_FOLLOW(room, in_moves, in_beat, out_valid, out_moves, out_beat) \
    localparam FB = $clog2((room) + 2); \
    (* anyseq *) wire f_pick; \
    reg [FB-1:0] f_inside; \
    reg f_followed; \
    reg [FB-1:0] f_ahead; \
    reg [$bits(in_beat)-1:0] f_kept; \
    wire f_here = f_followed || (f_pick && (in_moves)); \
    wire [FB-1:0] f_at = f_followed ? f_ahead : f_inside; \
    wire [$bits(in_beat)-1:0] f_beat = f_followed ? f_kept : (in_beat); \
    wire f_leaves = f_here && (out_moves) && f_at == 0; \
    always @(posedge clk) begin \
        f_inside   <= rst ? 0 : f_inside + (in_moves) - (out_moves); \
        f_followed <= !rst && f_here && !f_leaves; \
        f_ahead    <= f_at - (out_moves); \
        f_kept     <= f_beat; \
    end \
    always @* if (f_run) begin \
        assert (f_inside <= (room)); \
        if (out_moves) assert (f_inside != 0 || (in_moves)); \
        if (f_followed) assert (f_ahead < f_inside); \
        if (f_here && (out_valid) && f_at == 0) assert ((out_beat) == f_beat); \
        cover (f_leaves); \
        if ((room) <= 8) cover (f_inside == (room)); \
    end
