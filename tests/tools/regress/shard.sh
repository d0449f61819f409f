#!/bin/sh
# shard.sh : parts of a suite, in one folder or in several, give the bytes of the whole.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"
suite 'stall none random:30 block:50' 'seed 1..3'
regress 0
cp "$dir/results.json" "$work/whole.json"
rm -r "$dir"

# One folder that all share: the command without --shard only reports.
for i in 0 1 2 3; do
    regress 0 --shard $i/4
    told 0
    sound "$dir/shard-$i-of-4"
done
absent "$dir/results.json"
regress 0
told 9
cmp "$work/whole.json" "$dir/results.json" || fail "four parts are not the whole"
total=0
for i in 0 1 2 3; do
    total=$((total + $("$json_get" cases <"$dir/shard-$i-of-4/results.json")))
done
equal 9 "$total" "cases of all parts"

# A folder each.
rm -r "$dir"
for i in 0 1; do
    status 0 "$BAC" regress "$work/suite.cfg" -o "$work/part$i" --shard $i/2
done
regress 1 --merge "$work/part0"
says '5 did not execute'
regress 0 --merge "$work/part0" --merge "$work/part1"
cmp "$work/whole.json" "$dir/results.json" || fail "two folders are not the whole"
finish
