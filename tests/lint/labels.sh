#!/bin/sh
# ./run help names the suites that ctest has: no more, no fewer. labels.sh BUILD
set -eu
said=$(./run help | sed -n 's/.*(suites: \(.*\))/\1/p')
there=$(ctest --test-dir "$1" --print-labels 2>/dev/null | sed -n 's/^  //p' | tr '\n' ' ')
[ "$said " = "$there" ] && exit 0
printf 'run: help names the suites "%s", ctest has "%s": mend usage() in ./run\n' "$said" "${there% }" >&2
exit 1
