#!/bin/sh
# engine.sh NET FRAMES COUNT LANES... : one engine with so many lanes for a whole network: no fault in value,
# protocol or lockstep, with and without stalls, and clocks as predicted.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
net=$1 input=$2 count=$3
shift 3
for lanes in "$@"; do
    status 0 "$BAC" plan "$net" --style shared --lanes "$lanes" -o "$work/plan.cfg"
    grep -q "^style  shared lanes=$lanes$" "$work/plan.cfg" || fail "no plan of one engine: $(cat "$work/plan.cfg")"
    for pattern in pace none random:30 block:50; do
        status 0 "$BAC" cosim "$net" "$input" --plan "$work/plan.cfg" --frames "0:$count" --stall $pattern \
            --seed 7 --json
        clean_run "$count"
        equal true "$(field lockstep_equal)" "lockstep of $lanes lanes, $pattern"
        [ $pattern != pace ] || as_predicted
    done
    echo "$lanes lanes: $(field values) values, $(field predicted cycles_per_frame) clocks a frame"
done
finish
