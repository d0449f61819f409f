// bac_shared_place.v : stands for bac_shared_place in proofs of modules around it: the same, said plainly, as
// tails/bac_shared_place.vh proves it. f_phase: the phase, for the owner's proof
module bac_shared_place #(
    parameter L  = 4,
    parameter LB = 2,
    parameter A  = 8,
    parameter SB = 1
) (
    input  wire           clk,
    input  wire           load,
    input  wire           move,
    input  wire [ SB-1:0] stride_minus_1,
    input  wire [  A-1:0] channels,
    input  wire [  A-1:0] back,
    input  wire [ SB-1:0] load_phase,
    input  wire [ LB-1:0] load_bank,
    input  wire [  A-1:0] load_word,
    output wire [ LB-1:0] bank,
    output wire [  A-1:0] word,
    output wire [ SB-1:0] next_phase,
    output wire [ LB-1:0] next_bank,
    output wire [  A-1:0] next_word,
    output wire [ SB-1:0] f_phase
);
    reg [SB-1:0] phase_q;
    reg [LB-1:0] bank_q;
    reg [A-1:0] word_q;
    wire wraps = phase_q == stride_minus_1;
    wire far = bank_q == L - 1;
    assign bank       = bank_q;
    assign word       = word_q;
    assign f_phase    = phase_q;
    assign next_phase = wraps ? 0 : phase_q + 1;
    assign next_bank  = !wraps ? bank_q : far ? 0 : bank_q + 1;
    assign next_word  = (wraps && !far) ? word_q - back : word_q + channels;
    always @(posedge clk)
        if (load) {phase_q, bank_q, word_q} <= {load_phase, load_bank, load_word};
        else if (move) {phase_q, bank_q, word_q} <= {next_phase, next_bank, next_word};
endmodule
