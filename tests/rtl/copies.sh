#!/bin/sh
# copies.sh : synthesis for each family keeps all copies that bac_copies makes of a register; without them it makes one.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cat >"$work/top.v" <<'END'
module top(input wire clk, rst, x, input wire [5:0] d, output reg [5:0] q);
    wire [2:0] y;
    bac_copies #(.N(3)) u_copies (.clk(clk), .rst(rst), .ce(1'b1), .x(x), .y(y));
    genvar i;
    generate for (i = 0; i < 6; i = i + 1) begin : gen_bit
        always @(posedge clk) if (y[i/2]) q[i] <= d[i];
    end endgenerate
endmodule
END
sed 's/(\* keep = "true" \*)//' "$ROOT/rtl/stream/bac_copies.v" >"$work/merged.v"

# registers FILE SYNTHESIS...: flip-flops of the three copies and the six bits that they enable
registers() {
    file=$1
    shift
    yosys -p "read_verilog $file $work/top.v; $*; stat" |
        awk '/Printing statistics/ { n = 0 } $1 ~ /^(FD|SB_DFF|TRELLIS_FF)/ { n += $2 } END { print n }'
}
for synthesis in "synth_xilinx -family xcup -flatten -noiopad -top top" "synth_ice40 -top top" "synth_ecp5 -top top"; do
    equal 9 "$(registers "$ROOT/rtl/stream/bac_copies.v" "$synthesis")" "$synthesis"
    equal 7 "$(registers "$work/merged.v" "$synthesis")" "$synthesis, without keep"
done
finish
