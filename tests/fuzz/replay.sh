#!/bin/sh
# replay.sh READER : the harness over the reader's seeds and over what fuzzing ever found (found/READER).
# FUZZ: the harness; WORK: a folder for the seeds; BAC: the command line tool; MAKERS: the folder of the programs of the tests.
set -eu
here=$(dirname "$0")
rm -rf "$WORK"
sh "$here/seeds.sh" "$1" "$WORK"
set -- "$WORK" "$here/found/$1"
[ -d "$2" ] || set -- "$1"
"$FUZZ" "$@" >"$WORK.log" 2>&1 || {
    tail -5 "$WORK.log"
    exit 1
}
tail -1 "$WORK.log"
