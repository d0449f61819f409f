#!/bin/sh
# plans.sh FIRST COUNT RUNS FRAMES : COUNT random networks from seed FIRST on, each built by a random plan,
# each run RUNS times under every stall pattern: the Verilog and the machine agree on every link in every
# clock.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
first=$1 count=$2 runs=$3 n=$4
seed=$first
triples=0 clocks=0
while [ "$seed" -lt $((first + count)) ]; do
    "$TOOLS/../rtl/random_bnet" "$seed" "$n" "$work/net.bnet" "$work/frames.npy" || fail "no network"
    "$TOOLS/../sim/cosim/random_plan" "$seed" "$work/net.bnet" "$work/plan.cfg" || fail "no plan"
    for pattern in none pace random:$((5 + seed % 80)) burst:$((1 + seed % 17)) starve:60 block:60; do
        run=0
        while [ "$run" -lt "$runs" ]; do
            run=$((run + 1))
            status 0 "$BAC" cosim "$work/net.bnet" "$work/frames.npy" --plan "$work/plan.cfg" \
                --stall "$pattern" --seed $((1000 * seed + run)) --json
            clean_run "$n"
            equal true "$(field lockstep_equal)" lockstep
            triples=$((triples + 1))
            clocks=$((clocks + $(field lockstep_clocks)))
            case $pattern in # whose seed decides only what registers hold before reset
            none) break ;;
            pace)
                equal "$(field predicted latency_last)" "$(field latency_last)" "last sample to result"
                break
                ;;
            esac
        done
    done
    if [ "$failures" -gt 0 ]; then
        cat "$work/plan.cfg" "$work/err"
        echo "replay: BAC=$BAC TOOLS=$TOOLS ROOT=$ROOT BAC_CACHE=$BAC_CACHE sh $0 $seed 1 $runs $n"
        break
    fi
    seed=$((seed + 1))
done
echo "seeds $first to $((seed - 1)): $triples runs, $clocks clocks of every link equal"
finish
