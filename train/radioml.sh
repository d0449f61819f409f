#!/bin/sh
# train/radioml.sh BAC FILE.hdf5 OUT [--threads N] [--set "KEY=VALUES;.."] [--reckon] [NAME ...]
# The tables of quantisation and pruning of docs/training.md on RadioML 2018.01A: trains the recipes behind them
# (NAME ...: only these and what they start from) on the challenge's training part, tests each network once on its
# test part, and prints the tables. First it states how long that will take. The same command goes on after an
# interruption. --set changes keys of every recipe; --reckon stops before the training.
#
# OUT/NAME is the folder of a run, OUT/NAME/figures.json what it reached. Nothing is chosen by validation: the
# challenge has no part for it.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5

die() {
    printf 'radioml: %s\n' "$*" >&2
    exit 1
}

# NAME|starts from|label|published accuracy, %|published score, in the order of the tables
quantisation='vgg10-w8a8|vgg10-float|VGG10 baseline, 8 bit|59.47|1.000
mobilenetv3-small-float|mobilenetv3-small-start|MobileNetV3-Small 1-D, float|61.3|30.42
bacalhaunet-float-long|bacalhaunet-float|BacalhauNet float|59.09|1.416
contest-w8a8|bacalhaunet-w8a8n|BacalhauNet 8 bit|59.06|0.146
contest-w7a7|contest-w8a8|BacalhauNet 7 bit|58.35|0.100
contest-w6a6|contest-w8a8|BacalhauNet 6 bit|58.67|0.078
contest-w5a5|contest-w8a8|BacalhauNet 5 bit|55.89|0.056'
pruning='contest-decay|contest-w6a6|6 bit, weight decay 1e-4, before pruning|57.62|0.0735
contest-prune1|contest-decay|1st prune, decay 5e-5|58.26|0.0348
contest-prune2|contest-prune1|2nd prune, decay 1e-4|57.55|0.0235
contest-prune3|contest-prune2|3rd prune, decay 5e-5|56.24|0.0162'
# The slowest last: its row is the only one that waits for it.
order='bacalhaunet-float bacalhaunet-float-long vgg10-float vgg10-w8a8 bacalhaunet-w8a8n contest-w8a8 contest-w7a7
    contest-w6a6 contest-w5a5 contest-decay contest-prune1 contest-prune2 contest-prune3
    mobilenetv3-small-start mobilenetv3-small-float'

[ $# -ge 3 ] || die "usage: BAC FILE.hdf5 OUT [--threads N] [--set \"KEY=VALUES;..\"] [--reckon] [NAME ...]"
bac=$1 file=$2 out=$3
shift 3
threads=$(nproc 2>/dev/null || echo 2) settings='' reckon_only=no names=''
while [ $# -gt 0 ]; do
    case $1 in
    --threads | --set)
        [ $# -ge 2 ] || die "$1 wants a value"
        if [ "$1" = --set ]; then settings=$2; else threads=$2; fi
        shift
        ;;
    --reckon) reckon_only=yes ;;
    -*) die "unknown option $1: there are --threads, --set and --reckon" ;;
    *) names="$names $1" ;;
    esac
    shift
done
recipes=$(cd "$(dirname "$0")/recipes" && pwd)
[ -r "$file" ] || die "cannot read $file; RadioML 2018.01A's GOLD_XYZ_OSC.0001_1024.hdf5 is yours to get (docs/datasets.md)"
mkdir -p "$out"
file=$(cd "$(dirname "$file")" && pwd)/$(basename "$file")
out=$(cd "$out" && pwd)
case $file$out in *[\;\#]*) die "a path with ; or # cannot stand in a recipe: $file, $out" ;; esac
case $file in *.h5 | *.hdf5) ;; *) die "$file: a data set's name ends in .hdf5 or .h5" ;; esac

# Runs that are no rows, but what a row starts from
between='bacalhaunet-float|
vgg10-float|
mobilenetv3-small-start|
bacalhaunet-w8a8n|bacalhaunet-float'
links() { printf '%s\n' "$quantisation" "$pruning" "$between"; }
# What a run starts from; empty: its seed.
start_of() { links | awk -F'|' -v name="$1" '$1 == name { print $2; found = 1 } END { exit !found }'; }
# The names asked for and all that they start from, in order.
chain=''
for name in ${names:-$order}; do
    while [ -n "$name" ]; do
        chain="$chain $name"
        before=$(start_of "$name") || die "no run is called $name; there are: $(echo "$order" | tr -s ' \n' ' ')"
        name=$before
    done
done
runs=''
for name in $order; do
    case " $chain " in *" $name "*) runs="$runs $name" ;; esac
done

