#!/bin/sh
# samples.sh NET FRAMES COUNT S... : S samples a clock, a frame in 1/S of the clocks, no fault, with
# and without stalls.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
net=$1 input=$2 count=$3
shift 3
for samples; do
    for pattern in none random:30 block:50; do
        status 0 "$BAC" cosim "$net" "$input" --samples-per-clock "$samples" --stall $pattern --json
        clean_run "$count"
        [ $pattern != none ] || as_predicted
    done
    echo "$samples samples a clock: $(field values) values"
done
finish
