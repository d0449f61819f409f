#!/bin/sh
# machine.sh NET FRAMES [COSIM OPTION...] : clocks of the machine in C and of the verilated top of the same
# plan, for each second of processor time, one run after the other, and their ratio. The co-simulation
# does what it always does: C model, comparison of every value, the machine itself in lockstep.
#   BAC=build/release/bac sh bench/machine.sh golden/nets/default.bnet golden/frames/synthetic-48.npy
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
bac=${BAC:-build/release/bac}
net=$1 frames=$2
shift 2
number() { sed -n "s/.*\"$1\": \([0-9.]*\).*/\1/p" "$2" | head -1; }
# seconds OUT COMMAND...: processor time that it took
seconds() {
    # shellcheck disable=SC2016 # the inner shell expands it
    sh -c 'out=$1; shift; "$@" >"$out"; times' sh "$@" |
        sed -n '2s/\([0-9]*\)m\([0-9.]*\)s \([0-9]*\)m\([0-9.]*\)s/\1 \2 \3 \4/p' |
        awk '{ print 60 * ($1 + $3) + $2 + $4 }'
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bac" cosim "$net" "$frames" "$@" --frames 0:1 --json >"$work/built" # builds the model when needed
for pattern in none random:30; do
    hardware=$(seconds "$work/cosim" "$bac" cosim "$net" "$frames" "$@" --stall $pattern --json)
    machine=$(seconds "$work/cycles" "$bac" cycles "$net" "$@" --stall $pattern --frames 2000 --json)
    awk -v name=$pattern -v a="$(number clocks "$work/cycles")" -v b="$machine" \
        -v c="$(number cycles "$work/cosim")" -v d="$hardware" -v n="$(number lockstep_links "$work/cosim")" \
        'BEGIN { printf "%s: verilated %.0f clocks/s, machine %.0f clocks/s, %.0f times; %d clocks of %d links equal\n",
                 name, c / d, a / b, a / b / (c / d), c, n }'
done
