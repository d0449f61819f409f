#!/bin/sh
# equal.sh [CLOCKS [NET]] : bac::machine is pin for pin and clock for clock the verilated bac_top, under every pattern of
# stalls, through resets and wrong tlast; and the comparison sees a machine that is another one.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}"
# shellcheck source=tests/bindings/systemc/build.sh
. "$ROOT/tests/bindings/systemc/build.sh"
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
clocks=${1:-20000}
net=${2:-$tiny}
[ "$clocks" -le 1000000 ] || OPT_FAST=-O3

# Each pattern on PLAN's machine, built in folder NAME
patterns() {
    cd "$work/$1/rtl" || exit 1
    for stall in none pace random:30 random:80 burst:5 starve:40 block:60; do
        status 0 "$work/$1/compare" "$net" "$2" both "$clocks" "$stall" 7
        cat "$work/out"
        says "^both $stall seed 7: $((clocks - 1)) clocks compared"
        says ' [1-9][0-9]* results, [1-9][0-9]* resets, [1-9][0-9]* clocks with tlast_error'
    done
}

status 0 "$BAC" plan "$net" -o "$work/unrolled.cfg"
status 0 build_compare "$net" "$work/unrolled.cfg" "$work/unrolled"
patterns unrolled "$work/unrolled.cfg"

if [ "$net" = "$tiny" ]; then
    status 0 "$BAC" plan "$net" --style serial --samples-per-clock 1 -o "$work/serial.cfg"
    # Another plan's machine, another network's values: seen.
    status 1 "$work/unrolled/compare" "$net" "$work/serial.cfg" both 2000 none 7
    says '^DIFFERENT: '
    sed 's/^  ch 0 shift 1 1$/  ch 0 shift 9 1/' "$net" >"$work/other.bnet"
    cmp -s "$net" "$work/other.bnet" && fail "nothing was planted in $net"
    status 1 "$work/unrolled/compare" "$work/other.bnet" "$work/unrolled.cfg" both 2000 none 7
    says '^DIFFERENT: m_axis_tdata'
    # Pins too narrow, a plan that does not exist: said, not done.
    status 3 "$work/unrolled/compare" "$net" nowhere.cfg both 2000 none 7
fi
cd "$ROOT" || exit 1
finish
