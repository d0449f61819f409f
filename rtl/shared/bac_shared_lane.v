// bac_shared_lane.v : one multiply-accumulate or running maximum of the shared engine
//   acc = sum of w*x over the words of a row; with max, the largest w*x, w = 0 or 1
//   x is 0 where its position is outside the frame; with max, the least number
// Stage   1 mask   2 multiply   3 accumulate: complete in this register behind the row's last word.
//         first and valid are those of stage 3
// Timing  LATENCY = 3, II = 1
// Width   sums wrap; the last of a row fits OW by the generator's proof
// Reset   none: data only; the owner's control marks valid results
// Model   hw/stages/shared.c
// Test    tests/sim/cosim
`default_nettype none
module bac_shared_lane #(
    parameter W       = 8,   // bits of x, two's complement, >= 1
    parameter WB      = 8,   // bits of w, two's complement, >= 2
    parameter OW      = 16,  // bits of acc, >= W+1
    parameter HAS_MAX = 0    // 0..1
) (
    input  wire          clk,
    input  wire [ W-1:0] x,
    input  wire          mask,
    input  wire          max,
    input  wire [WB-1:0] w,      // of stage 2
    input  wire          valid,
    input  wire          first,
    output wire [OW-1:0] acc
);
    if (W < 1 || WB < 2 || OW <= W || HAS_MAX >> 1 != 0) bac_error_illegal_W_WB_OW_HAS_MAX u_error ();

    localparam PW = W + WB;
    reg signed [W-1:0] x_q;
    reg signed [PW-1:0] product_q;
    reg [OW-1:0] acc_q;
    wire signed [WB-1:0] w_signed = w;
    wire [OW-1:0] product;
    assign acc = acc_q;

    bac_cast #(
        .C        (1),
        .IW       (PW),
        .IS_SIGNED(1),
        .OW       (OW)
    ) u_product (
        .x(product_q),
        .y(product)
    );
    always @(posedge clk) product_q <= x_q * w_signed;
    generate
        if (HAS_MAX != 0) begin : gen_max
            wire larger = $signed(product[W-1:0]) > $signed(acc_q[W-1:0]);
            always @(posedge clk) begin
                x_q <= mask ? x : {max, {(W - 1) {1'b0}}};
                if (valid && (first || !max || larger)) acc_q <= ((first || max) ? {OW{1'b0}} : acc_q) + product;
            end
        end else begin : gen_sum
            always @(posedge clk) begin
                x_q <= mask ? x : {W{1'b0}};
                if (valid) acc_q <= (first ? {OW{1'b0}} : acc_q) + product;
            end
        end
    endgenerate
endmodule
`default_nettype wire
