#!/bin/sh
# python.sh PROGRAM [ARGUMENT...] : test_bac.py, fuzz.py or another program of this folder, on the libraries of the build.
set -eu
: "${ROOT:?}" "${BUILD:?}" "${PYTHON:?}"
here=$(cd "$(dirname "$0")" && pwd)
name=$1 program=$here/$1.py
shift
export PYTHONPATH="$BUILD/python" PYTHONDONTWRITEBYTECODE=1
[ -z "${PRELOAD:-}" ] || export LD_PRELOAD="$PRELOAD" ASAN_OPTIONS=detect_leaks=0:exitcode=99
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if "$PYTHON" "$program" "$@" 2>"$log"; then
    tail -3 "$log"
    grep -q '^OK$\|^seed ' "$log" || { echo "$program tested nothing"; exit 1; }
else
    tail -60 "$log"
    echo "again: ROOT=$ROOT BUILD=$BUILD PYTHON=$PYTHON${PRELOAD:+ PRELOAD=$PRELOAD} sh $here/python.sh $name $*"
    exit 1
fi
