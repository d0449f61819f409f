#!/bin/sh
# same.sh [REVISION]: is the hardware of this tree's bac that of a revision (0764320)? Every shipped plan of two networks,
# and unrolled at 1, 2 and 4 samples a clock, and folded: every instance's module, parameters and ports, every stage's
# clocks, latency, FIFO depth and size, links, memory images, clocks a frame, latency, total sites, golden vectors;
# through the map of renames beside this script. Exit status 1: they differ.
#
#   BAC=build/release/bac sh tests/hw/same/same.sh
#
# The old bac is built once, in build/same/REVISION. The published network is compared where its file is
# beside the repository (../shared) or named by BAC_SHARED.
set -eu
ROOT=$(cd "$(dirname "$0")/../../.." && pwd)
cd "$ROOT"
revision=${1:-0764320}
after=${BAC:-build/release/bac}
shared=${BAC_SHARED:-../shared}
# shellcheck source=tests/hw/same/collect.sh
. tests/hw/same/collect.sh

die() { echo "same.sh: $*" >&2; exit 2; }
[ -x "$after" ] || die "$after is not there: ./run build, or name another in BAC"
commit=$(git rev-parse --verify --quiet "$revision^{commit}") ||
    die "there is no revision $revision here: this needs a clone with its history (git fetch --unshallow)"
cache=build/same/$(echo "$commit" | cut -c1-12)
source=$cache/source before=$cache/build/bac
if [ ! -d "$source" ]; then
    rm -rf "$source.part"
    mkdir -p "$source.part"
    git archive "$commit" | tar -x -C "$source.part"
    mv "$source.part" "$source"
fi
if [ ! -x "$before" ]; then
    { (cd "$source" && cmake --preset release -B ../build -DBUILD_TESTING=OFF) &&
        cmake --build "$cache/build" --target bac_cli -j "${BAC_JOBS:-2}"; } >"$cache/build.log" 2>&1 ||
        die "the old tree does not build: $cache/build.log says why; remove $cache to start anew"
fi

work=$cache/work
mkdir -p "$work"
rm -f "$work/lines"
faults=0
# pair NETWORK NAME OPTION...: what both bacs make of one plan.
pair() {
    title="$(basename "$1" .bnet) $2" net=$1
    shift 2
    collect "$before" "$net" "$work/before" "$@" || die "$title: the old bac refuses it: $(cat "$work/before/error")"
    if collect "$after" "$net" "$work/after" "$@"; then
        for side in before after; do
            facts "$work/$side" >"$work/$side.facts" || die "$title: what the bac $side printed is not readable: see $work/$side"
        done
        compare "$work/before.facts" "$work/after.facts" "$title" >"$work/out" || faults=$((faults + 1))
        cat "$work/out"
        tail -1 "$work/out" >>"$work/lines"
    else
        echo "$title: refused: $(cat "$work/after/error")"
        faults=$((faults + 1))
    fi
}
plans() { # NETWORK
    name=$(sed -n 's/^name //p' "$1")
    for plan in "$source"/golden/plans/*.cfg; do
        [ "$(awk '$1 == "network" { print $2 }' "$plan")" != "$name" ] || pair "$1" "${plan##*/}" --plan "$plan"
    done
    for samples in 1 2 4; do
        pair "$1" "unrolled S = $samples" --samples-per-clock $samples
    done
    "$before" plan "$1" --style folded -o "$work/folded.cfg" >/dev/null
    pair "$1" folded --plan "$work/folded.cfg"
}

default=golden/nets/default-0099.bnet
kept=$source/$default
[ -f "$kept" ] || kept=$source/golden/nets/default.bnet
cmp "$kept" $default || { echo "$default is not the network of $revision"; faults=$((faults + 1)); }
plans $default
onnx=$shared/nets/bacalhaunet-ps007-gold.onnx
if [ -f "$onnx" ]; then
    for bac in "$before" "$after"; do
        net=$work/bacalhaunet-ps007-gold.bnet
        [ "$bac" = "$before" ] || net=$work/imported.bnet
        "$bac" import "$onnx" -o "$net" --name bacalhaunet_ps007_gold >/dev/null || die "$bac does not import $onnx"
    done
    cmp "$work/bacalhaunet-ps007-gold.bnet" "$net" || { echo "the published network is imported otherwise"; faults=$((faults + 1)); }
    plans "$work/bacalhaunet-ps007-gold.bnet"
else
    echo "skipped: the published network, $onnx is not there (BAC_SHARED names its folder)"
fi

rm -rf "$work/vectors"
"$after" golden $default golden/frames/synthetic-48.npy -o "$work/vectors" --frames 0:1 >/dev/null || faults=$((faults + 1))
if diff -r -x MANIFEST "$source/golden/vectors" "$work/vectors"; then
    echo "golden vectors: equal"
else
    faults=$((faults + 1))
fi

awk -F '[:,;] ' '{ for (i = 2; i <= NF; i++) sum[i] += $i } END {
    printf "%d networks x plans, %d stages, %d parameters and %d further figures compared, %d differences; %d stages new, %d renamed\n",
        NR, sum[2], sum[3], sum[4], sum[5], sum[6], sum[7] }' "$work/lines"
[ $faults = 0 ] || { echo "same.sh: $faults of the comparisons above found a difference" >&2; exit 1; }
