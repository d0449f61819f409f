#!/bin/sh
# random.sh SEED : a random network through the generator, Verilator and the co-simulation, without
# stalls and with.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
seed=$1
echo "replay: BAC=$BAC TOOLS=$TOOLS ROOT=$ROOT BAC_CACHE=$BAC_CACHE sh $0 $seed"
"$TOOLS/../rtl/random_bnet" "$seed" 20 "$work/net.bnet" "$work/frames.npy" || fail "no network"
status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --seed "$seed" --json
clean_run 20
[ "$(field predicted applies)" = true ] && as_predicted
for pattern in random:40 burst:5 starve:60 block:60; do
    status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --stall "$pattern" --seed "$seed" --json
    clean_run 20
done
finish
