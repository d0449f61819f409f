#!/bin/sh
# layers.sh : three small layers, placed and routed again, are as on record.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/routed/lib.sh
. "$ROOT/tests/routed/lib.sh"
cd "$ROOT" || exit 1
export WORK="$work"
bac=$BAC
# shellcheck source=bench/resources/lib.sh
. bench/resources/lib.sh

again() { # NET PLAN LAYER
    row=$(grep "^$1,$(echo "$2" | tr ',' ' '),$3,hx8k,1," bench/routed/layers.csv)
    got=$(sh bench/routed/layer.sh "$1" "$(plan_of "$1" "$2")" "$3" hx8k 1 "$work/$3") || got="0,0,0"
    near "$(echo "$row" | cut -d, -f6)" "$(echo "$got" | cut -d, -f1)" "$3: logic cells"
    equal "$(echo "$row" | cut -d, -f7)" "$(echo "$got" | cut -d, -f2)" "$3: block memories"
    near "$(echo "$row" | cut -d, -f8)" "$(echo "$got" | cut -d, -f3)" "$3: MHz"
}
again golden/nets/default-0099.bnet --style,folded block1_dw_q
again tests/nets/tiny.bnet --style,folded dw1
again tests/nets/tiny.bnet - pw1
finish
