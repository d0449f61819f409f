#!/bin/sh
# golden/nets/figures.sh BAC [NAME | NAME=FILE ...] - measures the shipped networks (or those named, or a file
# that is not shipped) on the test set and writes their lines of golden/nets/figures.csv. The set is synthetic, profile radioml, 60,528 frames, and its
# seed makes nothing else: no training or validation frame shares it.
#
#   name,recipe,file,score,correct,frames,quick_correct,quick_frames,sha256
#
# quick: the set with one frame of each class and SNR (count=1), for a fast check. file: the name alone where it
# is not shipped. A float network has no integers to run: "bac train RECIPE -o RUN --test SET" counts for it.
set -eu
bac=$1
shift
cd "$(dirname "$0")/../.."
set_of() { echo "signal:radioml,seed=${2:-20180},count=$1"; }
csv=golden/nets/figures.csv
head=name,recipe,file,score,correct,frames,quick_correct,quick_frames,sha256
[ -f $csv ] || echo $head >$csv
if [ $# = 0 ]; then
    for net in golden/nets/*.bnet; do
        set -- "$@" "$(basename "$net" .bnet)"
    done
fi

field() { sed -n 's/^  "'"$2"'": \([0-9]*\),*$/\1/p' "$1" | head -1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for argument in "$@"; do
    name=${argument%%=*}
    net=golden/nets/$name.bnet
    [ "$name" = "$argument" ] || net=${argument#*=}
    "$bac" eval "$net" "$(set_of 97)" --json >"$work/all"
    "$bac" eval "$net" "$(set_of 1)" --json >"$work/quick"
    score=$(sed -n 's/^    "score": \(.*\),$/\1/p' "$work/all" | head -1)
    recipe=$(sed -n 's/^source "trained by recipe \([^,"]*\).*/\1/p' "$net" | head -1)
    line="$name,${recipe:--},$(basename "$net"),$score,$(field "$work/all" correct),$(field "$work/all" frames)"
    line="$line,$(field "$work/quick" correct),$(field "$work/quick" frames),$(sha256sum "$net" | cut -d' ' -f1)"
    grep -v "^$name," $csv >"$work/csv"
    { head -1 "$work/csv"; { tail -n +2 "$work/csv"; echo "$line"; } | sort; } >"$work/new"
    cp "$work/new" $csv
    echo "$line"
done
