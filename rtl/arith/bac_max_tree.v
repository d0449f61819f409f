// bac_max_tree.v : registered maximum of N words and its index (recursive)
//   y = max over i of x[i]; index = the lowest i + BASE that reaches it
// Data    word i at x[i*W +: W]
// Timing  LATENCY = DEPTH, II = 1; clocks with ce
// Reset   none: data only
// Test    tests/sim/cosim
`default_nettype none
module bac_max_tree #(
    parameter N         = 2,  // words, 1..1<<DEPTH
    parameter W         = 8,  // >= 1
    parameter IS_SIGNED = 0,  // 0..1
    parameter XW        = 1,  // bits of the index, >= 1
    parameter BASE      = 0,  // >= 0
    parameter DEPTH     = 1   // >= 0
) (
    input  wire           clk,
    input  wire           ce,
    input  wire [N*W-1:0] x,
    output wire [  W-1:0] y,
    output wire [ XW-1:0] index
);
    if (N < 1 || N > 1 << DEPTH || DEPTH < 0) bac_error_illegal_N_DEPTH u_error ();
    if (W < 1 || XW < 1 || BASE < 0) bac_error_illegal_W_XW_BASE u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();

    // Signed words compare in offset binary (see bac_search).
    localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};

    generate
        if (DEPTH <= 0) begin : gen_leaf
            assign y     = x[W-1:0];
            assign index = BASE[XW-1:0];
        end else begin : gen_node
            localparam NB = (N > 1) ? N / 2 : 1;
            localparam NA = (N > 1) ? N - NB : 1;
            wire [ W-1:0] ya;
            wire [ W-1:0] yb;
            wire [XW-1:0] ia;
            wire [XW-1:0] ib;
            reg  [ W-1:0] y_q;
            reg  [XW-1:0] index_q;
            bac_max_tree #(
                .N        (NA),
                .W        (W),
                .IS_SIGNED(IS_SIGNED),
                .XW       (XW),
                .BASE     (BASE),
                .DEPTH    (DEPTH - 1)
            ) u_a (
                .clk  (clk),
                .ce   (ce),
                .x    (x[NA*W-1:0]),
                .y    (ya),
                .index(ia)
            );
            if (N > 1) begin : gen_pair
                bac_max_tree #(
                    .N        (NB),
                    .W        (W),
                    .IS_SIGNED(IS_SIGNED),
                    .XW       (XW),
                    .BASE     (BASE + NA),
                    .DEPTH    (DEPTH - 1)
                ) u_b (
                    .clk  (clk),
                    .ce   (ce),
                    .x    (x[N*W-1:NA*W]),
                    .y    (yb),
                    .index(ib)
                );
            end else begin : gen_single
                assign yb = ya;
                assign ib = ia;
            end
            wire b_wins = ((yb ^ OFFSET) > (ya ^ OFFSET));
            always @(posedge clk)
                if (ce) begin
                    y_q     <= b_wins ? yb : ya;
                    index_q <= b_wins ? ib : ia;
                end
            assign y     = y_q;
            assign index = index_q;
        end
    endgenerate
endmodule
`default_nettype wire
