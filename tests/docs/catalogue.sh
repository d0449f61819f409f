#!/bin/sh
# rtl/README.md is what the modules' headers make of it, with a line for every module.
set -eu
sh rtl/catalogue.sh | diff rtl/README.md - || { echo "write it anew: sh rtl/catalogue.sh --write"; exit 1; }
[ "$(grep -c '^| \[`bac_' rtl/README.md)" = "$(find rtl -name '*.v' | wc -l)" ] || { echo "a folder of rtl/ is not in it"; exit 1; }
