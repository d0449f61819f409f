#!/bin/sh
# shared.sh gold|shipped : all 240 frames without stalls, 48 under each pattern and three seeds.
# Needs the networks and frames that are not ours to ship: $BAC_SHARED or ../shared; skipped (77)
# without them.
shared=${BAC_SHARED:-$ROOT/../shared}
[ -f "$shared/frames/synthetic-240.npy" ] || {
    echo "SKIPPED: needs frames/synthetic-240.npy and the networks beside it, in \$BAC_SHARED"
    exit 77
}
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
input=$shared/frames/synthetic-240.npy
if [ "$1" = gold ]; then
    net=$work/gold.bnet
    status 0 "$BAC" import "$shared/nets/bacalhaunet-ps007-gold.onnx" -o "$net"
else
    net=$ROOT/golden/nets/default.bnet
fi
status 0 "$BAC" cosim "$net" "$input" --json
clean_run 240
as_predicted
equal 1024.0 "$(field cycles_per_frame)" "clocks a frame"
echo "none: $(field values) values, latency $(field latency_last), $(field cycles_per_second) clocks/s"
[ "$1" = gold ] || { finish && exit; }
for pattern in random:30 burst:16 starve:50 block:50; do
    for seed in 1 2 3; do
        status 0 "$BAC" cosim "$net" "$input" --frames 96:144 --stall $pattern --seed $seed --json
        clean_run 48
    done
done
finish
