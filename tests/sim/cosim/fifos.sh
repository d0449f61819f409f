#!/bin/sh
# fifos.sh NET FRAMES COUNT PLAN_OPTION... : in the Verilog, every computed FIFO depth is enough at the
# frames' pace, and with one beat less some stage waits that did not wait before.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
net=$1 input=$2 count=$3
shift 3
status 0 "$BAC" plan "$net" "$@" -o "$work/plan.cfg"

# run FIFO_OPTION... : at the frames' pace; the clocks that each link stood still go to $work/stalled.
run() {
    status 0 "$BAC" cosim "$net" "$input" --plan "$work/plan.cfg" --stall pace --links \
        --json "$@"
    clean_run "$count"
    equal true "$(field lockstep_equal)" "lockstep $*"
    sed -n 's/.*"name": "\([^"]*\)".*"stalled": \([0-9]*\).*/\1 \2/p' "$work/out" >"$work/stalled"
}

run
as_predicted
equal true "$(field predicted applies)" "predictions of the computed depths"
cp "$work/stalled" "$work/enough"
status 0 "$BAC" rtl "$net" --plan "$work/plan.cfg" -o "$work/rtl" --json
sed -n 's/.*"name": "\([^"]*\)".*/\1/p; s/.*"fifo_depth": \([0-9]*\).*/\1/p' "$work/out" |
    awk '/^[0-9]+$/ { if ($1 > 1) print name, $1 } { name = $1 }' >"$work/fifos"
tried=0
while read -r fifo depth; do
    tried=$((tried + 1))
    run --fifo "$fifo=$((depth - 1))"
    equal false "$(field predicted applies)" "predictions with $fifo=$((depth - 1))"
    late=$(awk 'NR == FNR { before[$1] = $2; next } before[$1] == 0 && $2 > 0 { print $1; exit }' \
        "$work/enough" "$work/stalled")
    [ -n "$late" ] || fail "$fifo of $depth beats would do with one less"
    echo "$fifo: $depth beats; with one less, $late waits"
done <"$work/fifos"
[ "$tried" -gt 0 ] || fail "no FIFO was tried"
finish
