#!/bin/sh
# front.sh SET COUNT SEED NET TARGET OUT : lines of designs.txt for plans that bac explore finds for a device, made into OUT
# SET front: the plans that bac explore prints. Any other: COUNT of its whole front, drawn by SEED (printed) among those that are
# estimated to fill 30 % of the device and more.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
bac=${BAC:-build/release/bac}
set=$1 count=$2 seed=$3 net=$4 target=$5 out=$6
rm -rf "$out"
mkdir -p "$out"
grain=0
[ "$set" != front ] || grain=20
"$bac" explore "$net" --target "$target" --grain "$grain" -o "$out" --json >"$out/front.json"
room=$("$bac" explore --devices | awk -v d="$target" '$1 == d { print $4 }')
for plan in "$out"/*.cfg; do
    echo "$plan"
done | awk -v seed="$seed" -v count="$count" -v set="$set" -v room="$room" -v net="$net" -v target="$target" '
    BEGIN { srand(seed) }
    { sites = $0; sub(/.*clocks-/, "", sites); if (set == "front" || sites + 0 >= 0.3 * room) plan[++n] = $0 }
    END {
        if (set == "front") count = n
        else printf "# %d of %d plans for %s, drawn by seed %d\n", count, n, target, seed
        for (i = 1; i <= count && n > 0; i++) {
            k = set == "front" ? 1 : 1 + int(rand() * n)
            print set, net, plan[k], target, "class", set == "front" ? 1 : 3
            for (; k < n; k++) plan[k] = plan[k + 1]
            n--
        }
    }'
rm "$out/front.json"
