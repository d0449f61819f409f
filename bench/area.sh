#!/bin/sh
# area.sh NET.bnet [PLAN.cfg [OUT]] : LUT, FF, BRAM, DSP of a network's generated Verilog by Yosys for
# UltraScale+. Five to twenty minutes and 3 GB for the shipped network. Full log and statistics in OUT
# (default build/area/NAME). "sites" are LUTs that are really occupied: Yosys counts the LUTs behind a
# carry chain as free when they only feed it.
#   sh bench/area.sh golden/nets/default.bnet golden/plans/default-serial-1.cfg
set -eu
net=${1:?usage: bench/area.sh NET.bnet [PLAN.cfg [OUT]]} plan=${2:-}
bac=${BAC:-build/release/bac}
out=${3:-build/area/$(basename "$net" .bnet)${plan:+-$(basename "$plan" .cfg)}}
mkdir -p "$out"
"$bac" rtl "$net" ${plan:+--plan "$plan"} -o "$out" >"$out/stages.txt"
cd "$out"
yosys -l yosys.log -q -p "read_verilog -defer rtl/*.v bac_top.v; \
    synth_xilinx -family xcup -nodsp -nowidelut -flatten -top bac_top; tee -o stat.txt stat"
awk '
    $1 ~ /^LUT[1-6]$/ { lut += $2; if ($1 <= "LUT3") small += $2; else large += $2 }
    $1 ~ /^SRL/ { srl += $2 }
    $1 ~ /^RAM(32|64)/ { ram += $2 * ($1 ~ /^RAM(32|64)M/ ? 8 : 1) }
    $1 ~ /^FD/ { ff += $2 }
    $1 == "CARRY4" { carry += $2 }
    $1 ~ /^RAMB/ { bram += $2 }
    $1 ~ /^DSP/ { dsp += $2 }
    $1 == "INV" { inverters += $2 }
    END {
        sites = srl + ram + large + (small > 4 * carry ? small : 4 * carry)
        printf "LUT %d (logic %d, shift register %d, memory %d)  FF %d  BRAM %d  DSP %d  " \
               "CARRY4 %d  INV %d  sites %d\n", lut + srl + ram, lut, srl, ram, ff, bram, dsp, carry,
            inverters, sites
    }' stat.txt
