#!/bin/sh
# cache.sh : an interrupted build leaves no half model; two processes share one build; a damaged model is
# built again.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
BAC_CACHE=$work/cache
export BAC_CACHE
models() { find "$BAC_CACHE" -maxdepth 1 -name '*-plain' | wc -l; }

"$BAC" cosim "$tiny" "$frames" >/dev/null 2>&1 &
child=$!
sleep 2
kill -9 $child
wait $child 2>/dev/null
equal 0 "$(models)" "models after a killed build"

# both start from nothing; one builds, the other waits and runs the same model
"$BAC" cosim "$tiny" "$frames" --json >"$work/a" 2>"$work/a.err" &
child=$!
status 0 "$BAC" cosim "$tiny" "$frames" --json
clean_run $n_frames
cp "$work/err" "$work/b.err"
wait $child || fail "the other process failed: $(cat "$work/a.err")"
cp "$work/a" "$work/out"
clean_run $n_frames
equal 1 "$(models)" "models"
equal 1 "$(cat "$work/a.err" "$work/b.err" | grep -c 'model built')" "builds"
checks=$((checks + 1))
left=$(find "$BAC_CACHE" -maxdepth 1 -name 'work-*')
[ -z "$left" ] || fail "left behind: $left"

# known: no build, so nothing on stderr
status 0 "$BAC" cosim "$tiny" "$frames" --json
equal 0 "$(wc -c <"$work/err")" "bytes on stderr"
# damaged: an empty bench, a changed and a missing memory image
entry=$(find "$BAC_CACHE" -maxdepth 1 -name '*-plain')
image=$(find "$entry/rtl" -name '*.mem' | head -n 1)
for damage in "truncate -s 0 $entry/bench" "sed -i s/0/1/ $image" "rm $image"; do
    $damage || fail "$damage"
    status 0 "$BAC" cosim "$tiny" "$frames" --json
    clean_run $n_frames
    warns "is damaged: it is built again"
done
equal 1 "$(models)" "models"
finish
