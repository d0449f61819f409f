#!/bin/sh
# bench/train.sh [BAC] - training speed of BacalhauNet, forward and backward, beside PyTorch's on the same
# processors in the same run: three rounds in turn, the best of each. bac makes its frames as it goes,
# PyTorch has them in memory. Needs Debian's python3-torch for the comparison.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
cd "$(dirname "$0")/.."
bac=${1:-build/release/bac}
threads=$(nproc)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=/usr/bin/python3
have_torch=yes
"$python" -c 'import torch' 2>/dev/null || have_torch=no
best_bac=0 best_torch=0
for round in 1 2 3; do
    rm -rf "$work/run"
    frames=$("$bac" train train/recipes/bacalhaunet-float.recipe -o "$work/run" --threads "$threads" \
        --set "epochs=1;epoch_frames=20480;batch=256;valid=none" | awk '$1 == 1 {print $(NF - 1)}')
    best_bac=$(echo "$frames $best_bac" | awk '{print ($1 > $2) ? $1 : $2}')
    if [ $have_torch = yes ]; then
        frames=$("$python" bench/train_torch.py "$threads" 256 8)
        best_torch=$(echo "$frames $best_torch" | awk '{print ($1 > $2) ? $1 : $2}')
    fi
    echo "round $round: bac $best_bac frames/s, PyTorch $best_torch frames/s (best so far)"
done
if [ $have_torch = yes ]; then
    echo "$best_bac $best_torch" |
        awk '{printf "ratio %.2f (target 3): bac train over PyTorch, %s\n", $1 / $2, "'"$threads threads"'"}'
else
    echo "python3-torch is not installed: no ratio"
fi
