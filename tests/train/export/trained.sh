#!/bin/sh
# From recipe to integers with the command line: two networks are trained for a moment, in either
# style; the trainer and the integers agree on every logit of 10,400 frames; what bac export writes
# is what bac import reads; bad operands leave nothing behind.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
: "${COMPARE_RUN:?tests/train/export/compare_run}"

# recipe STYLE
recipe() {
    cat <<EOF
recipe 1
name small-$1
network bacalhaunet
kernel 9 5 5
stride 4 1 4
channels 8 8 12
quantise $1
epochs 1
epoch_frames 2048
batch 64
shard 16
lr 5e-3
prune score
prune_score 0.002
prune_every 4
train signal:radioml,seed=1,count=16
EOF
}

for style in native free; do
    recipe $style >"$work/$style.recipe"
    status 0 "$BAC" train "$work/$style.recipe" -o "$work/$style" -t 1
    status 0 "$COMPARE_RUN" "$work/$style" signal:radioml,seed=2,count=17 10400
    says "^small-$style: 0 of 10400 frames differ"
    status 0 "$COMPARE_RUN" "$work/$style" signal:radioml,seed=3,count=1 64 "$work/$style/net.bnet"

    status 0 "$BAC" export "$work/$style" -o "$work/small_$style.onnx" --bnet "$work/a.bnet"
    says "^imported again: [0-9]* layers"
    status 0 cmp "$work/$style/net.onnx" "$work/small_$style.onnx"
    status 0 "$BAC" import "$work/small_$style.onnx" -o "$work/b.bnet"
    status 0 diff "$work/a.bnet" "$work/b.bnet"
    status 0 grep -q '^classes OOK 4ASK' "$work/b.bnet"
    status 0 sh -c "sed '/^source \"trained/d' '$work/$style/net.bnet' | diff - '$work/a.bnet'"
    status 0 "$BAC" export "$work/$style/checkpoint.bin" -o "$work/c.onnx" --json
    equal "small-$style" "$("$json_get" network <"$work/out")" "network"
    equal "$style" "$("$json_get" quantise <"$work/out")" "style"
    score=$("$json_get" score <"$work/out")
    status 0 "$BAC" cost "$work/c.onnx" --json
    equal "$score" "$("$json_get" score <"$work/out")" "score of the file"
done

# A .bnet file alone: the same logits for every frame of a set.
frames=$ROOT/golden/frames/synthetic-48.npy
for net in "$ROOT/golden/nets/default.bnet" "$work/native/net.bnet" "$work/free/net.bnet"; do
    status 0 "$BAC" export "$net" -o "$work/d.onnx" --bnet "$work/d.bnet"
    status 0 "$BAC" run "$net" "$frames" --logits "$work/want.npy"
    status 0 "$BAC" run "$work/d.bnet" "$frames" --logits "$work/got.npy"
    status 0 cmp "$work/want.npy" "$work/got.npy"
    status 0 sh -c "'$BAC' cost '$net' >'$work/cost' && '$BAC' cost '$work/d.onnx' | cmp - '$work/cost'"
done
status 3 "$BAC" export "$ROOT/tests/nets/none.bnet" -o "$work/x.onnx"
complains 'none.bnet: cannot open'

# The comparison can fail: the integers of another network.
status 1 "$COMPARE_RUN" "$work/native" signal:radioml,seed=2,count=1 64 "$work/free/net.bnet"
says 'frames differ'

status 0 "$BAC" train "$work/free.recipe" -o "$work/none" -t 1 --set 'quantise=none;prune=none'
status 0 "$BAC" export "$work/none" -o "$work/none.onnx"
status 3 "$BAC" export "$work/none" -o "$work/x.onnx" --bnet "$work/x.bnet"
complains 'small-free: is a float network'
absent "$work/x.onnx" "$work/x.bnet"
status 3 "$BAC" export "$work/free" -o "$work/no/x.onnx"
complains 'x.onnx: cannot write'
status 3 "$BAC" export "$work/missing" -o "$work/x.onnx"
complains 'missing'
status 3 "$BAC" export "$work/free/net.onnx" -o "$work/x.onnx"
complains 'net.onnx'
status 2 "$BAC" export "$work/free"
complains 'say where to write'
absent "$work/x.onnx"

finish
