#!/bin/sh
# day.sh : what a day with bac waits for, in seconds, on this machine's idle processors: the rows of docs/results.md.
# With a copy of the sources and an empty cache of models; takes about ten minutes. The load is printed with it.
#   demo     ./run demo, packages installed, nothing built
#   verdict  the first verdict of a network of the shipped one's size: bac cosim, 8 frames, empty cache
#   layer    the same after one layer's weights changed
#   quick    bac regress golden/suites/quick.cfg, its models built
set -eu
export LC_ALL=C
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export BAC_CACHE="$work/cache" CCACHE_DISABLE=1
now() { awk '{ print $1 }' /proc/uptime; }
# timed NAME COMMAND...
timed() {
    name=$1 begin=$(now)
    shift
    "$@" >"$work/log" 2>&1 || {
        tail -20 "$work/log"
        exit 1
    }
    awk -v name="$name" -v b="$begin" -v e="$(now)" -v load="$(cut -d' ' -f1 /proc/loadavg)" \
        'BEGIN { printf "%-8s %6.1f s  (load %s)\n", name, e - b, load }'
}
mkdir "$work/tree"
(cd "$here" && git ls-files -z | tar --null -T - -cf -) | tar -C "$work/tree" -xf -
cd "$work/tree"
timed demo ./run demo
bac=build/release/bac
net=golden/nets/default.bnet frames=golden/frames/synthetic-48.npy
rm -rf "$BAC_CACHE"
timed verdict "$bac" cosim "$net" "$frames" --frames 0:8
# Two weights of a channel of the third convolution change places: the proven ranges stay.
awk '/^layer / { n += $3 == "conv" } n == 3 && $1 == "w" && !done { for (i = 4; i <= NF; i++)
    if ($i != $(i - 1)) { kept = $i; $i = $(i - 1); $(i - 1) = kept; done = 1; break } } { print }' "$net" >"$work/other.bnet"
timed layer "$bac" cosim "$work/other.bnet" "$frames" --frames 0:8
"$bac" regress golden/suites/quick.cfg -o "$work/built" >"$work/log" 2>&1
timed quick "$bac" regress golden/suites/quick.cfg -o "$work/quick"
