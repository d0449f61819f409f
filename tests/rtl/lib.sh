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

# freeze NET FRAMES COUNT: golden vectors; their images of the input in $samples, of the logits in $vectors
freeze() {
    status 0 "$BAC" golden "$1" "$2" -o "$work/golden" --frames "0:$3"
    samples=$(ls "$work"/golden/00-*.hex)
    last=$(sed -n 's/^layer \([^ ]*\) argmax.*/\1/p' "$1")
    logits=$(sed -n "/^layer $last argmax/,/^end/s/^ *from //p" "$1")
    vectors=$(ls "$work"/golden/*-"$logits".hex)
    export samples vectors
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
