#!/bin/sh
# machine.sh NET FRAMES [COSIM OPTION...] : clocks a second of the machine in C and of the verilated top
# of the same plan, one after the other on the same processor, and their ratio. The co-simulation counts
# what it always does: C model, comparison of every value, the machine itself in lockstep.
#   BAC=build/release/bac sh bench/machine.sh golden/nets/default.bnet golden/frames/synthetic-48.npy
set -eu
bac=${BAC:-build/release/bac}
net=$1 frames=$2
shift 2
number() { sed -n "s/.*\"$1\": \([0-9.]*\).*/\1/p" "$3" | sed -n "$2p"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bac" cosim "$net" "$frames" "$@" --frames 0:1 --json >"$work/built" # builds the model when needed
for pattern in none random:30; do
    "$bac" cosim "$net" "$frames" "$@" --stall $pattern --json >"$work/cosim"
    "$bac" cycles "$net" "$@" --stall $pattern --frames 1000 --json >"$work/cycles"
    hardware=$(number cycles_per_second 1 "$work/cosim") machine=$(number clocks_per_second 1 "$work/cycles")
    echo "$pattern: verilated $hardware clocks/s, machine $machine clocks/s," \
        "$(awk -v a="$machine" -v b="$hardware" 'BEGIN { printf "%.0f", a / b }') times;" \
        "$(number lockstep_clocks 1 "$work/cosim") clocks of $(number lockstep_links 1 "$work/cosim") links equal"
done
