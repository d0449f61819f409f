# lib.sh - a network of four_way.c and its simulation in Icarus; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154

# generate SEED: the Verilog and what its pins have to do, in $work/rtl. Exit status as of four_way.c.
generate() {
    rm -rf "$work/rtl"
    mkdir "$work/rtl"
    "$TOOLS/../differential/four_way" "$1" "$work/rtl" >"$work/told" 2>"$work/why"
}

# simulate: the Verilog does it; else $work/why
simulate() {
    # shellcheck disable=SC2046 # words
    (cd "$work/rtl" && iverilog -g2005 -I. -o tb.vvp -s tb_pins $(cat tb.defines) -f bac_top.f "$ROOT/tests/differential/tb_pins.v" &&
        vvp -n tb.vvp) >"$work/why" 2>&1
    grep -q '^PASS' "$work/why"
}
