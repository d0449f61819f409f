#!/bin/sh
# area.sh NET.bnet [PLAN.cfg [OUT]] : LUT, FF, BRAM, DSP of a network's generated Verilog by Yosys for
# UltraScale+. Five to twenty minutes and 3 GB for the shipped network. Full log and statistics in OUT
# (default build/area/NAME). "sites" are LUTs that are really occupied: Yosys counts the LUTs behind a
# carry chain as free when they only feed it.
#   sh bench/area.sh golden/nets/default.bnet golden/plans/default-serial-1.cfg
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
net=${1:?usage: bench/area.sh NET.bnet [PLAN.cfg [OUT]]} plan=${2:-}
bac=${BAC:-build/release/bac}
out=${3:-build/area/$(basename "$net" .bnet)${plan:+-$(basename "$plan" .cfg)}}
cells=$(cd "$(dirname "$0")/resources" && pwd)/cells.awk
mkdir -p "$out"
"$bac" rtl "$net" ${plan:+--plan "$plan"} -o "$out" >"$out/stages.txt"
cd "$out"
yosys -l yosys.log -q -p "read_verilog -defer rtl/*.v bac_top.v; \
    synth_xilinx -family xcup -nodsp -nowidelut -flatten -top bac_top; tee -o stat.txt stat"
inverters=$(awk '$1 == "INV" { print $2 }' stat.txt)
awk -v target=xilinx -f "$cells" stat.txt | awk -F, -v inverters="${inverters:-0}" '{
    printf "LUT %d (logic %d, shift register %d, memory %d)  FF %d  BRAM %d  DSP %d  CARRY4 %d  INV %d  sites %d\n",
        $1 + $5 + $6, $1, $5, $6, $3, $7, $8, $4, inverters, $2
}'
