#!/bin/sh
# sample.sh CODES : rtl/wrap/bac_sample.v gives the codes of bac_frame_quantise, for every sample of 12 bits. CODES: the
# program sample_codes.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1
# quantise SOURCE W SHIFT OW
quantise() {
    status 0 "$codes" "$2" "$3" "$4"
    cp out codes.hex
    status 0 iverilog -g2005 -DW="$2" -DSHIFT="$3" -DOW="$4" -s tb_sample -o tb.vvp -y "$ROOT/rtl/arith" "$1" \
        "$ROOT/tests/rtl/tb_sample.v"
    status 0 vvp -n tb.vvp +codes=codes.hex
}
codes=$1
for shape in "12 4 8" "12 5 6" "12 1 8" "12 0 12" "12 0 5" "12 11 8" "12 8 4"; do
    # shellcheck disable=SC2086 # three words
    quantise "$ROOT/rtl/wrap/bac_sample.v" $shape
    says '^PASS 4096 samples$'
done
sed 's/(SHIFT > 0) ? 1 : 0),$/0),/' "$ROOT/rtl/wrap/bac_sample.v" >planted.v
quantise "$PWD/planted.v" 12 4 8
says '^FAIL'
finish
