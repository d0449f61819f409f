#!/bin/sh
# equal.sh [CLOCKS [NET]] : bac::machine is pin for pin and clock for clock the verilated bac_top, under every pattern of
# stalls, through resets and wrong tlast; and the comparison sees a machine that is another one. CLOCKS are of each pattern.
# KEEP=FOLDER: what is built stays there, and a pattern that was equal is not run again while programs and libraries are the
# same, so that a long run goes on where it was interrupted.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}"
# shellcheck source=tests/bindings/systemc/build.sh
. "$ROOT/tests/bindings/systemc/build.sh"
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
clocks=${1:-20000}
net=${2:-$tiny}
[ "$clocks" -le 1000000 ] || OPT_FAST=-O3
made=${KEEP:-$work}
mkdir -p "$made"

# once FILE COMMAND...: as status 0, unless FILE has its output
once() {
    file=$1
    shift
    if [ -n "${KEEP:-}" ] && [ -s "$file" ]; then
        checks=$((checks + 1))
        cp "$file" "$work/out"
        return
    fi
    status 0 "$@"
    [ "$got" != 0 ] || cp "$work/out" "$file"
}

# Each pattern on PLAN's machine, built in folder NAME
patterns() {
    cd "$made/$1/rtl" || exit 1
    same=$(cat "$made/$1/compare" "$BUILD/lib/libbac.so" "$BUILD/lib/libbacsim.so" "$net" "$2" | sha256sum | cut -c1-16)
    for stall in none pace random:30 random:80 burst:5 starve:40 block:60; do
        once "$made/$1/equal-$same-$clocks-$stall" "$made/$1/compare" "$net" "$2" both "$clocks" "$stall" 7
        cat "$work/out"
        says "^both $stall seed 7: $((clocks - 1)) clocks compared"
        says ' [1-9][0-9]* results, [1-9][0-9]* resets, [1-9][0-9]* clocks with tlast_error'
    done
}

status 0 "$BAC" plan "$net" -o "$made/unrolled.cfg"
# What the programs are made of: where none of it has changed, they are not built again.
status 0 "$BAC" rtl "$net" --plan "$made/unrolled.cfg" -o "$work/rtl"
of=$(find "$work/rtl" "$ROOT/bindings/systemc/bac" "$ROOT/tests/bindings/systemc" -type f | sort | xargs cat | sha256sum)
if [ "$of" != "$(cat "$made/unrolled/of" 2>/dev/null)" ]; then
    status 0 build_compare "$net" "$made/unrolled.cfg" "$made/unrolled"
    echo "$of" >"$made/unrolled/of"
fi
patterns unrolled "$made/unrolled.cfg"

if [ "$net" = "$tiny" ]; then
    status 0 "$BAC" plan "$net" --style serial --samples-per-clock 1 -o "$work/serial.cfg"
    # Another plan's machine, another network's values: seen.
    status 1 "$made/unrolled/compare" "$net" "$work/serial.cfg" both 2000 none 7
    says '^DIFFERENT: '
    sed 's/^  ch 0 shift 1 1$/  ch 0 shift 9 1/' "$net" >"$work/other.bnet"
    cmp -s "$net" "$work/other.bnet" && fail "nothing was planted in $net"
    status 1 "$made/unrolled/compare" "$work/other.bnet" "$made/unrolled.cfg" both 2000 none 7
    says '^DIFFERENT: m_axis_tdata'
    # Pins too narrow, a plan that does not exist: said, not done.
    status 3 "$made/unrolled/compare" "$net" nowhere.cfg both 2000 none 7
fi
cd "$ROOT" || exit 1
finish
