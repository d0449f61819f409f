// bac_fold_lane.v : one multiply-accumulate, or one running maximum
//   MODE 0   acc = bias + sum of w*x over the words of a channel
//   MODE 1   acc = max of x over them
// Stage   1 multiply by each half of w (MODE 1: pass)    2 add the halves (MODE 1: pass)
//         3 accumulate: complete in this register behind the channel's last word. valid, first and bias
//         are those of stage 2.
// Timing  LATENCY = 3, II = 1; clocks with ce
// Width   sums wrap; the last of a channel fits OW by the generator's proof
// Reset   none: data only; the owner's control marks valid results
// Test    tests/hw/stages/test_conv.cpp, tests/hw/stages/test_fc.cpp
`default_nettype none
module bac_fold_lane #(
    parameter MODE      = 0,  // 0..1
    parameter W         = 8,  // bits of x, >= 1
    parameter IS_SIGNED = 0,  // 1: x is two's complement, 0..1
    parameter WB        = 8,  // bits of w, two's complement, >= 1
    parameter OW        = 16  // bits of acc; MODE 1: W, >= 1
) (
    input  wire          clk,
    input  wire          ce,
    input  wire [ W-1:0] x,
    input  wire [WB-1:0] w,
    input  wire          valid,  // stage 2 holds a word,
    input  wire          first,  // the first of its channel
    input  wire [OW-1:0] bias,
    output wire [OW-1:0] acc
);
    if (W < 1 || WB < 1 || OW < 1 || (MODE == 1 && OW != W)) bac_error_illegal_W_WB_OW_MODE u_error ();
    if ((MODE | IS_SIGNED) >> 1 != 0) bac_error_illegal_MODE_IS_SIGNED u_error ();

    reg [OW-1:0] acc_q;
    assign acc = acc_q;
    generate
        if (MODE != 0) begin : gen_max
            // Signed words compare in offset binary (see bac_search).
            localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};
            reg [W-1:0] passed_q;
            reg [W-1:0] x_q;
            wire larger = ((x_q ^ OFFSET) > (acc_q ^ OFFSET));
            always @(posedge clk)
                if (ce) begin
                    passed_q <= x;
                    x_q      <= passed_q;
                    if (valid && (first || larger)) acc_q <= x_q;
                end
        end else begin : gen_mac
            localparam XW = (IS_SIGNED != 0) ? W : W + 1;
            localparam PW = WB + XW;
            localparam LB = WB / 2;  // bits of the lower half, unsigned; the upper one has w's sign
            wire signed [XW-1:0] x_wide;
            wire signed [WB-LB-1:0] w_upper = w[WB-1:LB];
            reg signed [PW-LB-1:0] upper_q;
            reg signed [PW-1:0] product_q;
            wire [OW-1:0] product;
            bac_cast #(
                .C        (1),
                .IW       (W),
                .IS_SIGNED(IS_SIGNED),
                .OW       (XW)
            ) u_extend (
                .x(x),
                .y(x_wide)
            );
            bac_cast #(
                .C        (1),
                .IW       (PW),
                .IS_SIGNED(1),
                .OW       (OW)
            ) u_cast (
                .x(product_q),
                .y(product)
            );
            if (LB > 0) begin : gen_halves
                wire signed [LB:0] w_lower = {1'b0, w[LB-1:0]};
                reg signed [LB+XW-1:0] lower_q;
                // The lowest LB bits are the lower half's; the sum of the others carries nothing out.
                wire signed [PW-LB-1:0] carried = {{(WB - LB) {lower_q[LB+XW-1]}}, lower_q[LB+XW-1:LB]};
                wire signed [PW-LB-1:0] sum = upper_q + carried;
                always @(posedge clk)
                    if (ce) begin
                        lower_q   <= x_wide * w_lower;
                        product_q <= {sum, lower_q[LB-1:0]};
                    end
            end else begin : gen_whole
                always @(posedge clk) if (ce) product_q <= upper_q;
            end
            always @(posedge clk)
                if (ce) begin
                    upper_q <= x_wide * w_upper;
                    if (valid) acc_q <= (first ? bias : acc_q) + product;
                end
        end
    endgenerate
endmodule
`default_nettype wire
