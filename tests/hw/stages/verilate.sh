#!/bin/sh
# verilate.sh TOP SOURCE_ROOT OUT [OPTION..] : TOP and the library as one C++ file, OUT/VTOP.all.cpp; OPTION: of verilator
set -eu
top=$1 root=$2 out=$3
shift 3
rm -rf "$out"
mkdir -p "$out"
# Registers start at random: an output that depends on one that rst does not clear differs.
verilator --cc -O3 --x-assign unique --x-initial unique --output-split 0 -Wno-fatal -Wno-lint "$@" \
    --Mdir "$out" --prefix "V$top" --top "$top" "$root"/rtl/*/*.v "$root/tests/hw/stages/$top.v"
cd "$out"
for file in "V$top"*.cpp; do
    echo "#include \"$file\""
done >all
mv all "V$top.all.cpp"
