#!/bin/sh
# folded.sh NET FRAMES COUNT LANES : every layer folded, every second one, and that at two samples a
# clock: no fault in value, protocol or lockstep, with and without stalls, and clocks as predicted.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
net=$1 input=$2 count=$3
status 0 "$BAC" plan "$net" --style folded --lanes "$4" -o "$work/all.cfg"
awk '/^layer/ && n++ % 2 { sub("folded.*", "unrolled") } { print }' "$work/all.cfg" >"$work/half.cfg"
awk '/^samples/ { $2 = 2 } { print }' "$work/half.cfg" >"$work/fast.cfg"
for plan in all half fast; do
    for pattern in pace none random:30 block:50; do
        status 0 "$BAC" cosim "$net" "$input" --plan "$work/$plan.cfg" --stall $pattern --json
        clean_run "$count"
        [ $pattern != pace ] || as_predicted
    done
    echo "$plan folded: $(field values) values, $(field predicted cycles_per_frame) clocks a frame"
done
finish
