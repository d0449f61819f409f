#!/bin/sh
# planned.sh NET FRAMES COUNT PLAN : a network by a plan: no fault in value, protocol or lockstep, with and
# without stalls, and clocks as predicted.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
for pattern in pace none random:30 burst:16 block:50; do
    status 0 "$BAC" cosim "$1" "$2" --plan "$4" --frames "0:$3" --stall $pattern --seed 5 --json
    clean_run "$3"
    equal true "$(field lockstep_equal)" "lockstep, $pattern"
    [ $pattern != pace ] || as_predicted
done
echo "$(field values) values, $(field predicted cycles_per_frame) clocks a frame"
finish
