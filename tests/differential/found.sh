#!/bin/sh
# found.sh SEED.. : networks that once were no network in Verilog, or gave two values, give one.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/differential/lib.sh
. "$ROOT/tests/differential/lib.sh"
for seed in "$@"; do
    generate "$seed" || fail "seed $seed: $(cat "$work/why")"
    simulate || fail "seed $seed: $(cat "$work/told") $(cat "$work/why")"
    checks=$((checks + 1))
done
finish
