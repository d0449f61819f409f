#!/bin/sh
# serial.sh SEED : a random network with serial layers: the generated top and what a synthesiser reads of
# it pass Verilator -Wall, Icarus -Wall and Yosys' check; values, clocks and handshakes are right.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
status 0 "$TOOLS/../rtl/random_bnet" "$1" 40 "$work/net.bnet" "$work/frames.npy"
status 0 "$TOOLS/../sim/cosim/random_plan" "$1" "$work/net.bnet" "$work/plan.cfg"
[ "$(grep -c ' serial' "$work/plan.cfg")" -ge 8 ] || fail "seed $1 has lost its serial layers"
generate "$work/net.bnet" --plan "$work/plan.cfg"
lint
for pattern in pace none random:30 block:50; do
    status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --plan "$work/plan.cfg" --stall $pattern --json
    clean_run 40
    equal true "$(field lockstep_equal)" "lockstep, $pattern"
    [ $pattern != pace ] || as_predicted
done
finish
