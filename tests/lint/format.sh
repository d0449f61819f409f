#!/bin/sh
# Every C and C++ file of ours is as clang-format writes it (golden/ holds generated ones). Repair with ./run format.
set -eu
files=$(find . \( -path ./build -o -path ./.git -o -path ./golden \) -prune -o \
    \( -name '*.[ch]' -o -name '*.cpp' -o -name '*.hpp' \) -print | sort)
[ -n "$files" ] || { echo "no C file found from $(pwd)"; exit 1; }
# shellcheck disable=SC2086 # no file name here holds a blank
clang-format --dry-run -Werror $files
