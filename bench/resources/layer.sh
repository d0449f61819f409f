#!/bin/sh
# layer.sh NET.bnet PLAN.cfg FAMILY LAYER OUT [MORE] : one layer's stages, synthesised by themselves; MORE: a Yosys command on the result
# Prints lut,site,ff,carry,srl,ram,bram,dsp (cells.awk). PLAN "" is the default plan. FAMILY: xilinx,
# ecp5 or ice40. Generated files and logs in OUT. LAYER "" is the whole network, flattened.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
net=$1 plan=$2 family=$3 layer=$4 out=$5 more=${6:-}
bac=${BAC:-build/release/bac}
mkdir -p "$out"
"$bac" rtl "$net" ${plan:+--plan "$plan"} -o "$out" >/dev/null
if [ -n "$layer" ]; then
    stages=$("$bac" size "$net" ${plan:+--plan "$plan"} --counts |
        awk -F, -v layer="$layer" '$2 == layer { printf " %s", $1 } END { print " " }')
    awk -v stages="$stages" -f "$here/layer.awk" "$out/bac_top.v" >"$out/layer.v"
else
    cp "$out/bac_top.v" "$out/layer.v"
fi
case $family in
xilinx) synth="synth_xilinx -family xcup -nodsp -nowidelut -noiopad -flatten -top bac_top" ;;
ecp5) synth="synth_ecp5 -nodsp -nowidelut -top bac_top" ;;
ice40) synth="synth_ice40 -top bac_top" ;;
*)
    echo "layer.sh: no family '$family'; there are: xilinx ecp5 ice40" >&2
    exit 2
    ;;
esac
(cd "$out" && yosys -l yosys.log -q -p "read_verilog -defer rtl/*.v; read_verilog layer.v; $synth; \
    tee -o stat.txt stat; $more" >/dev/null 2>yosys.err)
awk -v target="$family" -f "$here/cells.awk" "$out/stat.txt"
