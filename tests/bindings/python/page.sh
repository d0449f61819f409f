#!/bin/sh
# page.sh : docs/python.md is what its code says; and a page that says something else is seen.
set -eu
: "${ROOT:?}" "${BUILD:?}" "${PYTHON:?}"
export PYTHONPATH="$BUILD/python" PYTHONDONTWRITEBYTECODE=1
[ -z "${PRELOAD:-}" ] || export LD_PRELOAD="$PRELOAD" ASAN_OPTIONS=detect_leaks=0
cd "$ROOT"
"$PYTHON" -P bindings/python/page.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/docs"
ln -s "$ROOT/golden" "$ROOT/tests" "$work"
sed 's/^float32 (48, 2, 1024)/float32 (48, 2, 1023)/' docs/python.md >"$work/docs/python.md"
cd "$work"
if "$PYTHON" -P "$ROOT/bindings/python/page.py" >out 2>&1; then echo "a wrong page was not seen"; exit 1; fi
grep -q '^-float32 (48, 2, 1023)' out
