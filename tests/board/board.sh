#!/bin/sh
# board.sh : rtl/board/bac_board.v in Icarus, with a host that makes every mistake of docs/boards.md, by the serial line and by
# SPI; and with faults planted, which the bench has to see.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/board/lib.sh
. "$ROOT/tests/board/lib.sh"
cd "$work" || exit 1

for shape in "" "IN_BYTES=1 BEATS=24 OUT_BYTES=2" "IN_BYTES=8 BEATS=3 OUT_BYTES=5 DELAY=900 AW=6" \
    "IN_BYTES=4 BEATS=6 CLOCKS=16 LED_LOW=255" "IN_BYTES=24 BEATS=1 DELAY=1 CLOCKS=5"; do
    # shellcheck disable=SC2086 # a list of words
    bench tb_board "$ROOT/rtl/board" $shape
    says '^PASS [0-9]* checks, [0-9]* frames$'
done

# planted MODULE SED [PARAMETER...]: a fault is seen.
planted() {
    rm -rf planted && cp -r "$ROOT/rtl/board" planted
    sed -i "$2" "planted/$1.v"
    fault=$2
    checks=$((checks + 1))
    cmp -s "planted/$1.v" "$ROOT/rtl/board/$1.v" && fail "nothing planted: $2"
    shift 2
    bench tb_board planted "$@"
    grep -q '^FAIL' out || fail "not seen: $fault"
}
planted bac_commands "s/(sum_d == 16'd0) ? GOOD/(sum_d[7:0] == 8'd0 || 1'b1) ? GOOD/"
planted bac_commands 's/FILL: if (frame_ends)/FILL: if (beat_ends)/'
planted bac_commands 's/== GOOD) ? IDLE : DRAIN/== GOOD) ? IDLE : IDLE/'
planted bac_commands 's/else if (lost \&\& .*/else if (lost) lost_q <= 1'"'"'b0;/'
planted bac_commands 's/else if (lost \&\& .*/else if (lost) lost_q <= 1'"'"'b1;/'
planted bac_commands 's/rst || heard || state_q/rst || state_q/'
planted bac_commands "s/(state_q == IDLE) ? 16'hffff/(state_q == IDLE) ? 16'h0000/"
planted bac_commands 's/wire room = .*/wire room = 1'"'"'b1;/'
planted bac_answers 's/go \&\& !identity) number_q/go) number_q/'
planted bac_answers "s/(status == 3'd0) ? data/1'b1 ? data/"
planted bac_board 's/wire free = .*/wire free = 1'"'"'b1;/'
planted bac_board "s/(s_axis_tvalid || !result)/1'b1/" DELAY=900
planted bac_board 's/line_bad \&\& !spi_q/line_bad/'
planted bac_board 's/frame_q <= !frame_q/frame_q <= 1'"'"'b1/'
finish
