#!/bin/sh
# systemc.sh [NET [PLAN]] : what a network costs to simulate, in one run on one core: the verilated bac_top and bac::machine at
# SystemC pins under the same source, sink and clock, without pauses and with, the cycle simulator alone, TLM-2.0 loosely
# timed, the reference alone. Seconds of the processor; the best of three rounds of each. Default:
# golden/nets/default-0099.bnet, unrolled. Builds the verilated top in WORK (a temporary folder), minutes.
#   BUILD=build/release sh bench/bindings/systemc.sh
set -eu
export LC_ALL=C SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1 OPT_FAST="${OPT_FAST:--O3}"
cd "$(dirname "$0")/../.."
ROOT=$PWD BUILD=$(cd "${BUILD:-build/release}" && pwd)
BAC=${BAC:-$BUILD/bac}
net=$(realpath "${1:-golden/nets/default-0099.bnet}")
if [ -z "${WORK:-}" ]; then
    WORK=$(mktemp -d)
    trap 'rm -rf "$WORK"' EXIT
fi
if [ $# -gt 1 ]; then cp "$2" "$WORK/plan.cfg"; else "$BAC" plan "$net" -o "$WORK/plan.cfg" >/dev/null; fi
# shellcheck source=tests/bindings/systemc/build.sh
. tests/bindings/systemc/build.sh
[ -x "$WORK/compare" ] || build_compare "$net" "$WORK/plan.cfg" "$WORK"
[ -x "$WORK/tlm" ] || build_tlm "$WORK"

# best MODE CLOCKS STALL: clocks a second
best() {
    for _ in 1 2 3; do (cd "$WORK/rtl" && "$WORK/compare" "$net" "$WORK/plan.cfg" "$1" "$2" "$3" 1 2>/dev/null); done |
        sed -n 's/.*tlast_error, \([0-9]*\) clocks a second/\1/p' | sort -n | tail -1
}
grep -m 1 'model name' /proc/cpuinfo || true
for stall in none random:30; do
    verilated=$(best verilated "${CLOCKS:-30000}" $stall)
    machine=$(best machine 1000000 $stall)
    echo "verilated pins   $verilated clocks a second, stalls $stall"
    echo "bac::machine     $machine clocks a second, stalls $stall, $(awk -v a="$machine" -v b="$verilated" \
        'BEGIN { printf "%.1f", a / b }') times the verilated"
done
echo "cycle simulator  $("$BAC" cycles "$net" --plan "$WORK/plan.cfg" --frames 2000 --json |
    sed -n 's/.*"clocks_per_second": \([0-9]*\).*/\1/p') clocks a second, no values"
"$WORK/tlm" "$net" "$WORK/plan.cfg" speed 5000 2>/dev/null
