#!/bin/sh
# seeds.sh READER FOLDER : collects the seeds of a reader: files of the repository, and small ones that bac
# makes. BAC: the command line tool; MAKERS: the folder of the tests' programs.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
reader=$1 folder=$2
: "${BAC:?the command line tool}" "${MAKERS:?the folder of the programs of the tests}"
mkdir -p "$folder"
# small FILE..: those of at most 16 KiB, under names of their own
small() {
    for file in "$@"; do
        [ "$(wc -c <"$file")" -gt 16384 ] ||
            cp "$file" "$folder/$(echo "${file#"$root"/}" | tr / -)"
    done
}
case $reader in
bnet)
    small "$root"/tests/nets/*.bnet "$root"/tests/sim/cosim/*.bnet
    for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do # of every operator
        "$MAKERS/rtl/random_bnet" $seed 1 "$folder/random-$seed" "$folder/.frames"
    done
    ;;
onnx)
    for seed in 1 2 3 4; do # of both styles of training, of streams without a quantiser, of average pools
        for style in 1 2; do
            mkdir -p "$folder/.case"
            "$MAKERS/train/export/oracle_case" write $seed $style "$folder/.case" >/dev/null
            mv "$folder/.case/net.onnx" "$folder/random-$seed-$style"
        done
        for shape in branches residual; do
            "$MAKERS/onnx/import/make_wide" $shape $seed "$folder/wide-$shape-$seed" 1 "$folder/.frames" >/dev/null
        done
    done
    ;;
plan)
    for style in unrolled folded serial shared; do
        "$BAC" plan "$root/tests/nets/tiny.bnet" --style $style -o "$folder/$style.cfg" >/dev/null
    done
    small "$root"/tests/sim/cosim/*.cfg
    ;;
recipe) small "$root"/train/recipes/*.recipe ;;
space) small "$root"/train/recipes/*.space ;;
suite) small "$root"/golden/suites/*.cfg ;;
checkpoint)
    printf '%s\n' 'recipe 1' 'network bacalhaunet' 'kernel 3' 'stride 64' 'channels 2' 'residual no' \
        'epochs 2' 'epoch_frames 8' 'batch 8' 'train signal:radioml,count=1' 'valid signal:radioml,count=1' \
        >"$folder/.recipe"
    "$BAC" train "$folder/.recipe" -o "$folder/.run" --threads 1 >/dev/null 2>&1
    cp "$folder/.run/checkpoint.bin" "$folder/run"
    ;;
npy) small "$root"/tests/sim/cosim/*.npy ;;
hdf5) "$BAC" signal --count 1 --classes BPSK+QPSK --snr 10 -o "$folder/two.h5" >/dev/null ;;
sigmf)
    "$BAC" signal --count 1 --classes BPSK+QPSK --snr 10 --rate 1e6 -o "$folder/two.sigmf-meta" >/dev/null
    rm -f "$folder/two.sigmf-data"
    ;;
calibration)
    "$BAC" calibrate "$root/golden/nets/default.bnet" 'signal:radioml,count=1' -o "$folder/one" >/dev/null
    ;;
trace)
    "$BAC" cycles "$root/tests/nets/tiny.bnet" --frames 2 --trace "$folder/.one" >/dev/null
    cat "$folder/.one" "$folder/.one" >"$folder/twice"
    ;;
*)
    echo "seeds.sh: no reader '$reader'" >&2
    exit 2
    ;;
esac
rm -rf "$folder"/.[a-z]*
[ -n "$(ls "$folder")" ] || {
    echo "seeds.sh: $reader has no seed" >&2
    exit 1
}
