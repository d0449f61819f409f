// bac_fold_border.v : tells which positions that bac_fold_ring reads lie inside the frame
//   in_frame[b] = bank b's position of this read is one of the frame's T
// Method  The positions of a bank are numbered in the order of their addresses, STRIDE per row; those of
//         the frame are a range of numbers, constant for every bank. So two comparisons with constants,
//         of the distance of a read from the frame's first row in words, suffice. A convolution that
//         never reads outside the frame needs no comparison.
// Stage   1 add the group's row    2 compare; `further` (one row further) belongs to stage 1
// Timing  LATENCY = 2, II = 1; clocks with ce
// Reset   rst clears the row
// Test    tests/hw/stages/test_conv.cpp
`default_nettype none
module bac_fold_border #(
    parameter CW       = 1,    // words of a position, >= 1
    parameter T        = 4,    // positions of a frame, >= 1
    parameter K        = 1,    // taps, >= 1
    parameter STRIDE   = 1,    // >= 1
    parameter PAD_LEFT = 0,    // 0..K-1
    parameter L        = 1,    // banks, >= 1
    parameter GROUPS   = 4,    // >= 1
    parameter OFFSET_BITS = 1  // >= 1
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   ce,
    input  wire                   step,     // on to the next group's row,
    input  wire                   restart,  // the next frame's
    input  wire [OFFSET_BITS-1:0] offset,
    input  wire [          L-1:0] further,
    output wire [          L-1:0] in_frame
);
    if (CW < 1 || T < 1 || K < 1 || STRIDE < 1) bac_error_illegal_CW_T_K_STRIDE u_error ();
    if (PAD_LEFT < 0 || PAD_LEFT >= K) bac_error_illegal_PAD_LEFT_K u_error ();
    if (L < 1 || GROUPS < 1 || OFFSET_BITS < 1) bac_error_illegal_L_GROUPS_OFFSET_BITS u_error ();

    localparam SCW = STRIDE * CW;
    localparam REACH = (GROUPS * L - 1) * STRIDE + K;  // positions, left padding included
    localparam BEHIND = (REACH > PAD_LEFT + T) ? 1 : 0;
    localparam DEEP = (GROUPS + 1) * SCW + (1 << OFFSET_BITS);
    localparam FW = $clog2(DEEP + 1);
    localparam integer LAST_START = PAD_LEFT + T;

    genvar b;
    generate
        if (PAD_LEFT > 0 || BEHIND != 0) begin : gen_border
            reg [FW-1:0] row_q;
            reg [FW-1:0] near1_q;
            wire [FW-1:0] far1;
            reg [L-1:0] in_frame_q;
            wire [FW-1:0] near = row_q + {{(FW - OFFSET_BITS) {1'b0}}, offset};
            assign in_frame = in_frame_q;
            always @(posedge clk) begin
                if (rst) row_q <= {FW{1'b0}};
                else if (step) row_q <= restart ? {FW{1'b0}} : row_q + SCW[FW-1:0];
                if (ce) near1_q <= near;
            end
            if (L > 1) begin : gen_far
                reg [FW-1:0] next_q;
                reg [FW-1:0] far1_q;
                always @(posedge clk) begin
                    if (rst) next_q <= SCW[FW-1:0];
                    else if (step) next_q <= restart ? SCW[FW-1:0] : next_q + SCW[FW-1:0];
                    if (ce) far1_q <= next_q + {{(FW - OFFSET_BITS) {1'b0}}, offset};
                end
                assign far1 = far1_q;
            end else begin : gen_near
                assign far1 = near1_q;
            end
            for (b = 0; b < L; b = b + 1) begin : gen_bank
                // Positions of the bank that lie in front of the frame, and up to its end.
                localparam integer A_REST = PAD_LEFT % (L * STRIDE) - b * STRIDE;
                localparam A_PART = (A_REST < 0) ? 0 : (A_REST > STRIDE) ? STRIDE : A_REST;
                localparam integer A = ((PAD_LEFT / (L * STRIDE)) * STRIDE + A_PART) * CW;
                localparam integer E_REST = LAST_START % (L * STRIDE) - b * STRIDE;
                localparam E_PART = (E_REST < 0) ? 0 : (E_REST > STRIDE) ? STRIDE : E_REST;
                localparam integer E = ((LAST_START / (L * STRIDE)) * STRIDE + E_PART) * CW;
                wire [FW-1:0] at = further[b] ? far1 : near1_q;
                wire begun;
                wire ended;
                if (A > 0) begin : gen_front
                    assign begun = (at >= A[FW-1:0]);
                end else begin : gen_no_front
                    assign begun = 1'b1;
                end
                if (BEHIND != 0) begin : gen_behind
                    assign ended = (at >= E[FW-1:0]);
                end else begin : gen_no_behind
                    assign ended = 1'b0;
                end
                always @(posedge clk) if (ce) in_frame_q[b] <= begun && !ended;
            end
        end else begin : gen_none
            assign in_frame = {L{1'b1}};
        end
    endgenerate
endmodule
`default_nettype wire
