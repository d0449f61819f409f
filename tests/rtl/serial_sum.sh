#!/bin/sh
# serial_sum.sh : distributed arithmetic against a plain sum, in Icarus, as simulators read the tables and as
# synthesisers do.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
for define in SIMULATION SYNTHESIS; do
    status 0 iverilog -g2005 -D$define -o "$work/tb.vvp" "$ROOT/tests/rtl/tb_serial_sum.v" \
        "$ROOT/rtl/serial/bac_serial_sum.v" "$ROOT/rtl/serial/bac_serial_table.v" \
        "$ROOT/rtl/stream/bac_delay.v"
    status 0 vvp "$work/tb.vvp"
    says '^PASS 1998 numbers$'
done
finish
