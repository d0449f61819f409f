#!/bin/sh
# flips.sh bnet|onnx COUNT : files of the repository and the seeds with one to eight bits flipped, COUNT times, under
# AddressSanitizer and UndefinedBehaviorSanitizer (build/fuzz, which fuzz.sh build makes). SEED: default 1.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${BAC:=$root/build/release/bac}"
export BAC MAKERS="${MAKERS:-$(dirname "$BAC")/tests}"
cd "$root"
seeds=build/fuzz/flips/$1
sh tests/fuzz/seeds.sh "$1" "$seeds"
case $1 in
bnet) set -- "$1" "$2" golden/nets/default.bnet golden/nets/sparse-0050.bnet ;;
onnx) set -- "$1" "$2" golden/nets/default.onnx golden/nets/bacalhaunet-synthetic-w6a6.onnx ;;
esac
reader=$1 count=$2
shift 2
ASAN_OPTIONS=allocator_may_return_null=1 "build/fuzz/tests/fuzz/flips_$reader" "$count" "${SEED:-1}" "$seeds" "$@" ||
    {
        echo "flips.sh: $reader: a finding; the input is the file named above" >&2
        exit 1
    }
