#!/bin/sh
# train/radioml.sh on a small synthetic file of RadioML 2018.01A's format: hours reckoned before anything is
# trained, the chain in order, the tables, a run that was interrupted and one that was not with the same end,
# refusals of what is no such file.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"

gold=$work/GOLD.hdf5
status 0 "$TOOLS/radioml_file" signal:radioml,seed=7,count=10,snr=-4:20:12 "$gold"
short='epochs=2;epoch_frames=128;batch=64;shard=8;freeze_epoch=1'
# table OUT [ARGS...]: exit status and words in $work/out, $work/err
table() {
    out=$1
    shift
    sh "$ROOT/train/radioml.sh" "$BAC" "$gold" "$out" --threads 2 --set "$short" "$@"
}

# ---- hours first, and nothing else when only they are asked for
status 0 table "$work/once" --reckon contest-prune1
says '^bacalhaunet-float  *256  *256  *[0-9][0-9]*  *0\.[0-9][0-9]$'
says '^contest-prune1  *256  *256'
says '^reckoned: 0\.[0-9] hours'
equal "" "$(ls "$work/once")" "runs before the training"
equal 6 "$(grep -cE '^(bacalhaunet|contest)-' "$work/out")" "runs behind prune1"

# ---- once through, all but the two networks that take long
chain='bacalhaunet-float-long contest-w5a5 contest-prune1'
# shellcheck disable=SC2086 # a list of words
status 0 table "$work/once" $chain
says "^measured on 72 frames, $gold:test\$"
says '^| BacalhauNet float | 59.09 | 1.416 | [0-9]*\.[0-9][0-9] | - | 1\.[0-9]* |$'
says '^| BacalhauNet 8 bit | 59.06 | 0.146 | [0-9]*\.[0-9][0-9] | - | 0\.[0-9]* |$'
says '^| BacalhauNet 5 bit | 55.89 | 0.056 | [0-9]*\.[0-9][0-9] | - | 0\.0[0-9]* |$'
says '^| 1st prune, decay 5e-5 | 58.26 | 0.0348 | [0-9]*\.[0-9][0-9] |'
says '^| VGG10 baseline, 8 bit | 59.47 | 1.000 | not trained | - | - |$'
grep '^|' "$work/out" >"$work/whole"

# ---- the files are what the table says
accuracy=$("$BAC" eval "$work/once/contest-w5a5/net.bnet" "$gold:test" --json |
    sed -n 's/^  "correct": \([0-9]*\),*$/\1/p' | head -1 | awk '{ printf "%.2f", 100 * $1 / 72 }')
equal "$(awk -F'|' '/BacalhauNet 5 bit/ { print $5 + 0 }' "$work/whole")" "$(echo "$accuracy" | awk '{ print $1 + 0 }')" \
    "accuracy of the integers"

# ---- interrupted in the middle of the chain: the same end (timeout passes the signal on to shell and bac)
# shellcheck disable=SC2086 # a list of words
set -- $chain
timeout 300 sh "$ROOT/train/radioml.sh" "$BAC" "$gold" "$work/twice" --threads 2 --set "$short" "$@" \
    >"$work/out" 2>"$work/err" &
process=$!
until [ -e "$work/twice/bacalhaunet-w8a8n/checkpoint.bin" ] || ! kill -0 $process 2>/dev/null; do
    sleep 0.02
done
kill -TERM $process
wait $process && fail "an interrupted chain says that all is well"
[ -e "$work/twice/bacalhaunet-float/checkpoint.bin" ] || fail "nothing was trained before the interruption"
[ ! -e "$work/twice/contest-prune1" ] || fail "the chain was over before it was interrupted"
status 0 table "$work/twice" "$@"
grep '^|' "$work/out" | diff "$work/whole" - || fail "an interrupted chain ends otherwise"
before=$(ls -l --time-style=full-iso "$work/twice/contest-w5a5/checkpoint.bin")
status 0 table "$work/twice" "$@"
says '^contest-w5a5  *256  *0  *-  *0.0$'
equal "$before" "$(ls -l --time-style=full-iso "$work/twice/contest-w5a5/checkpoint.bin")" "a finished run is left alone"

# ---- refusals
status 1 table "$work/none" nonsense
complains 'no run is called nonsense; there are: bacalhaunet-float'
gold=$work/absent.hdf5
status 1 table "$work/none"
complains 'cannot read'
gold=$work/ours.hdf5
status 0 "$BAC" signal --count 1 --snr 10 -o "$gold"
status 1 table "$work/none" bacalhaunet-float-long
complains "the split is of RadioML 2018.01A's file"
finish
