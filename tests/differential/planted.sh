#!/bin/sh
# planted.sh : each fault of planted.txt, planted in the Verilog, is noticed by the networks that stand beside it.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/differential/lib.sh
. "$ROOT/tests/differential/lib.sh"
while IFS=@ read -r module fault seeds what; do
    module=${module%% *}
    case $module in '' | '#'*) continue ;; esac
    noticed=no
    for seed in $seeds; do
        generate "$seed" || fail "seed $seed: $(cat "$work/why")"
        [ -f "$work/rtl/rtl/$module.v" ] || continue
        cp "$work/rtl/rtl/$module.v" "$work/whole.v"
        sed -i "$fault" "$work/rtl/rtl/$module.v"
        cmp -s "$work/rtl/rtl/$module.v" "$work/whole.v" && fail "nothing planted in $module: $fault"
        simulate && continue
        grep -q '^FAIL' "$work/why" || fail "$module: no verdict: $(cat "$work/why")"
        noticed=yes
        break
    done
    equal yes "$noticed" "noticed:$what ($module)"
done <"$ROOT/tests/differential/planted.txt"
finish
