# lib.sh - what the RTL tests share; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154

# define NAME: a number of the generated bac_links.h.
define() {
    sed -n "s/^#define BAC_TOP_$1 //p" "$rtl/bac_links.h"
}

# generate NET [OPTION...]: its RTL in $rtl
generate() {
    rtl=$work/rtl
    rm -rf "$rtl"
    status 0 "$BAC" rtl "$@" -o "$rtl"
}

# lint: what was generated, for simulators and as a synthesiser reads it.
lint() {
    cd "$rtl" || exit 1
    for define in BAC_NO_TRACE BAC_TRACE SYNTHESIS; do
        status 0 verilator --lint-only -Wall "+define+$define" "$ROOT/rtl/lint.vlt" -f bac_top.f \
            --top bac_top
    done
    status 0 iverilog -g2005 -Wall -Wno-timescale -f bac_top.f -s bac_top -o "$work/top.vvp"
    equal "" "$(cat "$work/err")" "what Icarus says"
    status 0 yosys -q -p "read_verilog -defer rtl/*.v bac_top.v; hierarchy -check -top bac_top; proc; \
        check -assert"
    cd "$ROOT" || exit 1
}
