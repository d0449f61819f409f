#!/bin/sh
# Exported files through an executor of QONNX that shares nothing with this project, where it and
# what it needs are at hand: oracle/qonnx_ref.py in $BAC_SHARED or in ../shared, python3 with numpy
# and onnx. Exit 77 (skipped) elsewhere. Usage: oracle.sh ORACLE_CASE REPOSITORY
set -u
case=$1
shared=${BAC_SHARED:-$2/../shared}
oracle=$shared/oracle/qonnx_ref.py
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import numpy, onnx' 2>/dev/null && python=$candidate && break
done
if [ -z "$python" ] || ! [ -f "$oracle" ]; then
    echo "SKIPPED: needs python3 with numpy and onnx, and \$BAC_SHARED/oracle/qonnx_ref.py"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
for style in 1 2; do
    seed=${BAC_TEST_SEED:-1}
    last=$((seed + ${BAC_TEST_ROUNDS:-6} - 1))
    while [ "$seed" -le "$last" ]; do
        if ! { "$case" write "$seed" "$style" "$work" &&
            "$python" -c "import onnx, sys; onnx.checker.check_model(sys.argv[1])" "$work/net.onnx" &&
            "$python" "$oracle" "$work/net.onnx" "$work/frames.npy" "$work/logits.npy" &&
            "$case" compare "$seed" "$style" "$work"; }; then
            echo "style $style: replay with BAC_TEST_SEED=$seed BAC_TEST_ROUNDS=1"
            failures=$((failures + 1))
        fi
        seed=$((seed + 1))
    done
done
echo "$failures failures"
[ "$failures" = 0 ]
