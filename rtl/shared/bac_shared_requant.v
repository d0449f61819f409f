// bac_shared_requant.v : a sum to a code, by the row's own constants
//   y = ((x*mul + add) << extra) >> SHIFT, as bac_fold_linear;  with BITS, rows that search:
//   y = plus + n, or plus - n where minus; n = thresholds of the row at or below x
// Entry   {with BITS: search, minus, row[SR], plus[YW]; extra[EB], mul[MB], add[AB]}
// Stage   bac_fold_linear beside bac_fold_search and the addition of its count, the shorter one delayed
// Timing  LATENCY = max(3 + (EB > 0) + EVEN, BITS > 0 ? BITS + 2 : 0), II = 1
// Reset   none: data only; the owner's control marks valid results
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_requant #(
    parameter XB    = 16,  // bits of x, two's complement, >= 1
    parameter YW    = 8,   // bits of y, two's complement, 1..32
    parameter EB    = 0,   // see bac_fold_linear, 0..6
    parameter MB    = 0,   // >= 0
    parameter AB    = 16,  // >= 1
    parameter VW    = 24,  // >= 1
    parameter XW    = 24,  // > SHIFT, >= VW
    parameter SHIFT = 8,   // EVEN..XW-1
    parameter EVEN  = 0,   // 0..1
    parameter BITS  = 0,   // bits of the largest count of thresholds, 0: no row searches, >= 0
    parameter ROWS  = 1,   // rows that search, >= 1
    parameter SR    = 1,   // max(1, clog2(ROWS)), >= 1
    parameter EW    = 16,  // bits of an entry, >= 1
    parameter THRESHOLD_FILE = "bac_shared_threshold"
) (
    input  wire          clk,
    input  wire [XB-1:0] x,
    input  wire [EW-1:0] entry,
    output wire [YW-1:0] y
);
    if (XB < 1 || YW < 1 || YW > 32 || BITS < 0 || ROWS < 1 || SR < 1) bac_error_illegal_XB_YW_BITS_ROWS_SR u_error ();
    if (EW < EB + MB + AB) bac_error_EW_must_hold_an_entry u_error ();

    localparam LINEAR = 3 + ((EB > 0) ? 1 : 0) + EVEN;
    localparam SEARCH = (BITS > 0) ? BITS + 2 : 0;
    localparam LATENCY = (LINEAR > SEARCH) ? LINEAR : SEARCH;
    localparam [31:0] HIGHEST = 32'h7fffffff >> (32 - YW);
    localparam [31:0] LOWEST = ~HIGHEST;
    wire [YW-1:0] linear;
    wire [YW-1:0] linear_late;

    bac_fold_linear #(
        .IW       (XB),
        .IS_SIGNED(1),
        .OW       (YW),
        .LO       (LOWEST),
        .HI       (HIGHEST),
        .EB       (EB),
        .MB       (MB),
        .AB       (AB),
        .VW       (VW),
        .XW       (XW),
        .SHIFT    (SHIFT),
        .EVEN     (EVEN)
    ) u_linear (
        .clk  (clk),
        .ce   (1'b1),
        .x    (x),
        .entry(entry[EB+MB+AB-1:0]),
        .y    (linear)
    );
    bac_delay #(
        .W(YW),
        .N(LATENCY - LINEAR)
    ) u_linear_late (
        .clk(clk),
        .rst(1'b0),
        .ce (1'b1),
        .x  (linear),
        .y  (linear_late)
    );
    generate
        if (BITS > 0) begin : gen_search
            localparam LOW = EB + MB + AB;
            wire [BITS-1:0] n;
            wire [YW+BITS-1:0] n_wide = {{YW{1'b0}}, n};
            wire minus;
            wire [YW-1:0] plus;
            wire search;
            wire [YW-1:0] searched_late;
            reg [YW-1:0] searched_q;
            always @(posedge clk) searched_q <= minus ? plus - n_wide[YW-1:0] : plus + n_wide[YW-1:0];
            bac_fold_search #(
                .W        (XB),
                .IS_SIGNED(1),
                .BITS     (BITS),
                .WORDS    (ROWS),
                .LANE     (0),
                .FILE     (THRESHOLD_FILE)
            ) u_search (
                .clk(clk),
                .ce (1'b1),
                .x  (x),
                .row(entry[LOW+YW+:SR]),
                .n  (n)
            );
            bac_delay #(
                .W(YW + 1),
                .N(BITS + 1)
            ) u_plus (
                .clk(clk),
                .rst(1'b0),
                .ce (1'b1),
                .x  ({entry[LOW+YW+SR], entry[LOW+:YW]}),
                .y  ({minus, plus})
            );
            bac_delay #(
                .W(YW),
                .N(LATENCY - SEARCH)
            ) u_searched_late (
                .clk(clk),
                .rst(1'b0),
                .ce (1'b1),
                .x  (searched_q),
                .y  (searched_late)
            );
            bac_delay #(
                .W(1),
                .N(LATENCY)
            ) u_searches (
                .clk(clk),
                .rst(1'b0),
                .ce (1'b1),
                .x  (entry[LOW+YW+SR+1]),
                .y  (search)
            );
            assign y = search ? searched_late : linear_late;
        end else begin : gen_linear
            assign y = linear_late;
        end
    endgenerate
endmodule
`default_nettype wire
