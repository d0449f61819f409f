#!/bin/sh
# branches.sh SEED : a QONNX network with parallel branches through importer, C model and RTL, one
# and two samples a clock.
# shellcheck source=tests/cli/lib.sh
. "$ROOT/tests/cli/lib.sh"
# shellcheck source=tests/cosim/lib.sh
. "$ROOT/tests/cosim/lib.sh"
status 0 "$TOOLS/../import/make_branches" "$1" "$work/net.onnx" 6 "$work/frames.npy"
status 0 "$BAC" import "$work/net.onnx" -o "$work/net.bnet"
for samples in 1 2; do
    for pattern in none random:30; do
        status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --samples-per-clock $samples \
            --stall $pattern --json
        clean_run 6
        [ $pattern != none ] || as_predicted
    done
done
finish
