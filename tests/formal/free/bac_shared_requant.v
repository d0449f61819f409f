// bac_shared_requant.v : stands for bac_shared_requant in proofs of modules around it: any code. f_inside: the {entry, x} that
// are inside, the newest at [0 +: EW + XB], the one whose code is given last, for the owner's proof
module bac_shared_requant #(
    parameter XB    = 16,
    parameter YW    = 8,
    parameter EB    = 0,
    parameter MB    = 0,
    parameter AB    = 16,
    parameter VW    = 24,
    parameter XW    = 24,
    parameter SHIFT = 8,
    parameter EVEN  = 0,
    parameter BITS  = 0,
    parameter ROWS  = 1,
    parameter SR    = 1,
    parameter EW    = 16,
    parameter THRESHOLD_FILE = ""
) (
    input  wire          clk,
    input  wire [XB-1:0] x,
    input  wire [EW-1:0] entry,
    output wire [YW-1:0] y,
    output wire [((3 + (EB > 0) + EVEN > BITS + 2 || BITS == 0) ? 3 + (EB > 0) + EVEN : BITS + 2) * (EW + XB) - 1:0] f_inside
);
    localparam N = (3 + (EB > 0) + EVEN > BITS + 2 || BITS == 0) ? 3 + (EB > 0) + EVEN : BITS + 2;
    (* anyseq *) wire [YW-1:0] f_any;
    reg [YW-1:0] y_q;
    reg [N*(EW+XB)-1:0] inside_q;
    assign y        = y_q;
    assign f_inside = inside_q;
    always @(posedge clk) begin
        y_q      <= f_any;
        inside_q <= {inside_q, entry, x};
    end
endmodule
