#!/bin/sh
# bitstream.sh : a board without a PLL (12 MHz), to its bitstream and back: the netlist that iceunpack and icebox_vlog recover
# answers frames over a pseudo terminal, 16 clocks a bit.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/board/lib.sh
. "$ROOT/tests/board/lib.sh"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
d=${KEEP:-$work/d}
"$BAC" plan "$tiny" --style folded -o "$work/folded.cfg" >/dev/null
status 0 "$BAC" build "$tiny" --plan "$work/folded.cfg" --board hx8k-evn --clock 12 --baud 750000 -o "$d" --json
equal 16 "$("$json_get" board clocks_per_bit <"$work/out")" "clocks a bit"

# Names of the pins only; options of pins are none of icebox_vlog's.
sed 's/-pullup yes //' "$d/pins.pcf" >"$work/pins.pcf"
status 0 iceunpack "$d/tiny.bin" "$work/bits.asc"
status 0 icebox_vlog -n chip -p "$work/pins.pcf" -s -l "$work/bits.asc"
cp "$work/out" "$work/chip.v"
{
    echo "module bac_board_top (input clk_pin, rx, sck, cs_n, mosi, output tx, miso, output [7:0] led);"
    echo "chip u_chip (.clk_pin(clk_pin), .rx(rx), .sck(sck), .cs_n(cs_n), .mosi(mosi), .tx(tx), .miso(miso)"
    for i in 0 1 2 3 4 5 6 7; do
        echo ", .\\led[$i] (led[$i])"
    done
    echo "); endmodule"
} >"$work/wrapper.v"
status 0 yosys -q -p "read_verilog -defer -D NO_ICE40_DEFAULT_ASSIGNMENTS +/ice40/cells_sim.v; read_verilog $work/chip.v \
    $work/wrapper.v; hierarchy -check -top bac_board_top; proc; flatten; opt -nodffe -nosdff; \
    opt_clean -purge; write_verilog -noattr $work/recovered.v"
status 0 verilator --cc --exe --build -O3 --x-assign fast --x-initial fast -Wno-fatal -Wno-lint -Wno-style \
    --top-module bac_board_top --output-split 20000 --Mdir "$work/sim" -o simulated -CFLAGS "-O1 -std=c++17" \
    "$work/recovered.v" "$ROOT/tests/board/simulated.cpp"
board "$work/sim/simulated" 16
status 0 "$BAC" board "$port" "$tiny" "$frames" --baud 750000 --frames 0:8 --timeout 300
says '^8 frames, 0 unlike the C model, '
unplug
finish
