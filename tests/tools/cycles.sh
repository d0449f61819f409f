#!/bin/sh
# cycles.sh : bac cycles and bac diff: figures, timeline, traces, deadlock, complaints.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
field() {
    "$json_get" "$@" <"$work/out" || fail "no such field: $*"
}
long=$ROOT/tests/sim/cosim/long_residual.bnet

# ticking and the closed form
for net in "$tiny" "$long"; do
    status 0 "$BAC" cycles "$net" --json
    equal true "$(field predicted applies)" "closed form applies"
    equal "$(field predicted clocks_per_frame)" "$(field clocks_per_frame)" "clocks a frame"
    for which in latency_first latency_last; do
        equal "$(field predicted $which)" "$(field $which 0)" "least $which"
        equal "$(field predicted $which)" "$(field $which 1)" "largest $which"
    done
done
status 0 "$BAC" cycles "$tiny" --samples-per-clock 2 --json
equal 8 "$(field clocks_per_frame)" "clocks a frame at two samples a clock"
status 0 "$BAC" cycles "$tiny" --stall random:40 --seed 3 --json
equal false "$(field predicted applies)" "closed form under stalls"
clocks=$(field clocks)
status 0 "$BAC" cycles "$tiny" --stall random:40 --seed 3 --json
equal "$clocks" "$(field clocks)" "clocks of the same seed"
status 0 "$BAC" cycles "$tiny" --stall random:40 --seed 4 --json
[ "$clocks" != "$(field clocks)" ] || fail "two seeds, the same stalls"

# the table and the timeline
status 0 "$BAC" cycles "$tiny" --timeline "$work/t.svg"
says "^sum_in1_fifo  *bac_fifo "
says "^16.000 clocks a frame (closed form 16)$"
says "^dw0_q .*-.*##"
says "^class .*#$"
grep -q '^</svg>$' "$work/t.svg" || fail "no drawing"
sed -n 's/^layer \([^ ]*\) .*/\1/p' "$tiny" >"$work/layers"
while read -r layer; do
    grep -q ">$layer</text>" "$work/t.svg" || fail "$layer is not in the drawing"
done <"$work/layers"

# traces: equal, and where they part
status 0 "$BAC" cycles "$tiny" --frames 4 --trace "$work/a.trace"
status 0 "$BAC" cycles "$tiny" --frames 4 --trace "$work/b.trace"
status 0 "$BAC" diff "$work/a.trace" "$work/b.trace"
says "^equal: [0-9]* events, [0-9]* clocks$"
status 0 "$BAC" diff "$work/a.trace" "$work/b.trace" --json
equal true "$(field equal)" "equal traces"
status 0 "$BAC" cycles "$tiny" --frames 4 --fifo sum_in1_fifo=5 --trace "$work/b.trace"
status 1 "$BAC" diff "$work/a.trace" "$work/b.trace"
says "^  $work/a.trace: clock [0-9]*, link [a-z0-9_]*, beat, frame 0, beat [0-9]* "
says "^  $work/b.trace: clock [0-9]*, link [a-z0-9_]*, stall, frame 0, beat [0-9]* "
says=$(cat "$work/out")
status 1 "$BAC" diff "$work/a.trace" "$work/b.trace" --json
equal false "$(field equal)" "equal"
equal "beat stall" "$(field first 0 event) $(field first 1 event)" "events"
for key in clock link frame beat line; do
    echo "$says" | grep -q "^  $work/b.trace:.*$key $(field first 1 $key)[,) ]" ||
        fail "$key of the text is not $(field first 1 $key)"
done
status 0 "$BAC" cycles "$long" --trace "$work/b.trace"
status 1 "$BAC" diff "$work/a.trace" "$work/b.trace"
says "not of the same machine"
sed '$d' "$work/a.trace" >"$work/cut.trace"
status 3 "$BAC" diff "$work/cut.trace" "$work/cut.trace"
complains "cut.trace: ends in line [0-9]* without its end"
status 3 "$BAC" diff "$tiny" "$work/a.trace"
complains "no trace: line 1"
status 3 "$BAC" diff "$work/none" "$work/a.trace"
complains "none: cannot be read"

# a machine that stands still says why
status 1 "$BAC" cycles "$long" --fifo sum_in1_fifo=1
grep -q "^  link 'dw0_fifo' is blocked in front of 'sum', whose other input 'pw1_q' is starved:$" \
    "$work/err" || fail "the deadlock is not explained: $(cat "$work/err")"

# complaints
refused() {
    want=$1 pattern=$2
    shift 2
    status "$want" "$BAC" cycles "$@"
    complains "$pattern"
}
refused 2 "unknown pattern" "$tiny" --stall sometimes
refused 2 "frames" "$tiny" --frames 0
refused 3 "no FIFO of this name" "$tiny" --fifo nil=3
refused 3 "none/t.svg" "$tiny" --timeline "$work/none/t.svg"
refused 3 "none/a.trace" "$tiny" --trace "$work/none/a.trace"
# A full disk: the message names the file, and no part of it stays.
status 3 sh -c "trap '' XFSZ; ulimit -f 1; exec '$BAC' cycles '$tiny' --frames 40 --trace '$work/full.trace'"
complains "full.trace: .*File too large"
equal "" "$(find "$work" -name 'full*')" "files that a full disk left"

finish
