#!/bin/sh
# make_sim.sh NET FRAMES RANGE SIM... : bac rtl --testbench in a folder of its own, moved elsewhere: PASS under stalls; FAIL
# after one bit of one golden word, in every simulator; in Icarus, if that is one of them, several shapes of the tiny network's
# block.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
net=$1 frames=$2 range=$3
shift 3

# export OPTION...: the folder, at another place than it was written to
export_folder() {
    rm -rf "$work/made" "$work/moved"
    status 0 "$BAC" rtl "$net" -o "$work/made" --testbench "$frames" --frames "$range" "$@"
    mv "$work/made" "$work/moved"
    cd "$work/moved" || exit 1
}
simulate() { # EXIT SIM SEED STALL; make's own status is 2 where a recipe fails
    status "$1" make -s sim "SIM=$2" "SEED=$3" "STALL=$4"
    [ "$1" = 0 ] && says "^PASS [0-9]* frames, seed $3, stall $4 %"
}
flip() { # the lowest bit of the last digit of the frame in the middle
    line=$((($(wc -l <golden_result.hex) + 2) / 2))
    awk -v line="$line" '
        NR == line { n = index("0123456789abcdef", substr($0, length($0))) - 1
                     $0 = substr($0, 1, length($0) - 1) substr("0123456789abcdef", n + (n % 2 ? 0 : 2), 1) }
        { print }' golden_result.hex >flipped.hex
    checks=$((checks + 1))
    cmp -s golden_result.hex flipped.hex && fail "nothing is flipped"
    mv flipped.hex golden_result.hex
}

for simulator in "$@"; do
    export_folder --registers
    simulate 0 "$simulator" 1 30
    simulate 0 "$simulator" 2 0
    flip
    simulate 2 "$simulator" 1 30
    says "^FAIL frame [0-9]*, beat 0 of its result: got"
    says "^FAIL 1 differences, seed 1"
done
case "$net $* " in "$tiny "*"icarus "*) ;; *) finish && exit ;; esac

for shape in "" "--result margin --result-bytes 4" "--result logits --clock-fifo 8 --registers" \
    "--sample-bits 12" "--sample-bits 12.9 --clock-fifo 4 --no-tlast" "--lossy --registers" \
    "--lossy --registers --clock-fifo 16 --no-tlast --sample-bits 16.12"; do
    # shellcheck disable=SC2086 # lists of words
    export_folder $shape
    simulate 0 icarus 3 40
done
# What the bench must not believe: another network's registers, a frame that is missing, a file that is.
export_folder --registers
sed -i 's/\.HASH(256.h./&f/; s/\.HASH(256.h\(.\)f./.HASH(256'"'"'h\1f/' tb_bac_ip.v
simulate 2 icarus 1 0
says "^FAIL register 040"
export_folder
sed -i '$d' golden_input.hex
simulate 2 icarus 1 0
says '^FAIL golden_input.hex has no beat'
rm golden_result.hex
simulate 2 icarus 1 0

# Refused, before anything is written.
refuse() {
    want=$1 pattern=$2
    shift 2
    status "$want" "$BAC" rtl "$net" -o "$work/none" "$@"
    complains "$pattern"
    absent "$work/none"
}
refuse 2 "add --testbench FRAMES.npy" --frames 0:1
refuse 2 "frames wants A:B" --testbench "$frames" --frames 5:5
refuse 3 "No such file" --testbench "$work/no.npy"
finish
