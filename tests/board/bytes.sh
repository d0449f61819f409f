#!/bin/sh
# bytes.sh : the parts of rtl/board/ in Icarus, linted, and with faults planted, which the bench has to see.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/board/lib.sh
. "$ROOT/tests/board/lib.sh"
cd "$work" || exit 1

for shape in "CLOCKS=16" "CLOCKS=16 SKEW=20" "CLOCKS=16 SKEW=-20" "CLOCKS=4" "CLOCKS=5 SKEW=10" "CLOCKS=87 SKEW=-30" "HALF=9"; do
    # shellcheck disable=SC2086 # a list of words
    bench tb_bytes "$ROOT/rtl/board" $shape
    says '^PASS [0-9]* checks$'
done
for module in bac_uart_rx bac_uart_tx bac_spi bac_crc16 bac_bytes bac_commands bac_answers bac_board; do
    status 0 verilator --lint-only -Wall "$ROOT/rtl/lint.vlt" --top $module -y "$ROOT/rtl/board" \
        "$ROOT/rtl/board/$module.v"
    equal "" "$(cat err)" "what Verilator says of $module"
    status 0 iverilog -g2005 -Wall -Wno-timescale -s $module -y "$ROOT/rtl/board" -o lint.vvp "$ROOT/rtl/board/$module.v"
    equal "" "$(cat err)" "what Icarus says of $module"
done

# planted MODULE SED: a fault is seen.
planted() {
    rm -rf planted && cp -r "$ROOT/rtl/board" planted
    sed -i "$2" "planted/$1.v"
    checks=$((checks + 1))
    cmp -s "planted/$1.v" "$ROOT/rtl/board/$1.v" && fail "nothing planted: $2"
    bench tb_bytes planted
    says '^FAIL'
}
planted bac_uart_rx 's/CLOCKS \/ 2 - 1/CLOCKS - 1/'
planted bac_uart_rx 's/: *count_q <= HALF/count_q <= WHOLE/; s/count_q <= HALF/count_q <= WHOLE/'
planted bac_uart_rx 's/stop && line;/stop;/'
planted bac_uart_rx 's/wire fell = line_q\[2\] \&\& /wire fell = /'
planted bac_uart_tx "s/left_q <= 4'd10/left_q <= 4'd9/"
planted bac_spi "s/begins || (fall \&\& bit_q == 3'd0)/begins/"
planted bac_spi 's/|| !selected) bit_q/) bit_q/'
planted bac_spi 's/assign s_tready = next \&\& !ready_q/assign s_tready = next/'
planted bac_bytes 's/stored \&\& (!m_tvalid || m_tready)/stored/'
planted bac_bytes 's/assign lost  = s_tvalid \&\& full/assign lost = 1'"'"'b0/'
planted bac_crc16 's/1021/8005/'
finish
