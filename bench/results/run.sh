#!/bin/sh
# run.sh [DESIGNS.txt] : everything that docs/results.md says, predicted and measured, then the page.
# Each row: the plan's clocks and latency by the machine in C, the same measured in its Verilog with
# every value compared, its estimated size, and its synthesis (SYNTH=1; ten minutes and more each).
# results.csv is resumed: rows that are there are kept; delete a row to do it again.
#   GOLD=/path/to/bacalhaunet.bnet VGG10=/path/to/vgg10.bnet SYNTH=1 sh bench/results/run.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bac=${BAC:-build/release/bac} work=${WORK:-build/results} results=${RESULTS:-$here/results.csv}
synthesis=$here/synthesis.csv estimates=$here/estimates.csv frames=golden/frames/synthetic-48.npy count=${FRAMES:-4}
mkdir -p "$work"
# shellcheck source=bench/resources/lib.sh
. "$here/../resources/lib.sh"
[ -s "$results" ] || echo "net,plan,title,samples,clocks,clocks_measured,latency,latency_measured,values,mismatches" >"$results"
[ -s "$estimates" ] || echo "net,plan,sites,luts,ff,bram" >"$estimates"
[ -s "$synthesis" ] || echo "net,plan,lut,site,ff,carry,srl,ram,bram,dsp" >"$synthesis"
number() { sed -n "s/.*\"$1\": *\([-0-9.a-z]*\).*/\1/p" "$2" | head -1; }
predicted() { sed -n "s/.*\"predicted\".*\"$1\": *\([-0-9.]*\).*/\1/p" "$work/cosim"; }
of_total() { sed -n "/\"total\"/,/}/s/.*\"$1\": *\([0-9]*\).*/\1/p" "$work/size" | head -1; }

grep -v '^#' "${1:-$here/designs.txt}" | while read -r name plan title; do
    case $name in
    default | default-*) net=golden/nets/$name.bnet ;;
    gold) net=${GOLD:-} ;;
    *) net=${VGG10:-} ;;
    esac
    [ -n "$net" ] || continue
    file=$(plan_of "$net" "$plan")
    key="$name,$(echo "$plan" | tr ',' ' ')"
    if ! grep -qF "$key," "$results"; then
        echo "$name: $title: co-simulation" >&2
        "$bac" cosim "$net" "$frames" --plan "$file" --stall pace --frames "0:$count" --json >"$work/cosim"
        echo "$key,$(echo "$title" | tr ',' ';'),$(sed -n 's/^samples_per_clock *//p' "$file"),$(
            predicted cycles_per_frame),$(number cycles_per_frame "$work/cosim"),$(
            predicted latency_last),$(number latency_last "$work/cosim"),$(number values "$work/cosim"),$(
            number mismatches "$work/cosim")" >>"$results"
    fi
    # Prices change with every fit, and take milliseconds.
    "$bac" size "$net" --plan "$file" --json >"$work/size"
    grep -vF "$key," "$estimates" >"$work/estimates"
    echo "$key,$(of_total sites),$(of_total lut),$(of_total ff),$(of_total bram)" >>"$work/estimates"
    cp "$work/estimates" "$estimates"
    if [ -n "${SYNTH:-}" ] && ! grep -qF "$key," "$synthesis"; then
        echo "$name: $title: synthesis" >&2
        echo "$key,$(sh "$here/../resources/layer.sh" "$net" "$file" xilinx "" "$work/rtl-$$")" >>"$synthesis"
        rm -rf "$work/rtl-$$"
    fi
done
sh "$here/page.sh"
