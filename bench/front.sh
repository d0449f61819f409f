#!/bin/sh
# front.sh NET.bnet FRAMES.npy COUNT [BAC EXPLORE OPTION...] : explores the network and co-simulates every plan
# of the front on COUNT frames with random stalls: a line a plan, exit status 1 when one fails.
#
#   sh bench/front.sh golden/nets/default.bnet golden/frames/synthetic-48.npy 8 --samples-per-clock 1
#
# BAC names the program, FRONT_DIR a folder for the plans and logs (a temporary one).
set -eu
bac=${BAC:-build/release/bac}
net=$1 frames=$2 count=$3
shift 3
dir=${FRONT_DIR:-}
if [ -z "$dir" ]; then
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir"
rm -f "$dir"/*.cfg
"$bac" explore "$net" "$@" -o "$dir" >"$dir/front.txt"
plans=0 failed=0
for plan in "$dir"/*.cfg; do
    name=$(basename "$plan" .cfg)
    plans=$((plans + 1))
    if "$bac" cosim "$net" "$frames" --plan "$plan" --frames "0:$count" --stall random:30 --seed 5 \
        >"$dir/$name.log" 2>&1; then
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name: $(grep -v '^ok' "$dir/$name.log" | head -1)"
    fi
done
echo "$plans plans of the front, $count frames each, $failed failed"
[ "$plans" -gt 0 ] && [ "$failed" = 0 ]
