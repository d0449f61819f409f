#!/bin/sh
# json.sh : --json of every verb that states a figure: one JSON text on stdout and nothing else.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
get() { "$json_get" "$@" <"$work/out" || fail "no such field: $*"; }
cd "$work" || exit 1

# These state none: a page; bac regress leaves results.json.
without="report regress"
for verb in $("$BAC" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    checks=$((checks + 1))
    case " $without " in *" $verb "*) continue ;; esac
    "$BAC" "$verb" --help | grep -q -e '^  --json ' || fail "bac $verb has no --json"
done

status 0 "$BAC" plan "$tiny" --json
equal 16 "$(get cycles_per_frame)" "clocks a frame"
equal "plan 1" "$(get plan | head -1)" "the plan"
status 0 "$BAC" plan "$tiny" --json --samples-per-clock 2 -o fast.cfg
equal "fast.cfg 8 2" "$(get output) $(get cycles_per_frame) $(get samples_per_clock)" "plan in a file"
grep -q '"plan": null' out || fail "the plan twice"

status 0 "$BAC" golden "$tiny" "$frames" --frames 0:2 -o vectors --json
equal 2 "$(get frames)" "frames frozen"
files=$(get files)
status 0 "$BAC" golden --check vectors --json
equal "$files true" "$(get files) $(get equal)" "files checked"

status 0 "$BAC" walk "$tiny" "$frames" --json
equal in "$(get hops 0 link)" "the first hop"
clock=$(get hops 0 clock) value=$(get hops 3 value)
status 0 "$BAC" walk "$tiny" "$frames"
says "^| .in. .* | $clock |$"
equal "$value" "$(sed -n '6s/^|[^|]*|[^|]*|[^|]*| \(-*[0-9]*\) |.*/\1/p' out)" "the fourth hop's value"

status 0 "$BAC" signal --count 1 --classes BPSK+QPSK --snr 10 -o set.sigmf-meta --rate 2.5e6 --json
equal "2 1024 2500000" "$(get frames) $(get samples) $(get sample_rate)" "frames, samples, rate"
equal 2500000 "$("$json_get" global core:sample_rate <set.sigmf-meta)" "the rate in SigMF"
status 0 "$BAC" signal --count 1 --classes BPSK --snr 10 -o one.npy --json
equal null "$(get sample_rate)" "no rate"
status 2 "$BAC" signal --count 1 -o set.npy --rate 1e6
complains 'no place for it'
for rate in 0 -1 fast inf; do
    status 2 "$BAC" signal --count 1 -o set.sigmf-meta --rate $rate
    complains 'rate wants samples a second'
done

# Class names: said to be missing, and how to give them.
onnx=$ROOT/golden/nets/bacalhaunet-synthetic-w6a6.onnx
status 0 "$BAC" import "$onnx" -o net.bnet
says 'numbers only: --classes FILE gives them names'
status 0 "$BAC" import "$onnx" -o net.bnet --classes "$ROOT/golden/nets/radioml-2018.classes" --json
equal true "$(get classes_named)" "classes named"

finish
