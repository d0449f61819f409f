#!/bin/sh
# bac train from networks in files: those of golden/nets, and, with the argument `shared`, published
# ones that are not ours to ship ($BAC_SHARED or ../shared; skipped, 77, where there are none). The
# recipes are those of docs/finetune.md.
shared=${BAC_SHARED:-$ROOT/../shared}
if [ "${1:-}" = shared ] && [ ! -f "$shared/nets/vgg10-ps007-w8a8.onnx" ]; then
    echo "SKIPPED: set BAC_SHARED to the folder that holds nets/vgg10-ps007-w8a8.onnx"
    exit 77
fi
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
nets=$ROOT/golden/nets

# recipe NAME INIT: the page's recipe of that name, for a blink of training
recipe() {
    {
        sed -n "/^    name  *$1\$/,/^\$/s/^    //p" "$ROOT/docs/finetune.md" |
            grep -v -e '^init' -e '^train' -e '^valid' -e '^lr ' -e '^epoch'
        printf '%s\n' "init $2" 'train signal:radioml,seed=11,count=1' \
            'valid signal:radioml,seed=12,count=1' 'batch 8' 'shard 8' 'epoch_frames 8' \
            'epochs 1' 'lr 1e-5'
    } | sed '1i recipe 1' >"$work/$1.recipe"
}

# alike NAME INIT [TAIL]: before the first step all frames are classified as the file does
alike() {
    recipe "$1" "$2"
    status 0 "$BAC" train "$work/$1.recipe" -o "$work/$1-$checks"
    says "^init $2: 256 of 256 frames classified alike${3:-}\$"
    says '^wrote .*net.bnet'
}

if [ "${1:-}" = shared ]; then
    alike published "$shared/nets/bacalhaunet-ps007-gold.onnx" \
        ": the file's integers approximate its sums"
    alike vgg10 "$shared/nets/vgg10-ps007-w8a8.onnx"
    finish
    exit
fi
alike native "$nets/default.onnx"
alike native "$nets/default.bnet"
alike free "$nets/bacalhaunet-synthetic-w6a6.onnx"

# An export of integers states no scales, an export of the fine-tuned run all of them.
status 0 "$BAC" export "$nets/default.bnet" -o "$work/unit.onnx"
alike native "$work/unit.onnx"
status 0 "$BAC" export "$(ls -d "$work"/free-*)" -o "$work/again.onnx"
alike free "$work/again.onnx"

# Fewer bits: a start, not an equal
status 0 "$BAC" train "$work/native.recipe" -o "$work/fewer" --set "weight_bits=4;epochs=1"
says '^init .*frames classified alike: stem .* has weights of 4 bits, in the file of 5$'

# A file as a teacher; a file that is none
status 0 "$BAC" train "$work/native.recipe" -o "$work/taught" --set "teacher=$nets/default.bnet"
says "^teacher $nets/default.bnet: 256 of 256 frames classified alike\$"
status 3 "$BAC" train "$work/native.recipe" -o "$work/bad" --set "init=$nets/vgg10-w8a8.bnet"
complains "^bac train: $nets/vgg10-w8a8.bnet:conv0_q: channel 0 is not clamp"
status 3 "$BAC" train "$work/native.recipe" -o "$work/bad" --set "stride=2 2 1 2 1"
complains "stride 4, 2 at stem of the recipe: a recipe names the network of its file"
absent "$work/bad"

finish
