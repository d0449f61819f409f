#!/bin/sh
# kernels.sh [FRAMES [DENSITY%]]: GFLOP/s of every layer's kernels, BacalhauNet and VGG10, one core.
# Uses the libraries of the build folder (BUILD, default build/release); about five seconds.
set -eu
here=$(dirname "$0")
nn=${BUILD:-build/release}/train/nn
if [ ! -f "$nn/libbackernels.a" ]; then
    echo "kernels.sh: $nn/libbackernels.a is missing: build first, or say BUILD=folder" >&2
    exit 1
fi
program=$(mktemp)
trap 'rm -f "$program"' EXIT
${CC:-cc} -O2 -I "$here/../../train/nn" "$here/kernels.c" "$nn/libbackernels.a" \
    "$nn"/libbaclevel_*.a -lm -o "$program"
for net in bacalhaunet vgg10; do
    echo "$net, ${1:-16} frames at once"
    "$program" "$net" "$@"
done
