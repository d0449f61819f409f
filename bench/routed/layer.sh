#!/bin/sh
# layer.sh NET.bnet PLAN.cfg LAYER DEVICE SEED OUT : one layer between shift registers, placed and routed
# Prints cells,memories,mhz. PLAN "" is the default plan. DEVICE: hx8k or up5k. Files and logs in OUT.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
net=$1 plan=$2 layer=$3 device=$4 seed=$5 out=$6
bac=${BAC:-build/release/bac}
case $device in
hx8k) synth=hx options="--hx8k --package ct256 --freq 200" ;;
up5k) synth=u options="--up5k --package sg48 --freq 80" ;;
*)
    echo "layer.sh: no device '$device'; there are: hx8k up5k" >&2
    exit 2
    ;;
esac
mkdir -p "$out"
"$bac" rtl "$net" ${plan:+--plan "$plan"} -o "$out" >/dev/null
stages=$("$bac" size "$net" ${plan:+--plan "$plan"} --counts |
    awk -F, -v layer="$layer" '$2 == layer { printf " %s", $1 } END { print " " }')
awk -v stages="$stages" -f "$here/../resources/layer.awk" "$out/bac_top.v" >"$out/layer.v"
awk -f "$here/harness.awk" "$out/layer.v" >"$out/harness.v"
cd "$out"
cat layer.v rtl/*.v ./*.mem >now 2>/dev/null || true # a layer may have no images
if [ ! -s routed.json ] || ! cmp -s now synthesised; then
    yosys -q -l yosys.log -p "read_verilog -defer rtl/*.v; read_verilog layer.v harness.v; \
        synth_ice40 -device $synth -top bac_layer -json routed.json" >/dev/null
    mv now synthesised
fi
# shellcheck disable=SC2086 # a list of words
nextpnr-ice40 $options --json routed.json --seed "$seed" --timing-allow-fail -q -l "seed-$seed.log" 2>/dev/null
awk '$2 == "ICESTORM_LC:" { cells = $3 + 0 } $2 == "ICESTORM_RAM:" { memories = $3 + 0 }
    /Max frequency for clock/ { sub(/.*: /, ""); mhz = $1 }
    END { if (!mhz) exit 1; printf "%d,%d,%.2f\n", cells, memories, mhz }' "seed-$seed.log"
