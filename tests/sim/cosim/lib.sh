# lib.sh - what the co-simulation tests share; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154
: "${BAC_CACHE:?where the models are kept}"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
n_frames=24
export frames n_frames

# field KEY...: a value of the JSON that the last command printed.
field() {
    "$json_get" "$@" <"$work/out" || fail "no such field: $*"
}

# warns PATTERN: the last command wrote a line like it on stderr.
warns() {
    checks=$((checks + 1))
    grep -q -e "$1" "$work/err" || fail "stderr does not match '$1':
$(head -20 "$work/err")"
}

# clean_run FRAMES: the last command's JSON tells of that many frames without a fault.
clean_run() {
    equal "$1" "$(field frames)" frames
    equal "$1" "$(field results)" results
    equal 0 "$(field mismatches)" mismatches
    equal 0 "$(field protocol_errors)" "protocol errors"
    equal false "$(field deadlock)" deadlock
    equal true "$(field ok)" ok
}

# as_predicted: the measured clocks are the closed form's.
as_predicted() {
    for key in cycles_per_frame latency_first latency_last; do
        equal "$(field predicted "$key")" "$(field "$key")" "$key"
    done
}

# layers_of NET: the names of its layers but the last, which has no stream of its own.
layers_of() {
    sed -n 's/^layer \([^ ]*\) .*/\1/p' "$1" | sed '$d'
}
