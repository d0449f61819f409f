#!/bin/sh
# lint.sh NET : the generated top and the library pass Verilator -Wall (waivers: rtl/lint.vlt), Icarus
# -Wall without a word, and Yosys' own check.
# shellcheck source=tests/cli/lib.sh
. "$ROOT/tests/cli/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
generate "$1"
cd "$rtl" || exit 1
for trace in BAC_NO_TRACE BAC_TRACE; do
    status 0 verilator --lint-only -Wall "+define+$trace" "$ROOT/rtl/lint.vlt" -f bac_top.f --top bac_top
done
status 0 iverilog -g2005 -Wall -Wno-timescale -f bac_top.f -s bac_top -o "$work/top.vvp"
equal "" "$(cat "$work/err")" "what Icarus says"
status 0 yosys -q -p "read_verilog -defer rtl/*.v bac_top.v; hierarchy -check -top bac_top; proc; \
    check -assert"
finish
