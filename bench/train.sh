#!/bin/sh
# bench/train.sh [BAC] - training speed of BacalhauNet, forward and backward, beside PyTorch's on the same
# processors in the same run: three rounds in turn, the best of each. bac makes its frames as it goes,
# PyTorch has them in memory. Needs Debian's python3-torch for the comparison.
# BASE=OTHER_BAC bench/train.sh [BAC]: frames a second and core beside another build's instead: five rounds in
# turn, each on one thread, by processor time less that of a run of one step; the best of each, and the ratio.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
cd "$(dirname "$0")/.."
bac=${1:-build/release/bac}
threads=$(nproc)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds BAC FRAMES: processor time of a run on one thread
seconds() {
    rm -rf "$work/run"
    (
        "$1" train "${RECIPE:-train/recipes/bacalhaunet-float.recipe}" -o "$work/run" --threads 1 \
            --set "epochs=1;epoch_frames=$2;batch=256;valid=none${SET:+;$SET}" >"$work/out"
        times
    ) | awk 'END { gsub(/[ms]/, " "); print $1 * 60 + $2 + $3 * 60 + $4 }'
}
if [ -n "${BASE:-}" ]; then
    for round in 1 2 3 4 5; do
        for one in "$bac" "$BASE"; do
            printf '%s ' "$(seconds "$one" 256)" "$(seconds "$one" 10496)"
        done
        echo
    done | awk '{
        mine = 10240 / ($2 - $1); other = 10240 / ($4 - $3)
        printf "round %d: %.0f and %.0f frames/s a core, ratio %.2f\n", NR, mine, other, mine / other
        if (mine > best) best = mine
        if (other > best_other) best_other = other
    } END { printf "ratio %.2f (target 2.5): %.0f beside %.0f, the best of each\n", best / best_other, best, best_other }'
    exit
fi

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
