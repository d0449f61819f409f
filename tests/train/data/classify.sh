#!/bin/sh
# bac classify: the answers of bac run, their truth, annotations written back, and bad recordings.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
rec=$work/r.sigmf-meta
out=$work/out.sigmf-meta

# 6 frames of the tiny network: an NPY file's numbers are a recording's (its header is 128 bytes)
"$npy_make" "$work/six.npy" f4 6,16,2
tail -c +129 "$work/six.npy" >"$work/r.sigmf-data"
meta() { # TYPE ANNOTATIONS
    echo "{\"global\": {\"core:datatype\": \"$1\", \"core:version\": \"1.0.0\"," \
        "\"core:sample_rate\": 1000}, \"captures\": [{\"core:sample_start\": 0}]," \
        "\"annotations\": [$2]}" >"$rec"
}
field() { # FILE FIELD: of all frames, on one line
    for i in 0 1 2 3 4 5; do "$json_get" frames $i "$2" <"$1"; done | xargs
}

meta cf32_le ''
"$BAC" run "$tiny" "$work/six.npy" --json >"$work/run.json"
answers=$("$json_get" predictions <"$work/run.json" | tr -d '[]' | tr , ' ')
for threads in 1 3; do
    status 0 "$BAC" classify "$rec" "$tiny" --json --threads $threads
    equal "$answers" "$(field "$work/out" class_index)" "classes"
done
equal "0 16 32 48 64 80" "$(field "$work/out" sample)" "samples"
equal "0.0 0.016 0.032000000000000001 0.048000000000000001 0.064000000000000001 0.080000000000000002" \
    "$(field "$work/out" time)" "times"
equal "null null null null null null" "$(field "$work/out" truth)" "no truth"
equal null "$("$json_get" accuracy <"$work/out")" "no accuracy"
status 0 "$BAC" classify "$rec" "$tiny" --hop 20 --json
equal "0 20 40 60 80" "$(field "$work/out" sample 2>/dev/null)" "samples at hops of 20"

