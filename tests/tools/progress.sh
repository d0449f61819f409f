#!/bin/sh
# progress.sh : long work says where it is where nobody looks at a terminal: n of m, and the time left.
# BAC_PROGRESS makes a line due at every step.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1
net=$ROOT/golden/nets/default.bnet frames=$ROOT/golden/frames/synthetic-48.npy

# shows VERB WHAT COMMAND..: a line of progress on stderr with the time left; and none when the work takes
# less than the 30 s that are usual.
shows() {
    verb=$1 what=$2
    shift 2
    status 0 env BAC_PROGRESS=0.000001 "$@"
    checks=$((checks + 1))
    grep -q "^bac $verb: [0-9]* of [0-9]* $what, left [0-9]*:[0-9][0-9]:[0-9][0-9]$" err ||
        fail "bac $verb: no progress: $(head -3 err)"
    status 0 "$@"
    checks=$((checks + 1))
    ! grep -q "^bac $verb: [0-9]* of [0-9]* " err || fail "bac $verb: progress of work that is done in seconds"
}
shows signal frames "$BAC" signal --count 40 --classes BPSK --snr 10 -o many.npy --threads 1
shows explore plans "$BAC" explore "$tiny" --samples-per-clock 1
shows run frames "$BAC" run "$net" "$frames"
shows eval frames "$BAC" eval "$net" signal:radioml,count=5
shows golden frames "$BAC" golden "$tiny" "$ROOT/tests/sim/cosim/tiny-frames.npy" -o vectors
status 0 "$BAC" signal --count 1500 --classes BPSK --snr 10 --rate 1e6 -o many.sigmf-meta
shows classify frames "$BAC" classify many.sigmf-meta "$net"
printf '%s\n' 'recipe 1' 'network bacalhaunet' 'kernel 3' 'stride 64' 'channels 2' 'residual no' 'epochs 2' \
    'epoch_frames 16' 'batch 8' 'train signal:radioml,count=1' 'valid signal:radioml,count=1' >tiny.recipe
status 0 env BAC_PROGRESS=0.000001 "$BAC" train tiny.recipe -o trained --threads 1
checks=$((checks + 1))
grep -q '^epoch [12] of 2  [0-9]* frames/s  loss .* left [0-9]*:[0-9][0-9]:[0-9][0-9]$' err ||
    fail "bac train: no progress: $(head -3 err)"
finish
