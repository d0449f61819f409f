#!/bin/sh
# Hostile files: one line that names file and place, exit 3, nothing left behind.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../support/lib.sh"
out=$work/result

# A network cut off anywhere but in the line break at its end is refused, with file and line.
size=$(wc -c <"$tiny")
length=0
while [ "$length" -lt $((size - 2)) ]; do
    head -c "$length" "$tiny" >"$work/cut.bnet"
    status 3 "$BAC" show "$work/cut.bnet"
    complains "^bac show: $work/cut.bnet"
    length=$((length + 23))
done

# One line changed: the complaint names it.
broken() { # SED-SCRIPT LINE-PATTERN
    sed "$1" "$tiny" >"$work/broken.bnet"
    ! cmp -s "$tiny" "$work/broken.bnet" || fail "sed '$1' changes nothing"
    line=$(grep -n -m1 -e "$2" "$work/broken.bnet" | cut -d: -f1)
    status 3 "$BAC" show "$work/broken.bnet"
    complains "^bac show: $work/broken.bnet:$line: "
}
broken 's/^bnet 1/bnet 2/' '^bnet 2'
broken 's/  kernel 5/  kernle 5/' 'kernle'
broken 's/  kernel 5/  kernel 0/' 'kernel 0'
broken 's/  kernel 5/  kernel 99999999999999999999/' 'kernel 999'
broken 's/  acc -86 79/  acc -86 78/' 'acc -86 78'
broken 's/  weight_type s4/  weight_type s44/' 's44'
broken 's/  positions 16/  positions 1000000000/' 'positions 1000000000'

status 3 "$BAC" show "$work/missing.bnet"
complains "^bac show: $work/missing.bnet: "
status 3 "$BAC" show "$work"
complains "^bac show: $work: "
: >"$work/empty"
for verb in show cost; do
    status 3 "$BAC" $verb "$work/empty"
    complains "^bac $verb: $work/empty"
done

# Frames.
"$npy_make" "$work/nan.npy" f4 3,16,2 37=nan || fail "npy_make"
status 3 "$BAC" run "$tiny" "$work/nan.npy" --logits "$out"
complains "^bac run: $work/nan.npy: frame 1, position 2, channel 1 is not a number"
absent "$out"
"$npy_make" "$work/inf.npy" f4 1,16,2 31=-inf
status 3 "$BAC" run "$tiny" "$work/inf.npy"
complains "^bac run: $work/inf.npy"
"$npy_make" "$work/shape.npy" f4 3,17,2
status 3 "$BAC" run "$tiny" "$work/shape.npy"
complains "^bac run: $work/shape.npy"
"$npy_make" "$work/codes.npy" i1 1,16,2 3=8 # the input is s4
status 3 "$BAC" run "$tiny" "$work/codes.npy"
complains "^bac run: $work/codes.npy"
"$npy_make" "$work/none.npy" f4 0,16,2
status 3 "$BAC" run "$tiny" "$work/none.npy"
complains "^bac run: $work/none.npy"

"$npy_make" "$work/good.npy" f4 3,16,2
size=$(wc -c <"$work/good.npy")
for length in 0 1 5 6 8 9 10 64 127 128 129 $((size - 1)); do
    head -c "$length" "$work/good.npy" >"$work/cut.npy"
    status 3 "$BAC" run "$tiny" "$work/cut.npy" --logits "$out"
    complains "^bac run: $work/cut.npy"
    status 3 "$BAC" golden "$tiny" "$work/cut.npy" -o "$out"
    complains "^bac golden: $work/cut.npy"
done
(cat "$work/good.npy" && echo x) >"$work/long.npy"
status 3 "$BAC" run "$tiny" "$work/long.npy"
absent "$out"

# Labels.
"$npy_make" "$work/labels.npy" i4 3 2=3
status 3 "$BAC" run "$tiny" "$work/good.npy" --labels "$work/labels.npy" --logits "$out"
complains "^bac run: $work/labels.npy: label 2 is 3"
"$npy_make" "$work/labels.npy" i8 3 1=-1
status 3 "$BAC" run "$tiny" "$work/good.npy" --labels "$work/labels.npy"
complains "label 1 is -1"
"$npy_make" "$work/labels.npy" i4 2
status 3 "$BAC" run "$tiny" "$work/good.npy" --labels "$work/labels.npy"
complains "3 entries"
"$npy_make" "$work/labels.npy" f4 3
status 3 "$BAC" run "$tiny" "$work/good.npy" --labels "$work/labels.npy"
complains "integer array"
absent "$out"

# Outputs that cannot be written.
status 3 "$BAC" run "$tiny" "$work/good.npy" --logits "$work/no/such/folder.npy"
complains "^bac run: $work/no/such/folder.npy"
status 3 "$BAC" golden "$tiny" "$work/good.npy" -o "$work/no/such/folder"
complains "^bac golden: $work/no/such/folder"
mkdir "$work/precious" && : >"$work/precious/letter.txt"
status 3 "$BAC" golden "$tiny" "$work/good.npy" -o "$work/precious"
complains "holds letter.txt"

# ONNX.
onnx=$ROOT/golden/nets/bacalhaunet-synthetic-w6a6.onnx
size=$(wc -c <"$onnx")
for length in 1 100 1000 10000 $((size / 2)) $((size - 1)); do
    head -c "$length" "$onnx" >"$work/cut.onnx"
    status 3 "$BAC" import "$work/cut.onnx" -o "$out"
    complains "^bac import: $work/cut.onnx"
    status 3 "$BAC" cost "$work/cut.onnx"
    complains "^bac cost: $work/cut.onnx"
done
status 3 "$BAC" import "$tiny" -o "$out"
complains "^bac import: $tiny"
status 3 "$BAC" import "$onnx" --classes "$work/empty" -o "$out"
complains "^bac import: $work/empty: holds no class label"
status 3 "$BAC" import "$onnx" --classes "$tiny" -o "$out"
complains "^bac import: "
status 3 "$BAC" import "$onnx" -o "$work/no/such/folder.bnet"
complains "^bac import: $work/no/such/folder.bnet"
absent "$out"

finish
