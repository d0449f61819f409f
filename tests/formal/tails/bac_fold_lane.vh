// Proves the sum of w*x over the words of a channel and its bias, or the largest x, of those that are valid and no other; unchanged while ce is low; LATENCY
// Fault s/if (valid) acc_q/if (1'b1) acc_q/; s/if (valid \&\& (first || larger)) acc_q/if (first || larger) acc_q/
// Sums wrap. Until the first word of a channel has come, the result is whatever it was.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
reg [1:0] f_words;            // clocks with ce, 2 at most
reg [W-1:0] f_x1, f_x2;       // of stages 1 and 2
reg [WB-1:0] f_w1, f_w2;
reg f_known;
reg [OW-1:0] f_acc;
wire signed [WB-1:0] f_by1 = f_w1, f_by2 = f_w2;
wire signed [W:0] f_wide1 = {IS_SIGNED != 0 && f_x1[W-1], f_x1};
wire signed [W:0] f_wide2 = {IS_SIGNED != 0 && f_x2[W-1], f_x2};
wire signed [OW+W+WB:0] f_product1 = f_wide1 * f_by1;
wire signed [OW+W+WB:0] f_product2 = f_wide2 * f_by2;
wire f_more = (IS_SIGNED != 0) ? $signed(f_x2) > $signed(f_acc[W-1:0]) : f_x2 > f_acc[W-1:0];
always @(posedge clk) begin
    if (rst) f_words <= 0;
    else if (ce && f_words != 2) f_words <= f_words + 1;
    if (ce) {f_x2, f_w2, f_x1, f_w1} <= {f_x1, f_w1, x, w};
    f_known <= !rst && (f_known || ce && valid && first && f_words == 2);
    if (ce && valid) begin
        if (MODE == 0) f_acc <= (first ? bias : f_acc) + f_product2[OW-1:0];
        else if (first || f_more) f_acc <= f_x2;
    end
end
always @* if (f_run) begin
    assume (!valid || f_words == 2 && (first || f_known));
    if (f_known) assert (acc == f_acc);
    cover (f_known && valid && !first && ce && acc != 0);
    cover (f_known && valid && !ce);
end
generate
    if (MODE != 0) begin : f_max
        always @* if (f_run) begin
            if (f_words != 0) assert (gen_max.passed_q == f_x1);
            if (f_words == 2) assert (gen_max.x_q == f_x2);
        end
    end else begin : f_mac
        always @* if (f_run) if (f_words == 2) assert (gen_mac.product == f_product2[OW-1:0]);
        if (WB / 2 > 0) begin : f_halves
            wire signed [WB/2:0] f_low = {1'b0, f_w1[WB/2-1:0]};
            wire signed [WB-WB/2-1:0] f_high = f_w1[WB-1:WB/2];
            always @* if (f_run && f_words != 0) begin
                assert (gen_mac.upper_q == f_wide1 * f_high);
                assert (gen_mac.gen_halves.lower_q == f_wide1 * f_low);
            end
        end else begin : f_whole
            always @* if (f_run && f_words != 0) assert (gen_mac.upper_q == f_product1);
        end
    end
endgenerate