# train NAME FOLDER INIT MORE_SETTINGS [OPTION ...]
train() {
    set_all="train=$file:train;valid=none;init=$3${settings:+;$settings}${4:+;$4}"
    run=$1 folder=$2
    shift 4
    "$bac" train "$recipes/$run.recipe" -o "$folder" --threads "$threads" --set "$set_all" "$@"
}

# ---- how long it takes: frames to go by frames a second, measured on this file with this computer

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'echo "radioml: interrupted; the same command goes on" >&2; exit 130' INT TERM
# Frames of a recipe and how many of them are to go.
frames() {
    key() { printf '%s\n' "$settings" | tr ';' '\n' | awk -F= -v k="$1" '$1 == k { print $2 }' | tail -1; }
    each=$(key epoch_frames) epochs=$(key epochs)
    : "${each:=$(awk '$1 == "epoch_frames" { print $2 }' "$recipes/$1.recipe")}"
    : "${epochs:=$(awk '$1 == "epochs" { print $2 }' "$recipes/$1.recipe")}"
    done_epochs=$(awk -F, 'END { print (NR > 1) ? $1 : 0 }' "$out/$1/log.csv" 2>/dev/null || echo 0)
    echo $((${each:-100000} * epochs)) $((${each:-100000} * (epochs - done_epochs)))
}
# Frames a second of the runs like NAME: of one network, float or quantised.
speed() {
    kind=$(awk '$1 == "network" { n = $2 } $1 == "quantise" { q = $2 } END { print n "-" q }' "$recipes/$1.recipe")
    if [ ! -s "$work/$kind" ]; then
        train "$1" "$work/run" none 'epochs=1;epoch_frames=512;batch=64;prune=none' >"$work/said" 2>&1 ||
            die "a trial of $1 failed: $(tail -1 "$work/said")"
        awk '$1 == 1 { print $(NF - 1) }' "$work/said" >"$work/$kind"
        rm -rf "$work/run"
    fi
    cat "$work/$kind"
}
echo "training part and test part of $file; runs in $out; $threads threads"
echo
printf '%-26s %12s %12s %10s %8s\n' run frames 'to go' frames/s hours
total=0
for name in $runs; do
    frames "$name" >"$work/frames"
    read -r all left <"$work/frames"
    rate=-
    hours=0.0
    if [ ! -s "$out/$name/figures.json" ] && [ "$left" -gt 0 ]; then
        speed "$name" >"$work/rate"
        read -r rate <"$work/rate"
        hours=$(awk -v n="$left" -v r="$rate" 'BEGIN { printf "%.2f", (r > 0) ? n / r / 3600 : 0 }')
    fi
    printf '%-26s %12s %12s %10s %8s\n' "$name" "$all" "$left" "$rate" "$hours"
    total=$(awk -v a="$total" -v b="$hours" 'BEGIN { print a + b }')
done
awk -v t="$total" 'BEGIN { printf "reckoned: %.1f hours of training, and the tests, a few minutes each\n", t }'
[ $reckon_only = no ] || exit 0

# ---- the runs

for name in $runs; do
    [ ! -s "$out/$name/figures.json" ] || continue
    printf '\n== %s\n' "$name"
    init=$(start_of "$name")
    verdict=0
    mkdir -p "$out/$name"
    train "$name" "$out/$name" "${init:+$out/}${init:-none}" '' --test "$file:test" --json \
        >"$out/$name/figures.part" || verdict=$?
    [ $verdict = 0 ] || die "$name ended with status $verdict; the same command goes on from its last checkpoint"
    mv "$out/$name/figures.part" "$out/$name/figures.json"
done

# ---- the tables

# figure NAME KEY: a number of the run's figures, of the whole network or of the test
figure() { sed -n 's/^ *"'"$2"'": \([0-9.e+-]*\),*$/\1/p' "$out/$1/figures.json" 2>/dev/null | tail -1; }
percent() { figure "$1" accuracy | awk '{ printf "%.2f", 100 * $1 }'; }
table() {
    echo
    echo "| network | published, % | published score | measured, % | points from our VGG10 | our score |"
    echo "| --- | --- | --- | --- | --- | --- |"
    printf '%s\n' "$1" | while IFS='|' read -r name _ label accuracy score; do
        ours=$(percent "$name")
        best=$(percent vgg10-w8a8)
        below=$(awk -v a="$best" -v b="$ours" 'BEGIN { if (a == "" || b == "") printf "-"; else printf "%+.2f", b - a }')
        cost=$(figure "$name" score | awk '{ printf "%.6f", $1 }')
        echo "| $label | $accuracy | $score | ${ours:-not trained} | $below | ${cost:--} |"
    done
}
echo
tested=$(for name in $runs; do figure "$name" frames; done | head -1)
echo "measured on $tested frames, $file:test"
table "$quantisation"
table "$pruning"
