#!/bin/sh
# Every shell script passes shellcheck.
set -eu
scripts=$(find . \( -path ./build -o -path ./.git \) -prune -o -name '*.sh' -print | sort)
# shellcheck disable=SC2086 # no file name here holds a blank
shellcheck -x run .ci/run $scripts
