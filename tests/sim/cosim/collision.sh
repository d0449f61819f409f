#!/bin/sh
# collision.sh NET FRAMES COUNT STYLE LANES : a word that a memory reads in the clock in which its address is written is
# used nowhere (bac_fold_ram, bac_shared_bank: synthesis leaves it undefined). Here it is inverted, and nothing changes;
# with every word inverted it is noticed.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
net=$1 input=$2 count=$3 style=$4 lanes=$5
status 0 "$BAC" plan "$net" --style "$style" --lanes "$lanes" -o "$work/plan.cfg"

# inverted WHEN_RAM WHEN_BANK: the Verilog with every word inverted that is read under these conditions
inverted() {
    rm -rf "$work/rtl"
    status 0 "$BAC" rtl "$net" --plan "$work/plan.cfg" -o "$work/rtl"
    edit bac_fold_ram "s/word_q <= \(memory.*\);/word_q <= ($1) ? ~\1 : \1;/"
    [ ! -f "$work/rtl/rtl/bac_shared_bank.v" ] ||
        edit bac_shared_bank "/gen_block/,/end/s/word_q <= \(memory.*\);/word_q <= ($2) ? ~\1 : \1;/"
}
# edit MODULE SED-EXPRESSION: which changes one line
edit() {
    sed -i.before "$2" "$work/rtl/rtl/$1.v"
    equal 1 "$(diff "$work/rtl/rtl/$1.v.before" "$work/rtl/rtl/$1.v" | grep -c '^>')" "lines changed in $1"
}

inverted "|write \&\& read_address == write_address" "write"
for pattern in none random:30 block:50; do
    status 0 "$BAC" cosim "$net" "$input" --rtl "$work/rtl" --frames "0:$count" --stall $pattern --seed 5 --json
    clean_run "$count"
done
inverted "1'b1" "1'b1"
status 1 "$BAC" cosim "$net" "$input" --rtl "$work/rtl" --frames "0:$count"
finish
