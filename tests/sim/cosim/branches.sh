#!/bin/sh
# branches.sh SEED PLAN... : a QONNX network with parallel branches through importer, C model and RTL. PLAN: unrolled.1,
# unrolled.2 (one and two samples a clock), folded, mixed (every second layer folded).
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
status 0 "$TOOLS/../onnx/import/make_branches" "$1" "$work/net.onnx" 6 "$work/frames.npy"
status 0 "$BAC" import "$work/net.onnx" -o "$work/net.bnet"
status 0 "$BAC" plan "$work/net.bnet" -o "$work/unrolled.1.cfg"
status 0 "$BAC" plan "$work/net.bnet" --samples-per-clock 2 -o "$work/unrolled.2.cfg"
status 0 "$BAC" plan "$work/net.bnet" --style folded --lanes 4 -o "$work/folded.cfg"
awk '/^samples/ { $2 = 2 } /^layer/ && n++ % 2 { sub("folded.*", "unrolled") } { print }' \
    "$work/folded.cfg" >"$work/mixed.cfg"
shift
for plan in "$@"; do
    for pattern in pace none random:30; do
        status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --plan "$work/$plan.cfg" \
            --stall $pattern --json
        clean_run 6
        equal true "$(field lockstep_equal)" "lockstep of $plan, $pattern"
        [ $pattern != pace ] || as_predicted
    done
    echo "$plan: $(field values) values, $(field predicted cycles_per_frame) clocks a frame"
done
finish