# Truth: labels that the network knows count, others do not.
names=$("$BAC" classify "$rec" "$tiny" | awk 'NR > 1 && NF == 5 { print $4 }' | xargs)
first=${names%% *}
case $first in low) other=high ;; *) other=low ;; esac
annotation() { # START LABEL
    echo "{\"core:sample_start\": $1, \"core:sample_count\": 16, \"core:label\": \"$2\"}"
}
meta cf32_le "$(annotation 0 "$first"), $(annotation 16 noise), $(annotation 0 $other),
    {\"core:sample_start\": 90, \"core:sample_count\": 5}"
status 0 "$BAC" classify "$rec" "$tiny"
says '^3 frames, 2 of a known class: 1 right, accuracy 50.00 %$'
says '^1 annotations are too short for a frame of 16 samples$'
says "  is $other\$"
status 0 "$BAC" classify "$rec" "$tiny" --json
equal 0.5 "$("$json_get" accuracy <"$work/out")" "accuracy"
equal "$first" "$("$json_get" frames 0 truth <"$work/out")" "truth"
equal null "$("$json_get" frames 1 truth <"$work/out")" "truth of a label that is no class"

# Annotations go to another file, or in place when it is named as the operand is.
status 0 "$BAC" classify "$rec" "$tiny" --annotate "$out"
equal 7 "$("$json_get" annotations <"$out" | grep -o sample_start | wc -l | xargs)" "annotations"
equal r.sigmf-data "$("$json_get" global core:dataset <"$out")" "core:dataset"
status 0 "$BAC" classify "$out" "$tiny" --annotate "$out"
says '^3 frames, 2 of a known class: 1 right'
equal 7 "$("$json_get" annotations <"$out" | grep -o sample_start | wc -l | xargs)" "again"
equal 3 "$("$json_get" annotations <"$out" | grep -o '"bac classify"' | wc -l | xargs)" "guesses"
cp "$rec" "$work/before"
status 3 "$BAC" classify "$rec" "$tiny" --annotate "$work/./r.sigmf-meta"
complains "^bac classify: $work/./r.sigmf-meta: is the recording itself"
cmp -s "$rec" "$work/before" || fail "the recording's metadata changed"
rm "$out"

# Levels: integers are brought to unit deviation, whatever the receiver's gain.
head -c 192 "$work/six.npy" | tail -c 64 >"$work/r.sigmf-data" # any bytes
meta ci8 ''
status 0 "$BAC" classify "$rec" "$tiny" --json
auto=$("$json_get" frames <"$work/out")
status 0 "$BAC" classify "$rec" "$tiny" --json --scale auto
equal "$auto" "$("$json_get" frames <"$work/out")" "auto is the default for ci8"
status 0 "$BAC" classify "$rec" "$tiny" --json --scale 0.000001
[ "$auto" != "$("$json_get" frames <"$work/out")" ] || fail "--scale changes nothing"

# A recording made by bac signal classifies as the same frames of a set do.
net=$ROOT/golden/nets/default.bnet
for set in "$work/made.npy" "$work/made.sigmf-meta"; do
    status 0 "$BAC" signal --classes BPSK+FM+OQPSK --snr 20 --count 4 --seed 11 -o "$set"
done
status 0 "$BAC" run "$net" "$work/made.npy" --labels "$work/made-labels.npy" --json
accuracy=$("$json_get" accuracy <"$work/out")
answers=$("$json_get" predictions <"$work/out" | tr -d '[]' | tr , ' ' | cut -d ' ' -f 1-6)
status 0 "$BAC" classify "$work/made.sigmf-meta" "$net" --json
equal 12 "$("$json_get" known <"$work/out")" "frames of known truth"
equal "$accuracy" "$("$json_get" accuracy <"$work/out")" "accuracy of a recording"
equal "$answers" "$(field "$work/out" class_index)" "classes of a recording"
equal BPSK "$("$json_get" frames 3 truth <"$work/out")" "truth of a recording"

# Wrong usage.
status 2 "$BAC" classify "$rec" "$tiny" --hop 0
complains 'hop wants an integer of 1'
for scale in 0 -1 nan inf 1x ''; do
    status 2 "$BAC" classify "$rec" "$tiny" --scale "$scale"
    complains 'scale wants auto or a number above 0'
done
status 2 "$BAC" classify "$rec" "$tiny" --annotate "$work/x.json"
complains 'annotate wants a name that ends in .sigmf-meta'

# Bad recordings: exit 3, one line, nothing written.
bad() { # PATTERN
    status 3 "$BAC" classify "$rec" "$tiny" --annotate "$out"
    complains "^bac classify: $work/r.sigmf-$1"
    absent "$out"
}
"$npy_make" "$work/nan.npy" f4 6,16,2 171=nan
tail -c +129 "$work/nan.npy" >"$work/r.sigmf-data"
meta cf32_le ''
bad 'data: sample 85: Q is not a number'
meta cf32 ''
bad 'meta: global: core:datatype cf32 does not say the byte order'
meta cf32_le "$(annotation 90 low)"
bad 'meta: annotations\[0\]: ends at sample 106, but the samples end at 96'
tail -c +130 "$work/six.npy" >"$work/r.sigmf-data"
meta cf32_le ''
bad 'data: 767 bytes of samples are not whole samples'
head -c 100 "$work/six.npy" | tail -c 80 >"$work/r.sigmf-data"
bad 'meta: no stretch of samples is as long as a frame of 16 samples'
rm "$work/r.sigmf-data"
bad 'data: cannot open'
status 3 "$BAC" classify "$work/r.sigmf" "$tiny"
complains 'name the recording.s .sigmf-meta'
status 3 "$BAC" classify "$rec" "$work/missing.bnet"
complains "^bac classify: $work/missing.bnet: "
tail -c +129 "$work/six.npy" >"$work/r.sigmf-data"
status 3 "$BAC" classify "$rec" "$tiny" --annotate "$work/no/such.sigmf-meta"
complains "^bac classify: $work/no/such.sigmf-meta: "

finish
