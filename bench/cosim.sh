#!/bin/sh
# cosim.sh NET FRAMES [JOBS] : co-simulated frames a second with everything checked: of one process, by its processor
# time and by the clock, and of JOBS (2) processes over parts of the frames by the clock, in turns, the best of five.
# The ratio means something only on JOBS idle cores: the load is printed with it.
#   BAC=build/release/bac sh bench/cosim.sh golden/nets/default.bnet golden/frames/synthetic-48.npy
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
bac=${BAC:-build/release/bac}
net=$1 frames=$2 jobs=${3:-2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number() { sed -n "s/.*\"$1\": \([0-9.]*\).*/\1/p" "$work/out" | head -1; }
# run JOBS: "frames wall-seconds processor-seconds"
run() {
    # shellcheck disable=SC2016 # the inner shell expands it
    used=$(sh -c 'out=$1; shift; "$@" >"$out"; times' sh "$work/out" "$bac" cosim "$net" "$frames" --json --jobs "$1" |
        sed -n '2s/\([0-9]*\)m\([0-9.]*\)s \([0-9]*\)m\([0-9.]*\)s/\1 \2 \3 \4/p' |
        awk '{ print 60 * ($1 + $3) + $2 + $4 }')
    echo "$1 $(number frames) $(number seconds) $used"
}
"$bac" cosim "$net" "$frames" --frames 0:2 --json >"$work/built" # builds the model when needed
for _ in 1 2 3 4 5; do
    run 1
    run "$jobs"
done >"$work/runs"
awk -v jobs="$jobs" -v load="$(cut -d' ' -f1 /proc/loadavg)" '
    { wall = $2 / $3; own = $2 / $4 }
    $1 == 1 { if (wall > one) one = wall; if (own > core) core = own }
    $1 != 1 { if (wall > many) many = wall }
    END { printf "one process: %.0f frames/s of processor time, %.0f by the clock; %d processes: %.0f by the clock, %.2f times; load %s\n",
              core, one, jobs, many, many / one, load }' "$work/runs"
