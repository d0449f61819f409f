#!/bin/sh
# write.sh PROGRAM [FOLDER] : what is made from rtl/wrap/registers.json, written to the places it belongs to below
# FOLDER (default: the tree). PROGRAM: bac_registers.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
to=${2:-$here}
map=$here/rtl/wrap/registers.json
made=$(mktemp)
trap 'rm -f "$made"' EXIT

# between FORM FILE BEGIN END: the lines of FILE between two lines that begin so become those of FORM.
between() {
    "$program" "$1" "$map" >"$made"
    awk -v begin="$3" -v end="$4" -v made="$made" '
        index($0, end) { skip = 0 }
        !skip { print }
        index($0, begin) { skip = 1; while ((getline line < made) > 0) print line }' "$here/$2" >"$to/$2.tmp"
    mv "$to/$2.tmp" "$to/$2"
}

program=$1
mkdir -p "$to/rtl/wrap" "$to/docs" "$to/bindings/registers"
between verilog rtl/wrap/bac_registers.v "// registers: begin" "// registers: end"
between markdown docs/registers.md "<!-- begin registers -->" "<!-- end registers -->"
for pair in c:bac_registers.h rdl:bac_registers.rdl ipxact:bac_registers.xml python:bac_registers.py; do
    "$program" "${pair%%:*}" "$map" >"$made"
    cp "$made" "$to/bindings/registers/${pair#*:}"
done
