#!/bin/sh
# example.sh : bindings/dpi/example/tb.sv in Verilator around the tiny network's Verilog: all is equal; a wrong requantiser
# in the Verilog is found, by layer, frame, position and channel.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}"
dpi=$ROOT/bindings/dpi

# build NAME NET: Verilog of NET under the bench, in folder NAME
build() {
    "$BAC" rtl "$2" -o "$work/$1" >/dev/null
    cp "$tiny" "$work/$1/net.bnet"
    (cd "$work/$1" && verilator --binary --timing --assert -Wno-fatal -Wno-lint -Wno-style --top-module tb -Mdir obj \
        "$dpi/bac_dpi.sv" "$dpi/example/tb.sv" -f bac_top.f -LDFLAGS "-L$BUILD/lib -lbac_dpi -Wl,-rpath,$BUILD/lib" \
        -MAKEFLAGS "OPT_FAST=-O1 OPT_SLOW=-O0 OPT_GLOBAL=-O1 ${LAUNCHER:+OBJCACHE=$LAUNCHER}" -o tb) >"$work/$1.log" 2>&1 ||
        fail "$1: $(grep -m 3 -E '%Error|error:' "$work/$1.log" || tail -5 "$work/$1.log")"
}

build good "$tiny"
cd "$work/good" || exit 1
for seed in 1 2 77; do
    status 0 obj/tb +frames=40 +seed=$seed
    says '^40 frames: 1280 codes in, 640 numbers of dw0_q and 160 of the result equal$'
    says '^PASS$'
done
mv net.bnet away.bnet
obj/tb >"$work/out" 2>&1 && fail "a bench without its network passed"
says 'net.bnet: cannot open'
mv away.bnet net.bnet

# A planted bug: one requantiser of the Verilog adds 9 instead of 1.
sed 's/^  ch 0 shift 1 1$/  ch 0 shift 9 1/' "$tiny" >"$work/other.bnet"
cmp -s "$tiny" "$work/other.bnet" && fail "nothing was planted"
build wrong "$work/other.bnet"
cd "$work/wrong" || exit 1
obj/tb +frames=5 >"$work/out" 2>&1 && fail "the wrong requantiser was not found"
says "layer 'dw0_q', frame 0 since reset, position [0-9]*, channel 0: expected [0-9]*, got [0-9]*"
grep -q "layer 'dw0_q'.*channel 1" "$work/out" && fail "channel 1 is right and was complained of"
cd "$ROOT" || exit 1
finish
