#!/bin/sh
# waves.sh : an FST of the frames asked for, and a save file whose every name is in it.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
status 0 "$BAC" cosim "$tiny" "$frames" --frames 2:9 --wave "$work/w.fst" --wave-frames 4:6
fst2vcd "$work/w.fst" >"$work/w.vcd" || fail "fst2vcd cannot read the waves"
dump_names "$work/w.vcd" >"$work/names"
gtkw_names "$work/w.gtkw" >"$work/wanted"
checks=$((checks + 3))
[ "$(wc -l <"$work/wanted")" -gt 80 ] || fail "the save file names few signals"
comm -23 "$work/wanted" "$work/names" >"$work/missing"
[ ! -s "$work/missing" ] || fail "in the save file, not in the waves: $(head -5 "$work/missing")"
# a group for every layer between input and result
for layer in $(layers_of "$tiny"); do
    grep -q -e "^-$layer (" "$work/w.gtkw" || fail "no group for layer $layer"
done
# the window: frame 4 begins 2 frames after the start, the result of frame 5 ends it
first=$(sed -n 's/^#//p' "$work/w.vcd" | head -1)
last=$(sed -n 's/^#//p' "$work/w.vcd" | tail -1)
equal 400 "$first" "first time in the waves, ns" # 8 clocks of reset, 2 frames of 16
latency=$(sed -n 's/.*first sample to result \([0-9]*\) clocks.*/\1/p' "$work/out")
equal $((400 + 10 * (16 + latency) + 5)) "$last" "last time in the waves, ns"
# too much to trace by accident; a place that cannot be written
status 2 "$BAC" cosim "$tiny" "$frames" --plusarg word
complains '^bac cosim: --plusarg wants NAME=VALUE'
status 2 "$BAC" cosim "$tiny" "$frames" --wave "$work/x.fst"
complains "wave-frames"
status 3 "$BAC" cosim "$tiny" "$frames" --frames 0:1 --wave "$work/none/x.fst"
complains "none/x.fst"
finish
