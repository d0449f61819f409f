#!/bin/sh
# wide.sh SHAPE SEED PLAN... : a QONNX network with streams that have no quantiser (make_wide) through importer,
# C model and RTL: 99.5 % of the classes of 2,000 frames are those of float64. PLAN: unrolled.1, unrolled.2 (one
# and two samples a clock), serial, folded.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
status 0 "$TOOLS/../onnx/import/make_wide" "$1" "$2" "$work/net.onnx" 2000 "$work/frames.npy"
status 0 "$BAC" import "$work/net.onnx" -o "$work/net.bnet" --check "$work/frames.npy" --json
equal 2000 "$(field check frames)" "frames checked"
[ "$(field check differ)" -le 10 ] || fail "$(field check differ) classes of 2,000 differ from float64"
echo "$1: $(field check differ) classes of 2,000 differ, $(field check ties) of them ties"
status 0 "$BAC" plan "$work/net.bnet" -o "$work/unrolled.1.cfg"
status 0 "$BAC" plan "$work/net.bnet" --samples-per-clock 2 -o "$work/unrolled.2.cfg"
status 0 "$BAC" plan "$work/net.bnet" --style serial -o "$work/serial.cfg"
status 0 "$BAC" plan "$work/net.bnet" --style folded --lanes 2 -o "$work/folded.cfg"
grep -q serial "$work/serial.cfg" || fail "no layer is serial"
shape=$1
shift 2
for plan in "$@"; do
    for pattern in pace random:30; do
        status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --plan "$work/$plan.cfg" \
            --stall $pattern --frames 0:5 --json
        clean_run 5
        equal true "$(field lockstep_equal)" "lockstep of $plan, $pattern"
        [ $pattern = pace ] || continue
        as_predicted
        measured="$(field cycles_per_frame) clocks a frame, latency $(field latency_last), $(field values) values"
    done
    status 0 "$BAC" size "$work/net.bnet" --plan "$work/$plan.cfg" --json
    echo "$shape, $plan: $measured, $(field total sites) sites estimated"
done
finish
