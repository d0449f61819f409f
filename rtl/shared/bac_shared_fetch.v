// bac_shared_fetch.v : the words of the banks in which a row finds its elements
//   Lane l reads position t + q + l, in strides, where t is the group's first: bank (q + l) mod L, which
//   is bank l rotated by rot = q mod L. A bank below rot has that position a row of the map further on.
// ROM     TAP_FILE: N_TAPS words of TW bits {moves, late, rot[LB], q[QB], offset[A]}: the offset is
//         from where moving streams are in this group (moves), or from word 0; q is two's complement;
//         late: the phase has a position less than `limit`
// Stage   1 read the tap   2 add offsets, the position's distance from the frame's ends
//         3 the address of each bank, the mask of each lane
// Timing  LATENCY = 3, II = 1
// Reset   none: data only; the owner's control marks valid words
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_fetch #(
    parameter L      = 4,  // banks, >= 1
    parameter LB     = 2,  // max(1, clog2(L)), >= 1
    parameter A      = 8,  // bits of an address, >= 1
    parameter XB     = 4,  // bits of index, >= 1
    parameter QB     = 4,  // >= 1
    parameter TB     = 8,  // bits of a position, >= 1
    parameter RB     = 4,  // bits of every, >= 1
    parameter N_TAPS = 1,  // >= 1
    parameter PB     = 1,  // bits of a tap's address: max(1, clog2(N_TAPS)), >= 1
    parameter TAP_FILE = "bac_shared_tap.mem"
) (
    input  wire           clk,
    input  wire           opens,    // an op begins
    input  wire           again,    // the segment begins again, with its next group
    input  wire           next,     // a segment begins; also while no frame runs
    input  wire [ PB-1:0] tap,      // the op's first tap
    input  wire [  A-1:0] step,     // every so many rows the channel moves on by step
    input  wire [ RB-1:0] every,    // minus 1
    input  wire [ TB-1:0] limit,    // positions of phase 0
    input  wire [  A-1:0] row_step, // by which moving streams move on
    input  wire           valid,
    input  wire           last,
    input  wire [ XB-1:0] index,
    output wire [L*A-1:0] address,  // of each bank
    output wire [ LB-1:0] rot,
    output wire [  L-1:0] mask      // of each lane: its position is inside the frame
);
    if (L < 1 || LB < 1 || A < 1 || XB < 1 || QB < 1) bac_error_illegal_L_LB_A_XB_QB u_error ();
    if (TB < 1 || RB < 1 || N_TAPS < 1 || PB < 1) bac_error_illegal_TB_RB_N_TAPS_PB u_error ();

    localparam TW = 2 + LB + QB + A;
    localparam DB = ((TB > QB) ? TB : QB) + 2;
    localparam FB = ((PB > XB) ? PB : XB) + 1;

    // ---- Groups ------------------------------------------------------------------------------
    reg [A-1:0] moved_q;  // words by which moving streams are further
    reg [DB-1:0] t_q;  // the group's first position
    reg [DB-1:0] left_q;  // limit - t
    always @(posedge clk) begin
        if (next) begin
            moved_q <= {A{1'b0}};
            t_q     <= {DB{1'b0}};
        end else if (again) begin
            moved_q <= moved_q + row_step;
            t_q     <= t_q + L[DB-1:0];
        end
        if (opens) left_q <= {{(DB - TB) {1'b0}}, limit} - t_q;
    end

    // ---- 1 tap -------------------------------------------------------------------------------
    wire [FB-1:0] sum = {{(FB - PB) {1'b0}}, tap} + {{(FB - XB) {1'b0}}, index};
    wire [TW-1:0] tap2;
    wire moves;
    wire late;
    wire [LB-1:0] rot2;
    wire [QB-1:0] q2;
    wire [A-1:0] offset2;
    reg valid2_q;
    reg last2_q;
    assign {moves, late, rot2, q2, offset2} = tap2;
    bac_fold_rom #(
        .W    (TW),
        .DEPTH(N_TAPS),
        .FILE (TAP_FILE)
    ) u_taps (
        .clk    (clk),
        .ce     (1'b1),
        .address(sum[PB-1:0]),
        .word   (tap2)
    );

    // ---- 2 offsets ---------------------------------------------------------------------------
    reg [A-1:0] moving_q;  // word of the row's first channel: of moving streams,
    reg [A-1:0] fixed_q;  // of scratch
    reg [RB-1:0] every_q;
    reg [A-1:0] address3_q;
    reg [DB-1:0] before3_q;  // the lane-0 position, two's complement
    reg [DB-1:0] after3_q;  // limit minus that
    reg [LB-1:0] rot3_q;
    wire [DB-1:0] q_wide = {{(DB - QB) {q2[QB-1]}}, q2};
    always @(posedge clk) begin
        valid2_q <= valid;
        last2_q  <= last;
        if (opens) begin
            moving_q <= moved_q;
            fixed_q  <= {A{1'b0}};
            every_q  <= every;
        end else if (valid2_q && last2_q) begin
            every_q <= (every_q == {RB{1'b0}}) ? every : every_q - 1'b1;
            if (every_q == {RB{1'b0}}) begin
                moving_q <= moving_q + step;
                fixed_q  <= fixed_q + step;
            end
        end
        address3_q <= (moves ? moving_q : fixed_q) + offset2;
        before3_q  <= t_q + q_wide;
        after3_q   <= left_q - q_wide - {{(DB - 1) {1'b0}}, late};
        rot3_q     <= rot2;
    end

    // ---- 3 banks, lanes ----------------------------------------------------------------------
    reg [LB-1:0] rot4_q;
    wire [A-1:0] further = address3_q + row_step;
    assign rot = rot4_q;
    always @(posedge clk) rot4_q <= rot3_q;
    genvar l;
    generate
        for (l = 0; l < L; l = l + 1) begin : gen_bank
            localparam integer LANE = l;
            localparam integer BELOW = -l;
            localparam signed [DB-1:0] LOW = BELOW[DB-1:0];
            reg [A-1:0] address4_q;
            reg mask4_q;
            assign address[l*A+:A] = address4_q;
            assign mask[l]         = mask4_q;
            always @(posedge clk) mask4_q <= $signed(before3_q) >= LOW && $signed(after3_q) > $signed(LANE[DB-1:0]);
            if (l < L - 1) begin : gen_wraps
                always @(posedge clk) address4_q <= (LANE[LB-1:0] < rot3_q) ? further : address3_q;
            end else begin : gen_straight
                always @(posedge clk) address4_q <= address3_q;
            end
        end
    endgenerate
endmodule
`default_nettype wire
