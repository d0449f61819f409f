#!/bin/sh
# tlm.sh : bac::accelerator through its socket, for three plans of the tiny network and random traffic: values of the
# reference, clocks of the machine, phases, refusals, every register of rtl/wrap/registers.json (tlm.cpp). A plan that cannot move is refused, not waited for.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}"
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
# shellcheck source=tests/bindings/systemc/build.sh
. "$ROOT/tests/bindings/systemc/build.sh"
status 0 build_tlm "$work"
status 0 "$BAC" rtl "$tiny" --registers --testbench "$ROOT/tests/sim/cosim/tiny-frames.npy" -o "$work/ip"
sha=$(sed -n 's/.*"sha256": "\([0-9a-f]*\)".*/\1/p' "$work/ip/bac_ip.json")
equal 64 ${#sha} "digits of the network's hash"
for style in unrolled folded serial shared; do
    status 0 "$BAC" plan "$tiny" --style $style -o "$work/plan.cfg"
    for seed in 1 2 3; do
        status 0 "$work/tlm" "$tiny" "$work/plan.cfg" check $seed "$sha"
        says '^[1-9][0-9]* checks, 0 failures$'
        cat "$work/out"
    done
done
status 0 "$work/tlm" "$tiny" "$work/plan.cfg" speed 200
says '^reference [0-9]* frames a second, TLM loosely timed [0-9]*, '
status 3 "$work/tlm" nowhere.bnet "$work/plan.cfg" check 1
complains nowhere.bnet
printf 'plan 1\nnetwork long_residual\nfifo sum_in1_fifo 1\n' >"$work/stuck.cfg"
sed -i "s/long_residual/$(awk '$1 == "name" { print $2; exit }' "$ROOT/tests/sim/cosim/long_residual.bnet")/" "$work/stuck.cfg"
status 1 "$work/tlm" "$ROOT/tests/sim/cosim/long_residual.bnet" "$work/stuck.cfg" speed 2
says '^FAIL: .*sum_in1_fifo'
finish
