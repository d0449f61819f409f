#!/bin/sh
# engine.sh NET FRAMES COUNT MULTIPLIERS : one engine with four lanes on the UP5K, whose input lies in the device's single-port memories and
# whose products are its multipliers: the netlist of the synthesis, with Yosys' models of the cells, classifies COUNT frames
# as the C model does, in the clocks of the Verilog; cells, memories and clock rate are those on record, if there are any.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/routed/lib.sh
. "$ROOT/tests/routed/lib.sh"
net=$1 frames=$2 count=$3 multipliers=$4
status 0 "$BAC" plan "$net" --style shared --lanes 4 -o "$work/engine.cfg"
status 0 "$BAC" build "$net" --plan "$work/engine.cfg" --target up5k -o "$work/d" --json
of() { "$json_get" "$@" <"$work/d/report.json"; }
equal "$multipliers" "$(of dsp)" "multipliers"
equal 4 "$(of single_port_memories)" "single-port memories"
row=$(grep "^[a-z]*,--style shared --lanes 4,$(basename "$net" .bnet),up5k,class,.*,.*,4,.*,.*,1," "$ROOT/bench/routed/records.csv")
if [ -n "$row" ]; then
    near "$(echo "$row" | cut -d, -f6)" "$(of logic_cells)" "logic cells"
    equal "$(echo "$row" | cut -d, -f7)" "$(of memories)" "block memories"
    near "$(echo "$row" | cut -d, -f12)" "$(of mhz)" "MHz"
fi
for stall in none random:40; do
    status 0 "$BAC" cosim "$net" "$frames" --bitstream "$work/d" --frames "0:$count" --stall $stall
    says "the synthesised netlist: $count frames, $count results .*: 0 mismatches; clocks of $count results equal the Verilog's, 0 differ"
done
finish
