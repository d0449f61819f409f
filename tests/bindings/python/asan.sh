#!/bin/sh
# asan.sh [SEED CALLS] : fuzz.py on libraries with AddressSanitizer and UndefinedBehaviorSanitizer, which it builds below $BUILD,
# minutes the first time. The preset asan needs none of this: bindings.python.fuzz is that there.
#   ROOT=$PWD BUILD=$PWD/build/release PYTHON=/usr/bin/python3 sh tests/bindings/python/asan.sh 3 100000
set -eu
: "${ROOT:?}" "${BUILD:?}" "${PYTHON:?}"
flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
made=$BUILD/asan-libraries
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cmake -S "$ROOT" -B "$made" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" \
    -DCMAKE_C_FLAGS_DEBUG="-O1 -g" -DBUILD_TESTING=OFF ${CC:+-DCMAKE_C_COMPILER="$CC"} ${CXX:+-DCMAKE_CXX_COMPILER="$CXX"} \
    ${LAUNCHER:+-DCMAKE_C_COMPILER_LAUNCHER="$LAUNCHER"} &&
    ninja -C "$made" bac_shared bacsim_shared baconnx_shared; } >"$log" 2>&1; then
    tail -40 "$log"
    exit 1
fi
export BUILD="$made" PRELOAD
PRELOAD=$("${CC:-gcc}" -print-file-name=libasan.so)
sh "$ROOT/tests/bindings/python/python.sh" fuzz "${1:-1}" "${2:-20000}"
