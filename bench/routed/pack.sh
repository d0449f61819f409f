#!/bin/sh
# pack.sh : every iCE40 layer of bench/resources/designs.txt as nextpnr-ice40 packs it, a line each in packed.csv. Lines that
# are there are kept: a run that was interrupted goes on.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
bac=${BAC:-build/release/bac} work=${WORK:-build/fpga} packed=${PACKED:-$here/packed.csv}
mkdir -p "$work"
# shellcheck source=bench/resources/lib.sh
. "$here/../resources/lib.sh"
[ -s "$packed" ] || echo "set,network,plan,layer,lut,ff,carry,cells" >"$packed"
grep -E '^(fit|test) +ice40' "$here/../resources/designs.txt" | while read -r set family net plan layers; do
    file=$(plan_of "$net" "$plan")
    if [ -n "$layers" ]; then
        all=$(echo "$layers" | tr ',' ' ')
    else
        all=$("$bac" size "$net" ${file:+--plan "$file"} --counts | tail -n +2 | cut -d, -f2 | awk '!seen[$0]++')
    fi
    for layer in $all; do
        key="$set,$net,$(echo "$plan" | tr ',' ' '),$layer"
        ! grep -qF "$key," "$packed" || continue
        out=$work/pack-$$
        figures=$(sh "$here/../resources/layer.sh" "$net" "$file" "$family" "$layer" "$out" "write_json packed.json" </dev/null)
        nextpnr-ice40 --hx8k --package ct256 --json "$out/packed.json" --pack-only -q -l "$out/pack.log" 2>"$out/pack.err"
        echo "$key,$(echo "$figures" | cut -d, -f1,3,4),$(awk '$2 == "ICESTORM_LC:" { print $3 + 0 }' "$out/pack.log")" >>"$packed"
        rm -rf "$out"
    done
done
