#!/bin/sh
# bitstream.sh : the netlist that is recovered from a bitstream, and those of a synthesis for Xilinx, classify as the C
# model does, in the clocks of the Verilog; another network is seen to be another.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy

# same DIR STALL WHAT
same() {
    status 0 "$BAC" cosim "$tiny" "$frames" --bitstream "$1" --stall "$2"
    says "$3: 24 frames, .* results .*: 0 mismatches; clocks of .* results equal the Verilog's, 0 differ"
}
same "$KEEP" none "the netlist recovered from the bitstream"
same "$KEEP" random:40 "the netlist recovered from the bitstream"

# A network with one other bias: the classes are not its.
sed 's/^  bias 5 -3 0$/  bias 45 -3 0/' "$tiny" >"$work/bias.bnet"
acc=$("$BAC" show "$work/bias.bnet" 2>&1 >/dev/null | sed -n 's/.* prove acc //p')
sed "/^layer logits /,/^end/s/^  acc .*/  acc $acc/" "$work/bias.bnet" >"$work/other.bnet"
status 1 "$BAC" cosim "$work/other.bnet" "$frames" --bitstream "$KEEP"
grep -q '^bac cosim: frame [0-9]*, result 0: expected ' "$work/err" || fail "not told where it differs: $(cat "$work/err")"

# Other words.
status 2 "$BAC" cosim "$tiny" "$frames" --bitstream "$KEEP" --plan x.cfg
status 2 "$BAC" cosim "$tiny" "$frames" --bitstream "$KEEP" --wave x.fst
status 3 "$BAC" cosim "$tiny" "$frames" --bitstream "$work"
complains "report.json"
status 3 "$BAC" cosim "$ROOT/golden/nets/default.bnet" "$ROOT/golden/frames/synthetic-48.npy" --bitstream "$KEEP"

# Unrolled with all logits, serial with the margin, as Yosys maps them to UltraScale+.
status 0 "$BAC" build "$tiny" --target zu7ev --result logits -o "$work/unrolled"
says '^longest path [0-9]* LUTs and [0-9]* carry cells'
same "$work/unrolled" random:30 "the synthesised netlist"
"$BAC" plan "$tiny" --style serial -o "$work/serial.cfg" >/dev/null
status 0 "$BAC" build "$tiny" --plan "$work/serial.cfg" --target zu7ev --result margin -o "$work/serial"
same "$work/serial" none "the synthesised netlist"
finish
