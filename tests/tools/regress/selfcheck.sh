#!/bin/sh
# selfcheck.sh : a regression that cannot fail is none: a wrong weight, a golden file that is damaged, a bad gate,
# a model that cannot be built and one that does not run.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"

# RTL of a network with one weight's sign turned, against the right network.
sed '/^layer pw0 /,/^end/s/w 3 0 1/w 3 0 -1/' "$tiny" >"$work/wrong.bnet"
cmp -s "$tiny" "$work/wrong.bnet" && fail "no weight was changed"
status 0 "$BAC" rtl "$work/wrong.bnet" -o "$work/wrong"
suite 'plan unrolled' "rtl $work/wrong" 'stall none random:30'
regress 1
says '^FAIL  2 of 4 cases passed, 2 failed, 0 did not execute'
equal failed "$(result list 2 verdict)" "the wrong weight's verdict"
equal pw0 "$(result list 2 first_mismatch layer)" "the layer of the first mismatch"
case $(result list 2 reasons 0) in
'value: layer pw0, stream pw0 differs from the C model first in frame 0'*) ;;
*) fail "not the reason: $(result list 2 reasons 0)" ;;
esac
grep -q '^FAILED 2  value: layer pw0' "$work/err" || fail "two cases, one bucket: $(cat "$work/err")"
rerun=$(sed -n 's/^  \(bac debug .*\)/\1/p' "$work/err" | head -1)
sound "$dir"
# the command it prints fails the same way
status 1 sh -c "\"$BAC\" ${rerun#bac }"
says '^FIRST     value, layer pw0 (conv), link pw0$'

# its waves, and the report leads to them
regress 1 --waves --only case='*none*'
wave=$(find "$dir/waves" -name '*.fst')
checks=$((checks + 1))
[ -s "$wave" ] || fail "no waves"
grep -q "href=\"waves/$(basename "$wave")\"" "$dir/report.html" || fail "no way to the waves"

# A golden file that lost lines, and one with a digit changed.
gates=golden
suite
regress 0 --record
sed '/latency_last/d' "$work/golden" >"$work/kept" && mv "$work/kept" "$work/golden"
regress 3
complains 'lines are missing'
regress 3 --record # it may hold tolerances: what is damaged is not written over
rm "$work/golden"
regress 0 --record
sed 's/^  clocks_per_frame .*/  clocks_per_frame 15.0/' "$work/golden" >"$work/kept" && mv "$work/kept" "$work/golden"
regress 1
equal 'gate clocks_per_frame: 16, golden 15, tolerance 0' "$(result list 0 reasons 0)" "a bad gate"
sed 's/^  clocks_per_frame .*/  clocks_per_fame 16/' "$work/golden" >"$work/kept" && mv "$work/kept" "$work/golden"
regress 1
equal 'gate clocks_per_fame: there is no such figure' "$(result list 0 reasons 0)" "a gate of nothing"
gates=

# Did not execute: never a pass.
cp -r "$work/wrong" "$work/broken"
echo 'syntax error' >>"$work/broken/bac_top.v"
suite "rtl $work/broken"
regress 1
says '^FAIL  0 of 1 cases passed, 0 failed, 1 did not execute'
equal 'not executed' "$(result list 0 verdict)" verdict
equal 'did not execute: the model could not be built' "$(result list 0 reasons 0)" reason
checks=$((checks + 1))
grep -q 'syntax error' "$dir/report.html" || fail "the report does not show what Verilator said"
sound "$dir"
checks=$((checks + 1))
grep -q '<error message=' "$dir/junit.xml" || fail "junit.xml calls it no error"
suite 'stall none random:30'
rm -r "$dir"
regress 1 --merge "$work"
says '0 of 2 cases passed, 0 failed, 2 did not execute'
equal 'did not execute: nobody ran it' "$(result list 0 reasons 0)" reason
finish
