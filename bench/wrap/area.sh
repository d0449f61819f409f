#!/bin/sh
# area.sh : what rtl/wrap/bac_axi.v costs beside the network in it, UltraScale+ by Yosys: a row of docs/results.md.
# The network is a black box of the shipped network's ports: 2 x 8 bits in, 24 logits of 16 bits and the class out.
set -eu
export LC_ALL=C
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >top.v <<'END'
(* blackbox *) module bac_top (
    input clk, input rst, input [15:0] s_axis_tdata, input s_axis_tvalid, output s_axis_tready, input s_axis_tlast,
    output [391:0] m_axis_tdata, output m_axis_tvalid, input m_axis_tready, output m_axis_tlast, output tlast_error
);
endmodule
END
# cost NAME PARAMETER VALUE...
cost() {
    name=$1 set=""
    shift
    while [ $# -gt 0 ]; do
        set="$set -set $1 $2"
        shift 2
    done
    yosys -l yosys.log -q -p "read_verilog top.v; \
        read_verilog -defer $here/rtl/wrap/*.v $here/rtl/arith/*.v $here/rtl/stream/*.v; chparam $set bac_axi; \
        hierarchy -top bac_axi; synth_xilinx -family xcup -nodsp -nowidelut -noiopad -flatten -top bac_axi; \
        tee -o stat.txt stat"
    awk -v target=xilinx -f "$here/bench/resources/cells.awk" stat.txt |
        awk -F, -v name="$name" '{ printf "%-44s %4d sites  %4d registers\n", name, $2, $3 }'
}
cost "streaming, class only" RESULT 0 LITE 0
cost "the same with AXI4-Lite" RESULT 0 LITE 1
cost "with margin and AXI4-Lite" RESULT 1 LITE 1 M_BYTES 3
cost "16-bit samples at a clock of their own, class" RESULT 0 LITE 0 SAMPLE_W 16 S_LANE 16 SHIFT 8 FIFO_AW 4
