#!/bin/sh
# matrix.sh NET FRAMES COUNT PATTERN SEED... : no fault in value, protocol or time under a stall
# pattern, and the pattern did slow the machine down.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
net=$1 input=$2 count=$3 pattern=$4
shift 4
for seed; do
    status 0 "$BAC" cosim "$net" "$input" --stall "$pattern" --seed "$seed" --json
    clean_run "$count"
    echo "$pattern seed $seed: $(field values) values, $(field cycles_per_frame) clocks a frame," \
        "$(field cycles_per_second) clocks a second"
    if [ "$pattern" = none ]; then
        as_predicted
    else
        slower=$(field cycles_per_frame) limit=$(field predicted cycles_per_frame)
        awk -v a="$slower" -v b="$limit" 'BEGIN { exit !(a > b) }' ||
            fail "$pattern did not stall: $slower clocks a frame"
        checks=$((checks + 1))
    fi
done
finish
