// bac_fold_search.v : number of a channel's thresholds, in memories, that are at or below x: one bit per clock
//   n = count of i with threshold[row][i] <= x
// ROM     stage s, s = 0 .. BITS-1, has the memory FILE_<lane, two digits>_<s, two digits>.mem of
//         WORDS*2**s words of W + 1 bits in hexadecimal; word row*2**s + j = {none[1], t[W]}, with
//         i = j*2**(BITS-s) + 2**(BITS-1-s) - 1: t = threshold[row][i] and none = 0, or none = 1
//         where the row has no threshold i. t is two's complement, or unsigned as x is.
// Stage   1 read    2..BITS+1 compare x with the word read, and read the next by the bits known so far
// Timing  LATENCY = BITS + 1, II = 1; clocks with ce; row enters with x
// Reset   none: data only
// Test    tests/hw/stages/test_stream.cpp
`default_nettype none
module bac_fold_search #(
    parameter W         = 16,  // bits of x, >= 1
    parameter IS_SIGNED = 1,   // 0..1
    parameter BITS      = 1,   // bits of the count, >= 1
    parameter WORDS     = 1,   // rows, >= 1
    parameter LANE      = 0,   // 0..99
    parameter FILE      = "bac_fold_search"
) (
    input  wire                                           clk,
    input  wire                                           ce,
    input  wire [                                  W-1:0] x,
    input  wire [((WORDS > 1) ? $clog2(WORDS) : 1) - 1:0] row,
    output wire [                               BITS-1:0] n
);
    if (W < 1 || BITS < 1 || WORDS < 1) bac_error_illegal_W_BITS_WORDS u_error ();
    if (IS_SIGNED >> 1 != 0 || LANE < 0 || LANE > 99) bac_error_illegal_IS_SIGNED_LANE u_error ();

    localparam RW = (WORDS > 1) ? $clog2(WORDS) : 1;
    // Signed words compare in offset binary (see bac_search).
    localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};
    localparam [7:0] LANE_TENS = 8'd48 + LANE / 10;
    localparam [7:0] LANE_ONES = 8'd48 + LANE % 10;

    // Into stage s: x, the row, and the s upper bits of the count, the first known highest.
    wire [(BITS+1)*W-1:0] x_at;
    wire [(BITS+1)*RW-1:0] row_at;
    wire [(BITS+1)*BITS-1:0] known_at;
    assign x_at[W-1:0]        = x;
    assign row_at[RW-1:0]     = row;
    assign known_at[BITS-1:0] = {BITS{1'b0}};

    genvar s;
    generate
        for (s = 0; s < BITS; s = s + 1) begin : gen_stage
            localparam DEPTH = WORDS << s;
            localparam AW = (DEPTH > 1) ? $clog2(DEPTH) : 1;
            localparam [7:0] TENS = 8'd48 + s / 10;
            localparam [7:0] ONES = 8'd48 + s % 10;
            wire [BITS-1:0] known = known_at[s*BITS+:BITS];
            wire [RW+BITS-1:0] address = ({{BITS{1'b0}}, row_at[s*RW+:RW]} << s) | {{RW{1'b0}}, known};
            wire [W:0] word;
            reg [W-1:0] x_q;
            reg [RW-1:0] row_q;
            reg [BITS-1:0] known_q;
            wire hit = !word[W] && ((x_q ^ OFFSET) >= (word[W-1:0] ^ OFFSET));
            bac_fold_rom #(
                .W    (W + 1),
                .DEPTH(DEPTH),
                .FILE ({FILE, "_", LANE_TENS, LANE_ONES, "_", TENS, ONES, ".mem"})
            ) u_rom (
                .clk    (clk),
                .ce     (ce),
                .address(address[AW-1:0]),
                .word   (word)
            );
            always @(posedge clk)
                if (ce) begin
                    x_q     <= x_at[s*W+:W];
                    row_q   <= row_at[s*RW+:RW];
                    known_q <= known;
                end
            assign x_at[(s+1)*W+:W]      = x_q;
            assign row_at[(s+1)*RW+:RW]  = row_q;
            // Behind stage s the count's bits are still shifted down; the last stage has them all.
            assign known_at[(s+1)*BITS+:BITS] = (known_q << 1) | {{(BITS - 1) {1'b0}}, hit};
        end
    endgenerate
    reg [BITS-1:0] n_q;
    always @(posedge clk) if (ce) n_q <= known_at[BITS*BITS+:BITS];
    assign n = n_q;
endmodule
`default_nettype wire
