#!/bin/sh
# measure.sh [DESIGNS.txt [MEASURED.csv]] : synthesises every layer of every design, a line each.
# Lines that are there already are kept: a run that was interrupted goes on. Two at a time (BAC_JOBS).
# The shipped list takes over an hour on two processors.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
bac=${BAC:-build/release/bac} work=${WORK:-build/resources}
mkdir -p "$work"

# shellcheck source=bench/resources/lib.sh
. "$here/lib.sh"

one() {
    set=$1 family=$2 net=$3 plan=$4 layer=$5
    key="$set,$family,$net,$(echo "$plan" | tr ',' ' '),$layer"
    grep -qF "$key," "$measured" && return 0
    out=$work/run-$$
    figures=$(sh "$here/layer.sh" "$net" "$(plan_of "$net" "$plan")" "$family" \
        "$([ "$layer" = whole ] || echo "$layer")" "$out") || {
        echo "measure.sh: $key: synthesis failed; see $out/yosys.err" >&2
        return 1
    }
    echo "$key,$figures" >>"$measured"
    rm -rf "$out"
}

if [ "${1:-}" = --one ]; then
    measured=$MEASURED
    one "$2" "$3" "$4" "$5" "$6"
    exit
fi
designs=${1:-$here/designs.txt} measured=${2:-$here/measured.csv}
[ -s "$measured" ] || echo "set,family,network,plan,layer,lut,site,ff,carry,srl,ram,bram,dsp" >"$measured"
export MEASURED="$measured" BAC="$bac" WORK="$work"
grep -v '^#' "$designs" | while read -r set family net plan layers; do
    file=$(plan_of "$net" "$plan")
    all=$("$bac" size "$net" ${file:+--plan "$file"} --counts | tail -n +2 | cut -d, -f2 | awk '!seen[$0]++')
    case ${layers:-} in
    "") ;;
    whole) all="$all whole" ;;
    *) all=$(echo "$layers" | tr ',' ' ') ;;
    esac
    for layer in $all; do
        echo "$set $family $net $plan $layer"
    done
done | xargs -P "${BAC_JOBS:-2}" -L 1 sh "$0" --one
