#!/bin/sh
# clang.sh BUILD : clang warns of nothing in the files that BUILD compiles; each once for each -march.
set -eu
cd "$1"
grep -q '^  "command": ' compile_commands.json
# The commands of gcc, without their JSON quotes, as commands of clang that write nothing.
sed -n 's/^  "command": "\(.*\)",$/\1/p' compile_commands.json | sed -e 's/\\\(.\)/\1/g' \
    -e 's/^[^ ]*++ /clang++ /' -e 's/^\/[^ ]* /clang /' -e 's/ -o [^ ]*/ -fsyntax-only/' |
    awk '{ match($0, /-march=[^ ]*/) } !seen[$NF, substr($0, RSTART, RLENGTH)]++' |
    xargs -d '\n' -n 1 -P "$(nproc)" sh -c
