#!/bin/sh
# draw.sh SET COUNT SEED SEEDS : lines of designs.txt, COUNT random networks by random plans, SEEDS places and routes each.
# They are the random networks of the tests from number 1000 * SEED on, the plan that the same number draws, and every
# third is for the UP5K. Left out are those that are estimated to have fewer than 500 cells or to fill more than 85 % of the
# device's cells or all of its memories, those with more pins than the package, and networks most of which no result depends
# on, so that synthesis removes it: of one class, with a layer that has one proven value, or with more constant channels
# than one in eight (the default network has one in nine).
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
bac=${BAC:-build/release/bac} work=${WORK:-build/fpga}
set=$1 count=$2 seed=$3 seeds=$4
# shellcheck source=bench/routed/lib.sh
. "$here/lib.sh"

# fits NET PLAN CELLS MEMORIES PINS: by the estimate
fits() {
    rm -rf "$work/drawing"
    "$bac" rtl "$1" --plan "$2" -o "$work/drawing" >/dev/null 2>&1 || return 1
    bits=$(sed -n 's/.*input *wire *\[ *\([0-9]*\):0\] *s_axis_tdata.*/\1/p' "$work/drawing/bac_top.v")
    [ "$((${bits:-0} + 1))" -le "$5" ] || return 1
    "$bac" size "$1" --plan "$2" --family ice40 | awk -v most="$3" -v memories="$4" '
        $1 == "in" && $2 == "all" { memory = $9 }
        /^logic cells, packed/ { cells = $NF }
        END { exit !(cells >= 500 && cells <= most && memory <= memories) }'
}

# depends NET: results depend on its layers
depends() {
    "$bac" show "$1" | awk '
        / classes$/ { few = $(NF - 1) < 2 }
        match($0, /-?[0-9]+\.\.-?[0-9]+/) {
            split(substr($0, RSTART, RLENGTH), end, /\.\./)
            few = few || end[1] == end[2]
        }
        /^requantisers / {
            constant = $0
            if (!sub(/ constant.*/, "", constant)) constant = 0
            sub(/.*; /, "", constant)
            sub(/;.*/, "")
            for (i = 2; i < NF; i++) if ($i + 0 > 0) channels += $i
        }
        END { exit few || 8 * constant > channels }'
}

echo "# $count random networks by random plans, drawn by seed $seed"
n=$((1000 * seed)) found=0
while [ "$found" -lt "$count" ]; do
    net=$(net_of "random_$n")
    target=hx8k cells=6528 memories=32 pins=180
    [ $((found % 3)) != 2 ] || target=up5k cells=4488 memories=30 pins=19
    if depends "$net" && fits "$net" "${net%.bnet}.cfg" $cells $memories $pins; then
        echo "$set random_$n random $target class $seeds"
        found=$((found + 1))
    fi
    n=$((n + 1))
done
