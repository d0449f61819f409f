#!/bin/sh
# arith.sh [MODULE] : proves by SAT (Yosys), for every input, that the modules of rtl/arith and bac_requant are what
# tests/formal/arith.v and graphs.v specify, at every parameter below with widths up to 8, bac_mcm in random graphs; and
# that of each module one planted fault is noticed.
# Prints a line a module: parameter sets proven, seconds.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1

# sets MODULE: its parameter sets, one a line: NAME VALUE ..
sets() {
    [ "$1" != mcm ] || awk -v seed=1 -v count=60 -f "$ROOT/tests/formal/graphs.awk"
    awk -v module="$1" 'BEGIN {
        if (module == "round") for (w = 2; w <= 8; w++) for (s = 0; s < w; s++) for (e = 0; e <= (s > 0); e++)
            print "W", w, "SHIFT", s, "EVEN", e
        if (module == "clamp") for (w = 1; w <= 8; w++) for (k = 0; k < 6; k++) {
            split("0 0 -4 -3 1 -128", lo); split("3 6 3 5 1 127", hi)
            print "W", w, "OW", 8, "LO", lo[k + 1], "HI", hi[k + 1] }
        if (module == "cast") for (w = 1; w <= 8; w++) for (o = 1; o <= 8; o++) for (s = 0; s < 2; s++)
            print "W", w, "OW", o, "IS_SIGNED", s
        if (module == "bias") for (w = 1; w <= 8; w++) for (p = 0; p <= 3; p++) for (m = 0; m < 2; m++)
            for (b = 0; b < 4; b++) print "W", w, "PASS", p, "MINUS", m, "BIAS", (b == 0 ? 0 : b == 1 ? 8 : b == 2 ? 85 : 255)
        if (module == "max_tree") for (n = 1; n <= 6; n++) for (w = 1; w <= 8; w += 1 + (w > 2) * 2) for (s = 0; s < 2; s++)
            print "N", n, "W", w, "IS_SIGNED", s, "DEPTH", (n > 4 ? 3 : n > 2 ? 2 : n > 1)
        if (module == "pick" || module == "rotate") for (n = 2; n <= 9; n++) for (w = 1; w <= 8; w += 1 + (w > 2) * 2)
            print "N", n, "W", w
        if (module == "search") for (w = 1; w <= 8; w++) for (s = 0; s < 2; s++) for (n = 1; n <= 9; n += 2)
            for (k = 1; k <= 3; k += 2) print "W", w, "IS_SIGNED", s, "N", n, "BITS", (n > 7 ? 4 : n > 3 ? 3 : n > 1 ? 2 : 1), \
                "FROM", s ? -int(n * k / 2) : 0, "STEP", k
        if (module == "adder") for (f = 0; f < 4; f++) for (s = 0; s < 4; s += 1 + (s == 1)) for (w = 3; w <= 8; w += 5)
            for (k = 1; k <= 3; k++) for (m = 0; m < 4; m++) {
                split("3 8 5", left); split("3 4 8", right)
                print "FORM", f, "SHIFT", s, "W", w, "AW", left[k], "A_SIGNED", m % 2, "BW", right[k], "B_SIGNED", int(m / 2) }
        if (module == "requant") for (w = 2; w <= 8; w += 3) for (s = 0; s < 2; s++) {
            print "W", w, "IS_SIGNED", s, "FORM", 0, "ADD", 11
            for (f = 1; f <= 3; f++) for (h = (f == 2); h <= 4; h += 2) for (k = 0; k < (f == 3 ? 4 : 1); k++)
                for (r = 0; r < 3; r++) { # codes without a sign, with one, and of one bit
                    split("0 -8 0", lo); split("15 7 1", hi)
                    print "W", w, "IS_SIGNED", s, "FORM", f, "SHIFT", h, "ADD", 3 * r - 2, "LO", lo[r + 1], "HI", hi[r + 1], \
                        "KIND", k, "P", 1 + int(h / 2) }
            for (n = 1; n <= 9; n += 4) for (k = 0; k < 2; k++)
                print "W", w, "IS_SIGNED", s, "FORM", 4, "ADD", k ? 12 : -3, "N", n, "FROM", s ? -n : 1, "STEP", 2, "DECREASING", k
        }
    }'
}

