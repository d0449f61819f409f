#!/bin/sh
# fuzz.sh - libFuzzer on the readers of the project.
#
#   fuzz.sh build             build/fuzz: clang, AddressSanitizer, UndefinedBehaviorSanitizer
#   fuzz.sh READER SECONDS    fuzz one reader so long; its corpus is kept in build/fuzz/corpus/READER, so
#                             that the next run goes on from it
#   fuzz.sh all SECONDS       all readers, one after the other
#   fuzz.sh volume I/N        the I-th of the N readers, as many executions as `volume` below says: 51 million in
#                             all, some two hours of one processor, over half of them for onnx
#
# Prints the number of executions; exit status 1 and the input's file on a finding. Put that file into
# tests/fuzz/found/READER when it is mended: every build replays it. Environment: BAC, the command line
# tool, default build/release/bac; SEED, of libFuzzer's random numbers, default 1; RUNS, a number of
# executions instead of seconds.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${BAC:=$root/build/release/bac}"
export BAC MAKERS="${MAKERS:-$(dirname "$BAC")/tests}"
cd "$root"
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 2; }

readers() { sed -n 's/^bac_fuzz(\([a-z0-9]*\) .*/\1/p' tests/fuzz/CMakeLists.txt; }

# volume READER: its executions. Readers of networks are asked for five million each; the others have theirs by how
# fast they are.
volume() {
    case $1 in
    bnet | onnx | plan | npy | sigmf | trace) echo 5000000 ;;
    space | calibration) echo 7000000 ;;
    recipe) echo 3000000 ;;
    checkpoint | suite) echo 2000000 ;;
    *) echo 200000 ;;
    esac
}

# in_libhdf5 LOG: the innermost frame that is libhdf5's or has a line of ours is libhdf5's.
in_libhdf5() {
    awk '/^ *#[0-9]+ 0x/ && /libhdf5|[.]c:[0-9]/ { own = !/libhdf5/; found = 1; exit } END { exit !found || own }' "$1"
}

# fuzz READER SECONDS
fuzz() {
    corpus=build/fuzz/corpus/$1 found=build/fuzz/found/$1
    mkdir -p "$corpus" "$found"
    sh tests/fuzz/seeds.sh "$1" build/fuzz/seeds/"$1"
    set -- "$1" "$2" "$corpus" build/fuzz/seeds/"$1" tests/fuzz/found/"$1"
    [ -d "$5" ] || set -- "$1" "$2" "$3" "$4"
    reader=$1
    limit="-max_total_time=$2"
    [ -z "${RUNS:-}" ] || limit="-runs=$RUNS"
    shift 2
    log=build/fuzz/$reader.log
    leaks=1
    [ "$reader" != hdf5 ] || leaks=0 # libhdf5's own, on files that are damaged inside
    # A finding is run again to be understood; a stack of one call at each allocation makes a fifth more executions.
    if ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=$leaks:malloc_context_size=1 \
        build/fuzz/tests/fuzz/fuzz_"$reader" "$limit" -seed="${SEED:-1}" -max_len=65536 -timeout=10 \
        -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$found/" "$@" >"$log" 2>&1; then
        awk -v reader="$reader" '/^stat::number_of_executed_units/ { n = $2 } /cov: / { for (i = 1; i < NF; i++)
            if ($i == "cov:") cov = $(i + 1) } END { printf "%-10s %9d executions, %5d edges, no finding\n", reader, n, cov }' "$log"
    elif [ "$reader" = hdf5 ] && in_libhdf5 "$log"; then
        echo "hdf5       a fault inside libhdf5, which is not ours: $log"
    else
        tail -40 "$log"
        echo "fuzz.sh: $reader: a finding; the input is the file named above, the log $log" >&2
        return 1
    fi
}

case ${1:-} in
build)
    command -v clang >/dev/null || {
        echo "fuzz.sh: needs clang and libclang-rt-14-dev" >&2
        exit 1
    }
    cmake --preset fuzz >/dev/null
    cmake --build build/fuzz --target fuzz_all
    ;;
all)
    [ $# = 2 ] || usage
    for reader in $(readers); do fuzz "$reader" "$2"; done
    ;;
volume)
    n=$(readers | grep -c .)
    case ${2:-} in
    [1-9]*/"$n") reader=$(readers | sed -n "${2%/*}p") ;;
    *) reader= ;;
    esac
    [ -n "$reader" ] || {
        echo "fuzz.sh: volume I/$n, not '${2:-}': the I-th reader of $(readers | tr '\n' ' ')" >&2
        exit 2
    }
    RUNS=$(volume "$reader") fuzz "$reader" 0
    ;;
'' | -*) usage ;;
*)
    [ $# = 2 ] || usage
    fuzz "$1" "$2"
    ;;
esac
