// bac_shared_place.v : where the next position of a stream lies in the map
//   position p is in bank floor(p/s) mod L, word base + (floor(p/(s*L))*s + p mod s)*C,  s = stride
// Stage   1 load a place, or move on to the place of the next position
// Timing  LATENCY = 1, II = 1
// Reset   none: it is loaded before it moves on
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_place #(
    parameter L  = 4,  // banks, >= 1
    parameter LB = 2,  // bits of a bank: max(1, clog2(L)), >= 1
    parameter A  = 8,  // bits of a word's address, >= 1
    parameter SB = 1   // bits of stride - 1, >= 1
) (
    input  wire           clk,
    input  wire           load,
    input  wire           move,
    input  wire [ SB-1:0] stride_minus_1,
    input  wire [  A-1:0] channels,
    input  wire [  A-1:0] back,            // (stride - 1)*channels
    input  wire [ SB-1:0] load_phase,
    input  wire [ LB-1:0] load_bank,
    input  wire [  A-1:0] load_word,
    output wire [ LB-1:0] bank,
    output wire [  A-1:0] word,
    output wire [ SB-1:0] next_phase,      // of the position behind
    output wire [ LB-1:0] next_bank,
    output wire [  A-1:0] next_word
);
    if (L < 1 || LB < 1 || A < 1 || SB < 1) bac_error_illegal_L_LB_A_SB u_error ();

    localparam integer LAST = L - 1;
    reg [SB-1:0] phase_q;
    reg [LB-1:0] bank_q;
    reg [A-1:0] word_q;
    wire wraps = (phase_q == stride_minus_1);
    wire far = (bank_q == LAST[LB-1:0]);
    assign bank       = bank_q;
    assign word       = word_q;
    assign next_phase = wraps ? {SB{1'b0}} : phase_q + 1'b1;
    assign next_bank  = !wraps ? bank_q : far ? {LB{1'b0}} : bank_q + 1'b1;
    assign next_word  = (wraps && !far) ? word_q - back : word_q + channels;

    always @(posedge clk)
        if (load) begin
            phase_q <= load_phase;
            bank_q  <= load_bank;
            word_q  <= load_word;
        end else if (move) begin
            phase_q <= next_phase;
            bank_q  <= next_bank;
            word_q  <= next_word;
        end
endmodule
`default_nettype wire
