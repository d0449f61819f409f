#!/bin/sh
# serial_search.sh : a search by thresholds against counting them, in Icarus, as simulators read the tables and
# as synthesisers do.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
for define in SIMULATION SYNTHESIS; do
    for steps in 1 2 3 4 5; do
        status 0 iverilog -g2005 -D$define -Ptb_serial_search.STEPS=$steps -o "$work/tb.vvp" \
            "$ROOT/tests/rtl/tb_serial_search.v" "$ROOT/rtl/serial/bac_serial_search.v" \
            "$ROOT/rtl/serial/bac_serial_table.v"
        status 0 vvp "$work/tb.vvp"
        says '^PASS$'
    done
done
finish
