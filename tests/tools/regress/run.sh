#!/bin/sh
# run.sh : what runs, what is not run again, what is written; gates that hold and gates that do not.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"
gates=golden
suite 'stall none random:30' 'seed 1..2'

# Recorded, then held: exactly what was measured.
regress 0 --record
says 'golden: recorded from 4 cases'
regress 0
says '^PASS  4 of 4 cases passed, 0 failed, 0 did not execute; 4 had run before; [1-9][0-9]* gates'
for file in results.json times.json junit.xml report.html; do
    [ -s "$dir/$file" ] || fail "no $file"
done
sound "$dir"
equal passed "$(result verdict)" verdict
equal 16.0 "$(result list 0 figures clocks_per_frame)" "clocks a frame"
equal 1 "$(result list 0 figures lockstep)" lockstep
for figure in bubbles stalls latency_last fifo.sum_in1_fifo; do
    checks=$((checks + 1))
    [ "$(result list 0 figures $figure)" -gt 0 ] || fail "$figure was not measured"
done
[ "$(result designs 0 figures sites)" -gt 0 ] || fail "sites were not estimated"
equal '"none"' "\"$(result list 0 stall)\"" "stall of the first case"
cp "$dir/results.json" "$work/first.json"

# Nothing runs again unless asked; the report is the same either way.
regress 0
told 4
cmp "$work/first.json" "$dir/results.json" || fail "a second report differs"
regress 0 --again
told 0
cmp "$work/first.json" "$dir/results.json" || fail "what ran again differs"
regress 0 --only seed=2
says '2 of 2 cases'

# A damaged record is none.
for record in "$dir"/runs/*.json; do
    echo '{' >"$record"
    break
done
regress 0
told 3
cmp "$work/first.json" "$dir/results.json" || fail "a damaged record changed the report"

# Ungated cases are failures: a golden file is of the whole suite.
suite 'stall none random:30' 'seed 1..3'
regress 1
says '^FAIL  4 of 6 cases passed, 2 failed'
suite 'stall none random:30' 'seed 1..2'

# Tolerances.
sed '/none/,/^$/s/^  latency_first .*/  latency_first 70/' "$work/golden" >"$work/kept"
cp "$work/kept" "$work/golden"
regress 1
says '^FAIL  2 of 4'
grep -q 'FAILED 2  gate latency_first: #, golden #, tolerance #' "$work/err" || fail "no bucket: $(cat "$work/err")"
equal 'gate latency_first: 71, golden 70, tolerance 0' "$(result list 0 reasons 0)" "the reason"
sound "$dir"
checks=$((checks + 1))
grep -q 'gate latency_first' "$dir/junit.xml" || fail "junit.xml does not say why"
sed 's/^gates 1/&\ntolerance latency_first 1%/' "$work/kept" >"$work/golden"
regress 1 --only stall=none
sed 's/^gates 1/&\ntolerance latency_first 1/' "$work/kept" >"$work/golden"
regress 0 --only stall=none
# recorded anew, tolerances stay
regress 0 --record
checks=$((checks + 1))
grep -q '^tolerance latency_first 1$' "$work/golden" || fail "the tolerance was lost"

# An edited folder of Verilog beside what is generated.
gates=
status 0 "$BAC" rtl "$tiny" -o "$work/edited"
suite "rtl $work/edited"
regress 0
says '^PASS  1 of 1'
equal true "$(result designs 0 rtl)" "rtl"
told 1 # the same Verilog is the same run, whatever it is called
finish
