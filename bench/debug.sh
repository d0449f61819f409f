#!/bin/sh
# debug.sh [NET FRAMES] : seconds from a mismatch to waves that are open at it. A line of bac_clamp.v is
# wrong, and the plain model of that Verilog is built already, as after a regression that failed.
# With DISPLAY, to GTKWave's window (xdotool); else to the files that it opens.
set -eu
export LC_ALL=C
: "${BAC:=build/release/bac}"
net=${1:-golden/nets/default.bnet} frames=${2:-golden/frames/synthetic-48.npy}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export BAC_CACHE="$work/cache"
mkdir "$BAC_CACHE"
"$BAC" rtl "$net" -o "$work/rtl" >"$work/log"
sed -i "s/assign under = x\[IW-1\];/assign under = 1'b0;/" "$work/rtl/rtl/bac_clamp.v"
grep -q "under = 1'b0" "$work/rtl/rtl/bac_clamp.v" || { echo "debug.sh: no line was changed"; exit 1; }
"$BAC" cosim "$net" "$frames" --frames 0:8 --rtl "$work/rtl" >"$work/log" 2>&1 && { echo "debug.sh: no mismatch"; exit 1; }
now() { awk '{ print $1 }' /proc/uptime; }
cpu() { awk '{ print ($16 + $17) / 100 }' /proc/$$/stat; }
start=$(now)
before=$(cpu)
"$BAC" debug "$net" "$frames" --frames 0:8 --rtl "$work/rtl" --wave "$work/wrong.fst" >"$work/out" 2>"$work/err" || true
if [ -n "${DISPLAY:-}" ]; then
    gtkwave "$work/wrong.gtkw" >"$work/log" 2>&1 &
    until xdotool search --onlyvisible --name GTKWave >"$work/log" 2>&1; do sleep 0.1; done
fi
end=$(now)
after=$(cpu)
[ -s "$work/wrong.gtkw" ] || { cat "$work/err"; exit 1; }
[ -z "${DISPLAY:-}" ] || kill $!
sed -n 1,6p "$work/out"
awk -v s="$start" -v e="$end" -v b="$before" -v a="$after" -v n="$(nproc)" 'BEGIN {
    printf "%.1f s from a mismatch to its waves, one command; %.1f s of processor time on %d processors\n", e - s, a - b, n }'
