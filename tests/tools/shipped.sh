#!/bin/sh
# The network in golden/nets is what its command makes, and costs what it should. Networks that may
# not be shipped are held against their published figures when their folder is beside the
# repository (../shared) or named by BAC_SHARED.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../support/lib.sh"
get() { "$json_get" "$@" <"$work/out"; }
nets=$ROOT/golden/nets

# default.bnet is what the trainer wrote; it names its recipe, which QONNX cannot say.
status 0 "$BAC" import "$nets/default.onnx" --classes "$nets/radioml-2018.classes" --name default \
    -o "$work/default.bnet"
grep -v '^source ' "$work/default.bnet" >"$work/imported"
grep -v '^source ' "$nets/default.bnet" >"$work/trained"
checks=$((checks + 1))
diff "$work/imported" "$work/trained" >"$work/diff" || fail "default.onnx does not become the
integers of default.bnet: $(head -5 "$work/diff")"

# costs FILE BOPS W_BITS NONZERO SCORE
costs() {
    status 0 "$BAC" cost "$1" --json
    equal "$2" "$(get bops)" "bops of $1"
    equal "$3" "$(get w_bits)" "w_bits of $1"
    equal "$4" "$(get nonzero)" "nonzero of $1"
    says "\"score\": $5\$"
}
costs "$nets/bacalhaunet-synthetic-w6a6.onnx" 15767220 11922 1987 0.014548766149845859
costs "$nets/default.onnx" 6058510 8340 1668 0.007100040694556716
costs "$nets/default.bnet" 6058510 8340 1668 0.007100040694556716

shared=${BAC_SHARED:-$ROOT/../shared}
for net in "bacalhaunet-ps007-gold 19242864 10704 1784 0.016211153284100298" \
    "vgg10-ps007-w8a8 807699904 1244936 155617 1.0"; do
    # shellcheck disable=SC2086 # words of the line above
    set -- $net
    onnx=$shared/nets/$1.onnx
    if ! [ -f "$onnx" ]; then
        echo "SKIPPED: needs nets/$1.onnx in \$BAC_SHARED"
        continue
    fi
    status 0 "$BAC" import "$onnx" -o "$work/$1.bnet"
    costs "$onnx" "$2" "$3" "$4" "$5"
    costs "$work/$1.bnet" "$2" "$3" "$4" "$5"
done

# Accuracy on the shipped frames, by the count of the labels that the JSON lists.
status 0 "$BAC" run "$nets/default.bnet" "$ROOT/golden/frames/synthetic-48.npy" \
    --labels "$ROOT/golden/frames/synthetic-48-labels.npy" --json
equal 48 "$(get frames)" frames
equal 24 "$(get per_class | grep -o '"class"' | wc -l | tr -d ' ')" "classes with frames"
equal OOK "$(get classes 0)" "class 0"
equal OQPSK "$(get classes 23)" "class 23"

finish
