// bac_serial_search.v : a number's code by thresholds, one bit a clock, the most significant first
//   y = the largest c with c = 0 or x >= T[c]     (T ascending: number of thresholds at or below x)
// Param   TREE: words of 32 bits, the thresholds as a binary tree: the number of a word is a 1 followed by
//         the known bits of y. Word 1 is T[2**(BITS-1)]; word 2 follows after a 0 bit, word 3 after a 1
//         bit. A threshold that no x reaches is greater than every x.
// Stage   STEPS bits each: a comparator and the words for these bits. STEPS clocks after x has arrived it
//         moves to the next stage, with the bits known so far.
// Timing  LATENCY = BITS, II = STEPS; clocks with ce. start[0] marks the arrival of x; start[i] follows
//         i*STEPS clocks later, for one clock. y is valid BITS clocks after start[0], for one clock.
// Reset   none: data only
// Test    tests/rtl/serial_search.sh
`default_nettype none
module bac_serial_search #(
    parameter W     = 12,  // bits of x, unsigned, 1..32
    parameter BITS  = 6,   // of y, >= 1
    parameter STEPS = 2,   // 1..BITS
    parameter [(32<<BITS)-1:0] TREE = 0
) (
    input  wire                              clk,
    input  wire                              ce,
    input  wire [(BITS+STEPS-1)/STEPS-1:0]   start,
    input  wire [                     W-1:0] x,
    output wire [                  BITS-1:0] y
);
    if (W < 1 || W > 32) bac_error_illegal_W u_error ();
    if (BITS < 1 || STEPS < 1 || STEPS > BITS) bac_error_illegal_BITS_STEPS u_error ();
`ifdef BAC_IEEE_1364
    if (BITS > 11) bac_error_TREE_has_more_than_65536_bits u_error ();
`endif

    localparam STAGES = (BITS + STEPS - 1) / STEPS;

    // The words that a stage asks for when it begins with `first` bits known. Below are those of stages
    // before it: whatever is cheap.
    function [(W<<BITS)-1:0] words;
        input integer first;
        input integer n;
        integer v;
        integer at;
        begin
            words = {(W << BITS) {1'b0}};
            for (v = 0; v < n; v = v + 1) begin
                at = (v < (1 << first)) ? (v | (1 << first)) : v;
                words[v*W+:W] = TREE[at*32+:W];
            end
        end
    endfunction

    wire [STAGES*(BITS+1)-1:0] found;  // by each stage: the bits behind a one
    wire [(STAGES+1)*W-1:0] number;
    assign number[W-1:0] = x;
    genvar i;
    generate
        for (i = 0; i < STAGES; i = i + 1) begin : gen_stage
            localparam FIRST = i * STEPS;
            localparam AFTER = (FIRST + STEPS < BITS) ? FIRST + STEPS : BITS;
            localparam [(W<<BITS)-1:0] WORDS = words(FIRST, 1 << AFTER);
            reg [W-1:0] x_q;
            reg [AFTER-1:0] known_q;
            wire [W-1:0] threshold;
            wire hit = (x_q >= threshold);
            wire [AFTER:0] known_d = {known_q, hit};
            wire [BITS:0] begins;
            if (i == 0) begin : gen_first
                assign begins = {{BITS{1'b0}}, 1'b1};
            end else begin : gen_next
                assign begins = found[(i-1)*(BITS+1)+:BITS+1];
            end
            bac_serial_table #(
                .N    (AFTER),
                .W    (W),
                .TABLE(WORDS[(W<<AFTER)-1:0])
            ) u_thresholds (
                .x(known_q),
                .y(threshold)
            );
            always @(posedge clk)
                if (ce) begin
                    if (start[i]) x_q <= number[i*W+:W];
                    known_q <= start[i] ? begins[AFTER-1:0] : known_d[AFTER-1:0];
                end
            assign number[(i+1)*W+:W] = x_q;
            assign found[i*(BITS+1)+:BITS+1] = {{(BITS - AFTER) {1'b0}}, known_d};
        end
    endgenerate
    assign y = found[(STAGES-1)*(BITS+1)+:BITS];
endmodule
`default_nettype wire
