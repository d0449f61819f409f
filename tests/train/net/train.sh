#!/bin/sh
# bac train from the command line: interrupted runs end with the bits of whole ones, whatever stops
# them; broken checkpoints, full disks and wrong options end in one line and lose nothing.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"

recipe=$work/small.recipe
cat >"$recipe" <<EOF
recipe 1
name small
network bacalhaunet
kernel 5 3
stride 16 1
channels 4 4
quantise native
weight_bits 5
act_bits 4
batch 32
shard 8
epoch_frames 4800
epochs 2
lr 1e-2
prune score
prune_score 0.00025
prune_every 10
regrow yes
train signal:radioml,seed=11,count=2
valid signal:radioml,seed=12,count=1,snr=10
EOF
per_epoch=150

# steps DIR: finished steps, as the checkpoint states them
steps() {
    od -An -t u8 -j 16 -N 8 "$1/checkpoint.bin" | tr -d ' '
}

# begin DIR ARGS...: trains in the background, until the first checkpoint is there
begin() {
    dir=$1
    shift
    "$BAC" train "$recipe" -o "$dir" --checkpoint 0 "$@" >"$work/out" 2>"$work/err" &
    child=$!
    tries=0
    while [ ! -e "$dir/checkpoint.bin" ] && [ $tries -lt 600 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
}

# stopped WANT SIGNAL: ends the child; its exit status
stopped() {
    checks=$((checks + 1))
    kill -"$2" "$child" 2>/dev/null
    wait "$child" 2>/dev/null
    got=$?
    [ "$got" = "$1" ] || fail "exit $got after SIG$2, expected $1"
}

# ---- whole runs

status 0 "$BAC" train "$recipe" -o "$work/whole" -t 1
says 'score 0\.000[0-9]*:'
says "wrote $work/whole/net.bnet"
equal 3 "$(wc -l <"$work/whole/log.csv")" "lines of the log"
equal $((2 * per_epoch)) "$(steps "$work/whole")" "steps"
for threads in 2 3; do
    status 0 "$BAC" train "$recipe" -o "$work/threads" -t $threads
    for file in checkpoint.bin net.onnx net.bnet; do
        status 0 cmp "$work/whole/$file" "$work/threads/$file"
    done
    rm -r "$work/threads"
done

# ---- kill -9, as often as it takes to have been in mid-epoch three times

kills=0
middle=0
while [ $middle -lt 3 ] && [ $kills -lt 20 ]; do
    rm -f "$work/killed/net.bnet"
    begin "$work/killed" -t $((kills % 3 + 1))
    sleep 0.1
    kill -9 $child 2>/dev/null
    wait $child 2>/dev/null
    kills=$((kills + 1))
    at=$(steps "$work/killed")
    [ "$at" -ge $((2 * per_epoch)) ] && rm -r "$work/killed" && continue
    [ $((at % per_epoch)) = 0 ] || middle=$((middle + 1))
done
equal 3 $middle "kills in mid-epoch"
cp "$work/killed/checkpoint.bin" "$work/middle.bin"
status 0 "$BAC" train "$recipe" -o "$work/killed" -t 2
for file in checkpoint.bin net.onnx net.bnet; do
    status 0 cmp "$work/whole/$file" "$work/killed/$file"
done
equal 3 "$(wc -l <"$work/killed/log.csv")" "lines of the log after kills"
status 0 sh -c "cut -d, -f1-6 '$work/whole/log.csv' >'$work/a'; cut -d, -f1-6 '$work/killed/log.csv' | cmp - '$work/a'"

# ---- SIGINT, SIGTERM: a message, a checkpoint, the way on

for signal in INT TERM; do
    begin "$work/$signal" -t 2
    stopped 130 $signal
    complains "^bac train: stopped after step [0-9]* of $((2 * per_epoch)); the same command goes on"
    at=$(sed 's/.*step \([0-9]*\) of.*/\1/' "$work/err")
    equal "$at" "$(steps "$work/$signal")" "steps in the checkpoint"
    absent "$work/$signal/net.bnet"
done

# ---- a full disk: the checkpoint before it stays, and the run goes on from there

cp "$work/INT/checkpoint.bin" "$work/before.bin"
size=$(wc -c <"$work/before.bin")
# Blocks of 512 or 1024 bytes: either way less than a checkpoint. The signal would be fatal.
status 3 sh -c "trap '' XFSZ; ulimit -f $((size / 2048)); exec '$BAC' train '$recipe' -o '$work/INT' -t 1 --checkpoint 0"
complains "^bac train: $work/INT/checkpoint.bin: cannot write: "
status 0 cmp "$work/before.bin" "$work/INT/checkpoint.bin"
absent "$work/INT/checkpoint.bin."
status 0 "$BAC" train "$recipe" -o "$work/INT" -t 2
status 0 cmp "$work/whole/checkpoint.bin" "$work/INT/checkpoint.bin"

# The log alone cannot be written: the run stops, and says so, behind a checkpoint.
mkdir -p "$work/log/log.csv"
status 3 "$BAC" train "$recipe" -o "$work/log" -t 1
complains "^bac train: $work/log/log.csv: is a directory"
equal $per_epoch "$(steps "$work/log")" "steps before the log"

# ---- checkpoints that are none

refuse() { # FILE PATTERN: instead of a checkpoint; it is left as it is
    mkdir -p "$work/bad"
    cp "$1" "$work/bad/checkpoint.bin"
    status 3 "$BAC" train "$recipe" -o "$work/bad"
    complains "^bac train: $work/bad/checkpoint.bin: .*$2"
    status 0 cmp "$1" "$work/bad/checkpoint.bin"
}
for length in 0 7 8 90 700 $((size - 1)); do
    head -c "$length" "$work/middle.bin" >"$work/cut"
    refuse "$work/cut" 'is n'
done
cp "$work/middle.bin" "$work/flipped"
printf '\377' | dd of="$work/flipped" bs=1 seek=$((size - 300)) conv=notrunc 2>/dev/null
! cmp -s "$work/flipped" "$work/middle.bin" || fail "nothing was flipped"
refuse "$work/flipped" 'cut or damaged'
refuse "$tiny" 'is not a checkpoint of bac train'
rm -r "$work/bad"
mkdir "$work/bad" && cp "$work/middle.bin" "$work/bad/checkpoint.bin"
status 3 "$BAC" train "$recipe" -o "$work/bad" --set 'lr=1e-3'
complains 'checkpoint.bin: belongs to another recipe'
status 0 cmp "$work/middle.bin" "$work/bad/checkpoint.bin"
(cd "$work" && status 0 "$BAC" train small.recipe -o bad) # from elsewhere it is the same recipe
status 0 cmp "$work/whole/checkpoint.bin" "$work/bad/checkpoint.bin"

# ---- options, and what a recipe names

new=$work/new
status 3 "$BAC" train "$recipe" -o "$new" --set 'learning_rat=1'
complains "^bac train: $recipe, set learning_rat: unknown key"
status 3 "$BAC" train "$recipe" -o "$new" --set 'lr=fast'
complains 'set lr: '
status 2 "$BAC" train "$recipe" -o "$new" --set 'lr'
status 2 "$BAC" train "$recipe" -o "$new" --set "name=$(printf '%02000d' 1)"
status 3 "$BAC" train "$recipe" -o "$new" --set 'shard=7'
complains 'divide'
status 3 "$BAC" train "$recipe" -o "$new" --set 'init=nowhere'
complains "^bac train: $work/nowhere: cannot open"
status 3 "$BAC" train "$recipe" -o "$new" --set 'init=whole;teacher=nowhere/checkpoint.bin'
complains "^bac train: $work/nowhere/checkpoint.bin: cannot open"
status 3 "$BAC" train "$recipe" -o "$new" --set "init=whole;channels=4 8"
complains "^bac train: whole: has no layer"
status 3 "$BAC" train "$recipe" -o "$new" --set 'train=missing.npy'
complains "^bac train: $work/missing.npy"
status 3 "$BAC" train "$work/no.recipe" -o "$new"
complains "^bac train: $work/no.recipe: cannot open"
status 3 "$BAC" train "$tiny" -o "$new"
complains "^bac train: $tiny:1"
absent "$new"
for option in '--threads 0' '--threads x' '--checkpoint -1' '--checkpoint 1.5' '--nonsense 1'; do
    # shellcheck disable=SC2086
    status 2 "$BAC" train "$recipe" -o "$new" $option
done
status 2 "$BAC" train "$recipe"
status 2 "$BAC" train -o "$new"
: >"$work/plain"
status 3 "$BAC" train "$recipe" -o "$work/plain"
complains "^bac train: $work/plain"
absent "$new"

finish
