#!/bin/sh
# resume.sh : killed half way, a regression goes on and reports the same; Ctrl-C ends it at once.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"
suite 'range all' 'stall none pace random:30 burst:3 starve:50 block:50' 'seed 1..40'
cases=$("$BAC" regress "$work/suite.cfg" --list | wc -l)

# begin SIGNAL: a regression in $dir, and the signal when a quarter of its runs are there.
begin() {
    "$BAC" regress "$work/suite.cfg" -o "$dir" -j 2 >"$work/out" 2>"$work/err" &
    pid=$!
    while kill -0 $pid 2>/dev/null && [ "$(find "$dir/runs" -name '*.json' 2>/dev/null | wc -l)" -lt $((cases / 4)) ]; do
        sleep 0.02
    done
    kill -s "$1" $pid || fail "it ended before it could be stopped"
    wait $pid
    ended=$?
    made=$(find "$dir/runs" -name '*.json' | wc -l)
    checks=$((checks + 1))
    [ "$made" -lt "$cases" ] || fail "stopped too late: all $cases runs were made"
    absent "$dir/results.json" "$dir/report.html"
}

regress 0
cp "$dir/results.json" "$work/whole.json"
rm -r "$dir"

begin KILL
equal 137 $ended "exit status after SIGKILL"
sleep 0.5
checks=$((checks + 1))
running=$(pgrep -f "$work" || true)
[ -z "$running" ] || fail "processes outlived it: $running"
regress 0
checks=$((checks + 1))
before=$(sed -n 's/.*; \([0-9]*\) had run before.*/\1/p' "$work/out")
[ "$before" -ge "$made" ] || fail "$made runs were made, $before are known"
cmp "$work/whole.json" "$dir/results.json" || fail "resumed, it reports something else"
rm -r "$dir"

begin INT
equal 130 $ended "exit status after Ctrl-C"
grep -q 'stopped; [0-9]* of [0-9]* cases have run, the same command goes on' "$work/err" || fail "$(cat "$work/err")"
regress 0
cmp "$work/whole.json" "$dir/results.json" || fail "resumed after Ctrl-C, it reports something else"

# Two at once in one folder: the second is refused, not mixed in.
rm -r "$dir"
"$BAC" regress "$work/suite.cfg" -o "$dir" -j 1 >"$work/first" 2>&1 &
pid=$!
while [ -z "$(find "$dir/runs" -name '*.json' 2>/dev/null)" ] && kill -0 $pid; do sleep 0.02; done
regress 3
complains 'another bac regress works there'
kill -INT $pid
wait $pid
finish
