#!/bin/sh
# run.sh [SET...] : places and routes the designs of these sets (tiny table) and puts all that $WORK holds into records.csv.
# Set layers: layers.csv. Set front: the plans that bac explore prints (front.sh). Set drawn: 20 plans drawn by SEED (1), 4
# of those that bac explore finds for a golden network, and 16 random ones (draw.sh). A run that was interrupted goes on:
# bac build does nothing twice. A design that does not fit is recorded as such. SEEDS=1 places and routes every design once.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
bac=${BAC:-build/release/bac} work=${WORK:-build/fpga} out=${OUT:-$here}
designs=${DESIGNS:-$here/designs.txt} layers=${LAYERS:-$here/layers.txt} plans=${PLANS:-bench/routed/plans}
mkdir -p "$work"
# shellcheck source=bench/resources/lib.sh
. "$here/../resources/lib.sh"
# shellcheck source=bench/routed/lib.sh
. "$here/lib.sh"
sets=${*:-tiny table}

# has SET : it is asked for
has() { case " $sets " in *" $1 "*) ;; *) return 1 ;; esac }
# drawn NET TARGET COUNT : of what bac explore finds
drawn() {
    sh "$here/front.sh" drawn "$3" "${SEED:-1}" "golden/nets/$1.bnet" "$2" "$plans/drawn-$1-$2"
}

cp "$designs" "$work/designs.txt"
{
    ! has front || for net in default-0099 sparse-0050; do
        for target in hx8k up5k; do
            sh "$here/front.sh" front 0 0 golden/nets/$net.bnet $target "$plans/front-$net-$target"
        done
    done
    ! has drawn || {
        sh "$here/draw.sh" drawn 16 "${SEED:-1}" 3
        drawn default-0099 hx8k 2
        drawn sparse-0050 hx8k 1
        drawn sparse-0050 up5k 1
    }
} >>"$work/designs.txt"
grep -v '^#' "$work/designs.txt" | while read -r set net plan device result seeds; do
    has "$set" || continue
    seeds=${SEEDS:-$seeds}
    case $net in random_*) net=$(net_of "$net") ;; esac
    file=$(plan_file "$net" "$plan")
    key="$set,$(echo "$plan" | tr ',' ' ')"
    dir=$work/$(echo "$net-$plan-$device-$result" | sed 's|[^a-zA-Z0-9-]|_|g')
    echo "$net $plan $device: $seeds seeds" >&2
    status=0
    mkdir -p "$dir"
    "$bac" build "$net" ${file:+--plan "$file"} --target "$device" --result "$result" --seeds "$seeds" \
        -o "$dir" >"$dir.txt" </dev/null || status=$?
    [ "$status" -le 1 ] || exit "$status"
    [ -s "$dir/record.csv" ] || echo "network,target,result" >"$dir/record.csv"
    name=$(basename "$net" .bnet)
    awk -F, -v OFS=, -v key="$key" -v name="$name" 'NR > 1 { $1 = name; print key, $0 }' "$dir/record.csv" >"$dir.csv"
    [ "$status" = 0 ] || echo "$key,$name,$device,$result,does not fit" >"$dir.csv"
done

layer() {
    echo "$1,$(echo "$2" | tr ',' ' '),$3,$4,$5,$(sh "$here/layer.sh" "$1" "$(plan_of "$1" "$2")" "$3" "$4" "$5" \
        "$work/layer-$(basename "$1" .bnet)-$(echo "$2" | tr -c 'a-z0-9\n' '_')-$3-$4")"
}
! has layers || {
    grep -v '^#' "$layers" | while read -r net plan name device seeds; do
        seed=1
        while [ "$seed" -le "$seeds" ]; do
            layer "$net" "$plan" "$name" "$device" "$seed"
            seed=$((seed + 1))
        done
    done >"$work/layers.csv"
    { echo "network,plan,layer,device,seed,cells,memories,mhz" && cat "$work/layers.csv"; } >"$out/layers.csv"
}
# Rows of other designs stay as they are recorded, but for sets whose plans were drawn anew.
cat "$work"/*_*-*.csv 2>/dev/null | sort -u >"$work/rows"
{
    echo "set,plan,network,target,result,cells,memories,dsp,clocks,latency,seed,mhz,frames_per_second,ns,luts,carries,from,to,yosys,nextpnr"
    awk -F, -v sets=" $sets " '{ key = $1 FS $2 FS $3 FS $4 } FILENAME == ARGV[1] { made[key] = 1; print; next } FNR > 1 && !(key in made) && !($1 ~ /^(front|drawn)$/ && index(sets, " " $1 " "))' \
        "$work/rows" "$out/records.csv" | sort
} >"$work/records.csv"
cp "$work/records.csv" "$out/records.csv"
