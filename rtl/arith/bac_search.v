// bac_search.v : number of N ascending thresholds that are at or below x: binary search, one bit per clock
//   y = count of i with threshold[i] <= x
// Param   THRESHOLDS: word i of 32 bits, two's complement, ascending
// Stage   1..BITS  compare x with the middle one of the remaining thresholds, keep one half of them
// Timing  LATENCY = BITS = clog2(N + 1), II = 1; clocks with ce
// Reset   none: data only
// Test    tests/sim/cosim
`default_nettype none
module bac_search #(
    parameter W         = 16,  // bits of x, 1..32
    parameter IS_SIGNED = 1,   // 0..1
    parameter N         = 1,   // thresholds, >= 1
    parameter BITS      = 1,   // = clog2(N + 1)
    parameter [N*32-1:0] THRESHOLDS = 0
) (
    input  wire            clk,
    input  wire            ce,
    input  wire [   W-1:0] x,
    output wire [BITS-1:0] y
);
    if (W < 1 || W > 32 || IS_SIGNED >> 1 != 0) bac_error_illegal_W_IS_SIGNED u_error ();
    if (N < 1 || BITS != $clog2(N + 1)) bac_error_illegal_N_BITS u_error ();
`ifdef BAC_IEEE_1364
    if (N > 2048) bac_error_THRESHOLDS_has_more_than_65536_bits u_error ();
`endif

    // Stage s knows the s upper bits of the count. x travels beside them, in offset binary (sign
    // bit inverted), so that numbers compare as unsigned ones: Verilator 5.006 folds a signed
    // comparison of two equal negative constants wider than 32 bits to the wrong answer.
    wire [(BITS+1)*33-1:0] x_at;
    wire [(BITS+1)*BITS-1:0] count_at;
    wire [32:0] x_wide = {{(33 - W) {(IS_SIGNED != 0) ? x[W-1] : 1'b0}}, x};
    assign x_at[32:0] = {!x_wide[32], x_wide[31:0]};
    assign count_at[BITS-1:0] = {BITS{1'b0}};

    genvar s;
    genvar j;
    generate
        for (s = 0; s < BITS; s = s + 1) begin : gen_stage
            localparam STEP = 1 << (BITS - 1 - s);
            wire [32:0] x_in = x_at[s*33+:33];
            wire [BITS-1:0] count_in = count_at[s*BITS+:BITS];
            // One constant for each value of the bits already known; a place beyond the last
            // threshold holds a number that no x reaches.
            wire [(1<<s)*64-1:0] candidates;  // a power of two apart (see bac_pick)
            for (j = 0; j < (1 << s); j = j + 1) begin : gen_candidate
                localparam INDEX = j * 2 * STEP + STEP - 1;
                if (INDEX < N) begin : gen_threshold
                    localparam [31:0] BARE = THRESHOLDS[((INDEX<N)?INDEX:0)*32+:32];
                    assign candidates[j*64+:64] = {31'd0, !BARE[31], BARE};
                end else begin : gen_none
                    assign candidates[j*64+:64] = {31'd1, 33'd0};
                end
            end
            wire [33:0] threshold;
            if (s == 0) begin : gen_first
                assign threshold = candidates[33:0];
            end else begin : gen_later
                wire [s-1:0] known = count_in[BITS-1-:s];
                assign threshold = candidates[{known, 6'd0}+:34];
            end
            wire hit = ({1'b0, x_in} >= threshold);
            reg [32:0] x_q;
            reg [BITS-1:0] count_q;
            always @(posedge clk)
                if (ce) begin
                    x_q     <= x_in;
                    count_q <= hit ? (count_in | STEP[BITS-1:0]) : count_in;
                end
            assign x_at[(s+1)*33+:33] = x_q;
            assign count_at[(s+1)*BITS+:BITS] = count_q;
        end
    endgenerate
    assign y = count_at[BITS*BITS+:BITS];
endmodule
`default_nettype wire
