#!/bin/sh
# What show, cost and run print is valid JSON and holds the figures.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../support/lib.sh"
get() { "$json_get" "$@" <"$work/out"; }

# By hand from tiny.bnet: dw0 6 of 10 weights over 8 positions and 4x4 bits, and so on.
status 0 "$BAC" cost "$tiny" --json
equal 3328 "$(get bops)" bops
equal 132 "$(get w_bits)" w_bits
equal 380 "$(get macs)" macs
equal 33 "$(get nonzero)" nonzero
# 0.5*3328/807699904 + 0.5*132/1244936 as Python prints it
says '"score": 5.507494455058084e-05$'

status 0 "$BAC" show "$tiny" --json
equal 16 "$(get layers | grep -o '"op"' | wc -l)" "layers"
equal u4 "$(get layers 4 type)" "type of pw0_q"
equal '{"const":1,"even":1,"thr":2}' "$(get layers 4 forms)" "forms of pw0_q"
equal 1 "$(get constant_channels)" "constant channels"
status 0 "$BAC" show "$tiny"
says 'dw0 .*6/10'

"$npy_make" "$work/frames.npy" f4 9,16,2
"$npy_make" "$work/labels.npy" i8 9 3=0 4=1 5=2 6=0 7=1 8=2
status 0 "$BAC" run "$tiny" "$work/frames.npy" --labels "$work/labels.npy" --logits "$work/l1.npy" \
    --threads 1 --json
equal 9 "$(get frames)" frames
equal '["low","middle","high"]' "$(get classes)" classes
one=$(get predictions)
accuracy=$(get accuracy)
# The same with transposed frames, by hand: hits of label i mod 3
hits=0
i=0
for p in $(echo "$one" | tr -d '[]' | tr ',' ' '); do
    [ "$p" != $((i % 3)) ] || hits=$((hits + 1))
    i=$((i + 1))
done
equal 9 "$i" predictions
equal "$(awk "BEGIN { printf \"%.9f\", $hits / 9 }")" "$(awk "BEGIN { printf \"%.9f\", $accuracy }")" accuracy
status 0 "$BAC" run "$tiny" "$work/frames.npy" --logits "$work/l4.npy" --threads 4 --json
equal "$one" "$(get predictions)" "predictions of four threads"
equal null "$(get accuracy)" "accuracy without labels"
checks=$((checks + 1))
cmp "$work/l1.npy" "$work/l4.npy" || fail "logits differ between one and four threads"
equal $((128 + 9 * 3 * 4)) "$(wc -c <"$work/l1.npy" | tr -d ' ')" "bytes of int32 [9][3]"
status 0 "$BAC" run "$tiny" "$work/frames.npy" --labels "$work/labels.npy"
says '^all  *9 '
grep -q '^frame ' "$work/out" && fail "a summary with every frame"
status 0 "$BAC" run "$tiny" "$work/frames.npy" --labels "$work/labels.npy" --verbose
says '^frame     8 '
says '^all  *9 '
status 0 "$BAC" run "$tiny" "$work/frames.npy"
equal 9 "$(awk '/^answer /{ on = 1; next } /^$/{ on = 0 } on { n += $2 } END { print n }' "$work/out")" "frames by answer"
status 0 "$BAC" rtl "$tiny" -o "$work/rtl"
says ' stages, .* links (--verbose lists them)$'
status 0 "$BAC" rtl "$tiny" -o "$work/rtl" --verbose
says '^dw0_dot '

# A complaint is no JSON: nothing on stdout.
status 3 "$BAC" cost "$work/missing" --json
equal 0 "$(wc -c <"$work/out" | tr -d ' ')" "bytes on stdout after an error"

finish
