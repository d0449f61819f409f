// Proves the sum of w*x over the words of a row, or the largest, of those that are valid and no other; x outside the frame is 0, or with max the least number; LATENCY
// Fault s/if (valid \&\& (first || !max || larger))/if (first || !max || larger)/; s/if (valid) acc_q/if (1'b1) acc_q/
// Sums wrap. Until a row's first word has come, the result is whatever it was; max stays as it is within a row.
wire rst = !f_ran;
`BAC_FORMAL_CLOCK
reg [1:0] f_words;        // clocks since the first, 2 at most
reg signed [W-1:0] f_x1;  // of stage 1
reg signed [OW+W+WB-1:0] f_product2;
reg f_known, f_max;       // f_max: the last word's row has the largest
reg signed [OW-1:0] f_acc;
wire signed [WB-1:0] f_by = w;
wire f_is_max = HAS_MAX != 0 && max;
wire signed [OW-1:0] f_now = f_product2;
always @(posedge clk) begin
    if (rst) f_words <= 0;
    else if (f_words != 2) f_words <= f_words + 1;
    f_x1 <= mask ? x : {f_is_max, {(W - 1) {1'b0}}};
    f_product2 <= f_x1 * f_by;
    f_known <= !rst && (f_known || valid && first);
    if (valid) f_max <= f_is_max;
    if (valid) f_acc <= first ? f_now : !f_is_max ? f_acc + f_now : (f_now > f_acc) ? f_now : f_acc;
end
always @* if (f_run) begin
    assume (!valid || f_words == 2 && (first || f_known));
    if (valid && !first) assume (f_is_max == f_max);
    if (valid && f_is_max) assume (f_now >= -(1 << (W - 1)) && f_now < 1 << (W - 1));  // w is 0 or 1
    if (f_words != 0) assert (x_q == f_x1);
    if (f_words == 2) assert (product_q == f_product2);
    if (f_known) assert (acc == f_acc);
    if (f_known && f_max) assert (f_acc >= -(1 << (W - 1)) && f_acc < 1 << (W - 1));
    cover (f_known && valid && !first && acc != 0);
    if (HAS_MAX != 0) cover (f_known && valid && !first && f_is_max && f_now > f_acc && f_acc < 0);
end
