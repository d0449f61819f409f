#!/bin/sh
# timing.sh NET.bnet FRAMES.npy [COUNT [LANES]] : the clocks of a network's plans, Verilog beside prediction, as
# the rows of the table in docs/timing.md. COUNT frames (4) of each plan: unrolled at 1, 2, 4, 8 and 16
# samples a clock; the last layer with 4 inputs a clock; folded with LANES (1) multipliers a layer. Each plan
# is verilated once: a minute or two. Values are compared with the C model and every link with the machine in
# every clock, as always.
#   sh bench/timing.sh golden/nets/default.bnet golden/frames/synthetic-48.npy
# PLANS="folded" does only those that are named: 1 2 4 8 16 inputs folded.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
bac=${BAC:-build/release/bac}
net=${1:?usage: bench/timing.sh NET.bnet FRAMES.npy [COUNT [LANES]]} frames=$2 count=${3:-4} lanes=${4:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number() { sed -n "s/.*\"$1\": *\([-0-9.a-z]*\).*/\1/p" "$work/$2" | head -1; }
predicted() { sed -n "s/.*\"predicted\".*\"$1\": *\([-0-9.]*\).*/\1/p" "$work/cosim"; }
row() { # TITLE PLAN
    "$bac" cosim "$net" "$frames" --plan "$2" --stall pace --frames "0:$count" --json >"$work/cosim" \
        2>/dev/null || { echo "bench/timing.sh: $1: the co-simulation found a fault" >&2; exit 1; }
    "$bac" cycles "$net" --plan "$2" --frames 1 --json >"$work/cycles"
    printf '| %s | %.3f | %.0f | %s | %s | %s of %s | %s of %s links | %.2f |\n' "$1" \
        "$(number cycles_per_frame cosim)" "$(predicted cycles_per_frame)" \
        "$(number latency_last cosim)" "$(predicted latency_last)" \
        "$(number mismatches cosim)" "$(number values cosim)" \
        "$(number lockstep_clocks cosim)" "$(number lockstep_links cosim)" "$(number milliseconds cycles)"
}
echo "| plan | clocks a frame | predicted | last sample to result | predicted | mismatches | lockstep, clocks | predicted in, ms |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
for plan in ${PLANS:-1 2 4 8 16 inputs folded}; do
    case $plan in
    inputs)
        "$bac" plan "$net" -o "$work/one.cfg" >/dev/null
        awk '/^layer/ { last = NR } { line[NR] = $0 }
             END { line[last] = line[last] " inputs=4"; for (i = 1; i <= NR; i++) print line[i] }' \
            "$work/one.cfg" >"$work/plan.cfg"
        row "unrolled, S = 1, last layer \`inputs=4\`" "$work/plan.cfg"
        ;;
    folded)
        "$bac" plan "$net" --style folded --lanes "$lanes" -o "$work/plan.cfg" >/dev/null
        row "folded, \`--lanes $lanes\`" "$work/plan.cfg"
        ;;
    *)
        "$bac" plan "$net" --samples-per-clock "$plan" -o "$work/plan.cfg" >/dev/null
        row "unrolled, S = $plan" "$work/plan.cfg"
        ;;
    esac
done
