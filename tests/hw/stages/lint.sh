#!/bin/sh
# lint.sh TOP : the sets of a bench pass Verilator -Wall (waivers: rtl/lint.vlt), Icarus -Wall without a
# word, and Yosys' own check. $IMAGES writes their memory images, which Yosys reads.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
top=$1
cd "$work" || exit 1
status 0 "$IMAGES" images "$work"
status 0 verilator --lint-only -Wall "$ROOT/rtl/lint.vlt" --top "$top" \
    "$ROOT"/rtl/*/*.v "$ROOT/tests/hw/stages/$top.v"
status 0 iverilog -g2005 -Wall -Wno-timescale "$ROOT"/rtl/*/*.v "$ROOT/tests/hw/stages/$top.v" \
    -s "$top" -o "$work/top.vvp"
equal "" "$(cat "$work/err")" "what Icarus says"
status 0 yosys -q -p "read_verilog -defer $ROOT/rtl/*/*.v $ROOT/tests/hw/stages/$top.v; \
    hierarchy -check -top $top; proc; check -assert"
finish
