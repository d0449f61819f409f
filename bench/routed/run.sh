#!/bin/sh
# run.sh [SET...] : places and routes the designs of these sets (tiny table), and makes records.csv of all that $WORK
# holds. Set layers: layers.csv. Sets front and drawn: plans that bac explore finds (front.sh; SEED draws). A run that was interrupted goes on: bac build does
# nothing twice. A design that does not fit is recorded as such.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
bac=${BAC:-build/release/bac} work=${WORK:-build/fpga} out=${OUT:-$here}
designs=${DESIGNS:-$here/designs.txt} layers=${LAYERS:-$here/layers.txt}
mkdir -p "$work"
# shellcheck source=bench/resources/lib.sh
. "$here/../resources/lib.sh"
sets=${*:-tiny table}

# Plans that bac explore finds, among what is asked for.
cp "$designs" "$work/designs.txt"
for target in hx8k up5k; do
    case " $sets " in
    *" front "*) sh "$here/front.sh" front 0 0 golden/nets/default-0099.bnet $target "$work/front-$target" ;;
    esac
    case " $sets " in
    *" drawn "*) sh "$here/front.sh" drawn 10 "${SEED:-1}" golden/nets/sparse-0050.bnet $target "$work/drawn-$target" ;;
    esac
done >>"$work/designs.txt"
grep -v '^#' "$work/designs.txt" | while read -r set net plan device result seeds; do
    case " $sets " in
    *" $set "*) ;;
    *) continue ;;
    esac
    file=$(plan_of "$net" "$plan")
    key="$set,$(echo "$plan" | tr ',' ' ')"
    dir=$work/$(echo "$net-$plan-$device-$result" | sed 's|[^a-zA-Z0-9-]|_|g')
    echo "$net $plan $device: $seeds seeds" >&2
    status=0
    mkdir -p "$dir"
    "$bac" build "$net" ${file:+--plan "$file"} --target "$device" --result "$result" --seeds "$seeds" \
        -o "$dir" >"$dir.txt" </dev/null || status=$?
    [ "$status" -le 1 ] || exit "$status"
    [ -s "$dir/record.csv" ] || echo "network,target,result" >"$dir/record.csv"
    awk -v key="$key" 'NR == 1 { next } { print key "," $0 }' "$dir/record.csv" >"$dir.csv"
    [ "$status" = 0 ] || echo "$key,$(basename "$net" .bnet),$device,$result,does not fit" >"$dir.csv"
done

layer() {
    echo "$1,$(echo "$2" | tr ',' ' '),$3,$4,$5,$(sh "$here/layer.sh" "$1" "$(plan_of "$1" "$2")" "$3" "$4" "$5" \
        "$work/layer-$(basename "$1" .bnet)-$(echo "$2" | tr -c 'a-z0-9\n' '_')-$3-$4")"
}
case " $sets " in
*" layers "*)
    grep -v '^#' "$layers" | while read -r net plan name device seeds; do
        seed=1
        while [ "$seed" -le "$seeds" ]; do
            layer "$net" "$plan" "$name" "$device" "$seed"
            seed=$((seed + 1))
        done
    done >"$work/layers.csv"
    { echo "network,plan,layer,device,seed,cells,memories,mhz" && cat "$work/layers.csv"; } >"$out/layers.csv"
    ;;
esac
{
    echo "set,plan,network,target,result,cells,memories,dsp,clocks,latency,seed,mhz,frames_per_second,ns,luts,carries,from,to,yosys,nextpnr"
    cat "$work"/*_*-*.csv 2>/dev/null | sort -u
} >"$work/records.csv"
cp "$work/records.csv" "$out/records.csv"