# prove MODULE LIBRARY: the sets that are proven, each by its line number, in `proven`
prove() {
    awk -v module="$1" -v library="$2" -v arith="$ROOT/tests/formal/arith.v $ROOT/tests/formal/graphs.v" -v wires="$ROOT/tests/formal/wires.v" '
        NR == 1 { print "read_verilog -defer " library "; read_verilog -defer " arith "; design -save all" }
        {
            printf "design -load all; chparam"
            for (i = 1; i < NF; i += 2) # Yosys reads no minus
                printf $(i + 1) < 0 ? " -set %s 32\047sh%08x" : " -set %s %s", $i, $(i + 1) < 0 ? 2^32 + $(i + 1) : $(i + 1)
            print " prove_" module
            print "hierarchy -check -top prove_" module "; proc; flatten; techmap -map " wires "; opt"
            print "select -assert-none t:$dff t:$dffe t:$adff t:bac_error_*"
            print "tee -a log log set " NR "; tee -a log sat -prove ok 1 -prove-skip 0 prove_" module
        }' list >prove.ys
    : >log
    yosys -q prove.ys >out 2>&1 || fail "$1: $(grep -a ERROR out | head -2)"
    awk '/^set / { n = $2 } /SAT proof finished - no model found: SUCCESS/ { print n }' log >proven
}

modules="$ROOT/rtl/arith/*.v $ROOT/rtl/unrolled/bac_requant.v $ROOT/rtl/stream/bac_ctrl.v $ROOT/rtl/stream/bac_delay.v"
for module in ${1:-round clamp cast bias max_tree pick rotate search adder mcm requant}; do
    sets "$module" >list
    n=$(grep -c . list)
    begin=$(date +%s)
    prove "$module" "$modules"
    equal "$n" "$(grep -c . proven)" "parameter sets of bac_$module that are proven"
    echo "bac_$module: $n parameter sets proven, $(($(date +%s) - begin)) s"
    # One fault, and some set is no longer proven: an eighth of them after the other, until it shows.
    # shellcheck disable=SC2086 # a list of patterns
    rm -rf wrong && mkdir wrong && cp $modules wrong/ && cp wrong/bac_"$module".v right.v
    case $module in
    round) fault='s/wire kept_is_even = !x/wire kept_is_even = x/' ;;
    clamp) fault='s/> (HI_WIDE/>= (HI_WIDE/; s/\[HI_BITS:/[HI_BITS+1:/; s/under ? LO_WIDE/under ? HI_WIDE/' ;;
    cast) fault='s/IS_SIGNED != 0) ? x/IS_SIGNED == 0) ? x/' ;;
    bias) fault='s/BIAS\[LOW-1:0\] | x/BIAS[LOW-1:0] \& x/' ;;
    max_tree) fault='s/IS_SIGNED != 0) ? {W/IS_SIGNED == 0) ? {W/' ;;
    pick) fault='s/if (i < N)/if (i < N - 1)/' ;;
    rotate) fault='s/{sooner, sooner}/{x, sooner}/' ;;
    search) fault='s/- 1 - s);/- s);/' ;;
    adder) fault='s/(A_SIGNED != 0) ? a/(B_SIGNED != 0) ? a/' ;;
    mcm) fault='s/(KIND == 1) ? LEVELS : LEVELS - 1/LEVELS - 1/; s/(KIND == 3) ? 1 : 0/0/' ;;
    requant) fault='s/(F == 2) ? 1 : 0/0/' ;;
    esac
    sed -i "$fault" wrong/bac_"$module".v
    ! cmp -s wrong/bac_"$module".v right.v || fail "the fault of bac_$module changes nothing"
    mv list all
    for part in 1 2 3 4 5 6 7 0; do
        awk -v part=$part 'NR % 8 == part' all >list
        prove "$module" "wrong/*.v"
        [ "$(grep -c . proven)" = "$(grep -c . list)" ] || break
    done
    checks=$((checks + 1))
    [ "$(grep -c . proven)" -lt "$(grep -c . list)" ] || fail "bac_$module: a planted fault is proven right"
done
finish
