#!/bin/sh
# board.sh BOARD DEVICE MHZ [TOO_FAST] : a small network on BOARD, to its bitstream: PLL, pins, serial line and cells as
# told, and the clock of the PLL reached; of TOO_FAST MHz it is not: exit status 1 with the path, and the files stay.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
board=$1 device=$2 mhz=$3 fast=${4:-}
"$BAC" plan "$tiny" --style folded -o "$work/folded.cfg" >/dev/null

# build STATUS MHZ
build() {
    status "$1" "$BAC" build "$tiny" --plan "$work/folded.cfg" --board "$board" --clock "$2" -o "$work/d" --json
    cp "$work/out" "$work/report.json"
}
of() { "$json_get" "$@" <"$work/report.json"; }

build 0 "$mhz"
equal "\"$board\"" "\"$(of board name)\"" "board"
equal "$device" "$(of target)" "device"
checks=$((checks + 2))
awk -v pll="$(of board clock_mhz)" -v most="$mhz" -v mhz="$(of mhz)" \
    'BEGIN { exit !(pll <= most && pll > most - 1 && mhz >= pll) }' ||
    fail "PLL $(of board clock_mhz) MHz of at most $mhz, routed $(of mhz)"
awk -v pll="$(of board clock_mhz)" -v n="$(of board clocks_per_bit)" \
    'BEGIN { d = pll / n - 1; exit !(d < 0.02 && d > -0.02) }' || fail "no million baud: $(of board clocks_per_bit) clocks a bit"
says '"layer": "(board)"'
for file in tiny.bin pins.pcf report.txt rtl/bac_board_top.v; do
    checks=$((checks + 1))
    [ -s "$work/d/$file" ] || fail "no $file"
done
# One PLL, and every pin of the pin file, in the placed design.
equal 1 "$(grep -c '"type": "ICESTORM_PLL"' "$work/d/pack.json")" "PLLs"
equal "$(grep -c '^set_io' "$work/d/pins.pcf")" "$(sed -n 's/.*constrained .\([a-z_0-9]*\(\[[0-9]\]\)*\).* to bel.*/\1/p' \
    "$work/d/seed-1.log" | sort -u | grep -c .)" "pins that are placed"
grep -q "^board $board: .* PLL 12 MHz" "$work/d/report.txt" || fail "no board in report.txt"
status 3 "$BAC" cosim "$tiny" "$ROOT/tests/sim/cosim/tiny-frames.npy" --bitstream "$work/d"
complains 'has a board at its pins'

if [ -n "$fast" ]; then
    build 1 "$fast"
    grep -q 'MHz at best, .* less than the ' "$work/err" || fail "not told that it is too slow: $(cat "$work/err")"
    checks=$((checks + 2))
    [ -s "$work/d/tiny.bin" ] || fail "no bitstream"
    [ "$(of critical_path luts)" -gt 0 ] || fail "no path"
fi
finish
