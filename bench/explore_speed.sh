#!/bin/sh
# explore_speed.sh OTHER-BAC [NET] : processor time of bac explore --samples-per-clock 1 and of forty bac cycles
# --json, this tree's bac (BAC) and another build's in turns, the best of five each, their ratio, and whether both
# explored the same front. Below 1: this tree is faster. NET: golden/nets/default-0099.bnet.
#   sh bench/explore_speed.sh build/same/0764320*/build/bac     the bac that tests/hw/same/same.sh built
set -eu
after=${BAC:-build/release/bac}
before=${1:?usage: bench/explore_speed.sh OTHER-BAC [NET]}
net=${2:-golden/nets/default-0099.bnet}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# seconds COMMAND...: processor time that it took
seconds() {
    # shellcheck disable=SC2016 # the inner shell expands it
    sh -c '"$@"; times' sh "$@" | sed -n '$s/\([0-9]*\)m\([0-9.]*\)s \([0-9]*\)m\([0-9.]*\)s/\1 \2 \3 \4/p' |
        awk '{ print 60 * ($1 + $3) + $2 + $4 }'
}
explore() { # BAC FRONT
    # shellcheck disable=SC2016
    seconds sh -c 'out=$1; shift; "$@" >"$out" 2>"$out.err" || cat "$out.err" >&2' sh "$work/$2" \
        "$1" explore "$net" --samples-per-clock 1 --json
}
cycles() { # BAC
    # shellcheck disable=SC2016
    seconds sh -c 'for i in 1 2 3 4; do for k in 0 1 2 3 4 5 6 7 8 9; do "$@" >/dev/null || exit; done; done' sh \
        "$1" cycles "$net" --json
}
for turn in 1 2 3 4 5; do
    echo "explore before $(explore "$before" before)"
    echo "explore after $(explore "$after" after)"
    echo "cycles before $(cycles "$before")"
    echo "cycles after $(cycles "$after")"
    echo "turn $turn of 5" >&2
done >"$work/times"
awk '{ at = $1 " " $2; if (!(at in best) || $3 < best[at]) best[at] = $3 }
    END {
        for (i = split("explore cycles", verb, " "); i > 0; i--) {
            b = best[verb[i] " before"]
            a = best[verb[i] " after"]
            printf "%s: before %.3f s, after %.3f s, ratio %.3f\n", verb[i], b, a, a / b
        }
    }' "$work/times"
for side in before after; do
    grep -v '"seconds"' "$work/$side" >"$work/$side.front"
done
cmp "$work/before.front" "$work/after.front" && echo "explore: the same front"
