// tb_sample.v : rtl/wrap/bac_sample.v against the reference's quantiser, every sample, with pauses on both sides
// Defines W, SHIFT, OW. Plusarg +codes=FILE: what sample_codes prints. Ends with "PASS n samples" or FAIL lines.
`timescale 1ns / 1ns
`default_nettype none
module tb_sample;
    localparam LO = -(1 << (`OW - 1)), HI = (1 << (`OW - 1)) - 1, N = 1 << `W;
    reg clk = 0, rst = 1, valid = 0, ready = 0;
    always #5 clk = !clk;
    reg [15:0] codes[0:N-1];
    reg [31:0] in = 0;
    wire [15:0] out;
    wire in_ready, out_valid;
    reg [8*1024-1:0] path;
    integer sent = 0, got = 0, bad = 0, seed = 5;

    bac_sample #(
        .C(1), .W(`W), .S_LANE(32), .SHIFT(`SHIFT), .OW(`OW), .M_LANE(16), .LO(LO), .HI(HI)
    ) dut (
        .clk(clk), .rst(rst), .s_axis_tdata(in), .s_axis_tvalid(valid), .s_axis_tready(in_ready), .m_axis_tdata(out),
        .m_axis_tvalid(out_valid), .m_axis_tready(ready)
    );

    initial begin
        if (!$value$plusargs("codes=%s", path)) $display("FAIL no +codes");
        $readmemh(path, codes);
        repeat (3) @(negedge clk);
        rst = 0;
        while (got < N && bad < 5) begin
            if (!valid && sent < N && $random(seed) % 4 != 0) begin
                valid = 1;
                in = sent;
                in[31:16] = $random(seed);  // above W bits is nothing to read
            end
            ready = $random(seed) % 4 != 0;
            #1;
            if (out_valid && ready) begin
                if (out[`OW-1:0] !== codes[got][`OW-1:0]) begin
                    bad = bad + 1;
                    $display("FAIL sample %0d: code %h, expected %h", got, out, codes[got]);
                end
                got = got + 1;
            end
            if (valid && in_ready) begin
                sent = sent + 1;
                @(posedge clk) #1 valid = 0;
            end else @(posedge clk);
            @(negedge clk);
        end
        if (bad == 0) $display("PASS %0d samples", got);
        $finish;
    end
endmodule
`default_nettype wire
