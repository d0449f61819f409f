#!/bin/sh
# bac calibrate and bac classify --calibration: shares that hold on other frames, unknown answers, refusals.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
net=$ROOT/golden/nets/default.bnet
cal=$work/default.cal
get() { "$json_get" "$@" <"$work/out"; }

# The shares are those that bac run finds on the same frames.
status 0 "$BAC" signal --count 2 --seed 7 -o "$work/set.npy"
status 0 "$BAC" calibrate "$net" "$work/set.npy" --json
frames=$(get fit frames) correct=$(get fit correct) hash=$(get hash)
status 0 "$BAC" run "$net" "$work/set.npy" --labels "$work/set-labels.npy" --json
equal "$frames" "$(get frames)" frames
equal "$(awk "BEGIN { print $correct / $frames }")" "$(awk "BEGIN { print $(get accuracy) }")" accuracy
status 0 "$BAC" calibrate "$net" "$work/set.npy" --threads 3 --json
equal "$correct" "$(get fit correct)" "with three threads"

# What is stated holds on frames of another seed; noise is seldom answered with confidence.
status 0 "$BAC" calibrate "$net" signal:radioml,seed=202,count=3 -o "$cal" \
    --check signal:radioml,seed=203,count=3 --other signal:radioml,seed=204,snr=-100,count=10
says '^default on synthetic frames of signal:radioml,seed=202,count=3: 1872 frames, '
says '^check: signal:radioml,seed=203,count=3, 1872 frames, '
says "^wrote $cal"
status 0 "$BAC" calibrate "$net" signal:radioml,seed=202,count=3 --json \
    --check signal:radioml,seed=203,count=3 --other signal:radioml,seed=204,snr=-100,count=10
checks=$((checks + 2))
awk "BEGIN { exit !($(get check_error) < 0.05) }" || fail "stated shares err by $(get check_error)"
last=0 noise=0
while confidence=$(get bins $last confidence 2>/dev/null); do
    noise=$(awk "BEGIN { print $noise + ($confidence >= 0.9 ? $(get bins $last other) : 0) }")
    last=$((last + 1))
done
awk "BEGIN { exit !($noise <= 240 / 20) }" || fail "$noise of 240 frames of noise have a confidence of 90 %"
equal "network    $hash" "$(sed -n 2p "$cal")" "the network's hash in the file"

# Classes: small confidences are unknown, the others the network's; accuracy counts these.
rec=$work/r.sigmf-meta
status 0 "$BAC" signal --classes BPSK+64QAM --snr 20 --count 8 --seed 3 -o "$rec"
status 0 "$BAC" classify "$rec" "$net" --json
softmax=$(get frames 0 confidence)
status 0 "$BAC" classify "$rec" "$net" --calibration "$cal" --least 0.9 --json
unknown=$(get unknown) known=$(get known)
equal 16 $((unknown + known)) "frames"
checks=$((checks + 2))
[ $((unknown * known)) -gt 0 ] || fail "$unknown of 16 frames are unknown"
[ "$softmax" != "$(get frames 0 confidence)" ] || fail "the confidence is still the softmax"
i=0
while [ $i -lt 16 ]; do
    checks=$((checks + 1))
    awk "BEGIN { exit !(($(get frames $i confidence) < 0.9) == ($(get frames $i unknown | sed 's/true/1/;s/false/0/'))) }" ||
        fail "frame $i: confidence $(get frames $i confidence), unknown $(get frames $i unknown)"
    i=$((i + 1))
done
equal true "$(get frames 15 unknown)" "64QAM, which this network hardly knows"
equal BPSK "$(get frames 0 class)" "BPSK"
status 0 "$BAC" classify "$rec" "$net" --calibration "$cal" --least 0.9 --annotate "$work/out.sigmf-meta"
says "^16 frames, $unknown of them unknown (confidence below 0.9), $known of a known class: "
says '^confidence: the share of right answers on synthetic frames of signal:radioml,seed=202,count=3$'
equal "$unknown" "$(grep -c ' unknown  *0\.[0-9]*$' "$work/out")" "lines that say unknown"
equal "$unknown" "$(grep -o '"core:label": "unknown"' "$work/out.sigmf-meta" | wc -l | xargs)" "annotations that say unknown"
status 0 "$BAC" classify "$rec" "$net" --calibration "$cal" --least 0 --json
equal 0 "$(get unknown)" "none is unknown at 0"

# Refusals.
status 3 "$BAC" classify "$rec" "$ROOT/golden/nets/sparse-0050.bnet" --calibration "$cal"
complains "^bac classify: $cal: is of another network than sparse_0050"
status 2 "$BAC" classify "$rec" "$net" --least 0.9
complains 'least wants --calibration'
for least in -0.1 1.1 nan much; do
    status 2 "$BAC" classify "$rec" "$net" --calibration "$cal" --least $least
    complains 'least wants a confidence of 0..1'
done
status 3 "$BAC" calibrate "$net" "$work/missing.npy"
complains "^bac calibrate: $work/missing.npy"
status 3 "$BAC" calibrate "$tiny" "$work/set.npy"
complains 'takes frames of'
mv "$work/set-labels.npy" "$work/moved.npy"
status 3 "$BAC" calibrate "$net" "$work/set.npy"
complains 'labels'
status 0 "$BAC" calibrate "$net" signal:radioml,count=1 --other "$work/set.npy"
finish
