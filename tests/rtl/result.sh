#!/bin/sh
# result.sh : rtl/wrap/bac_result.v in Icarus, every form, with and without pauses; linted; and with faults planted,
# which the bench has to see.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1
parts="$ROOT/rtl/arith/bac_pick.v $ROOT/rtl/arith/bac_cast.v"

# bench SOURCE PARAMETER...: its last line in $work/out
bench() {
    source=$1 words=""
    shift
    for word in "$@"; do
        words="$words -Ptb_result.$word"
    done
    # shellcheck disable=SC2086 # lists of words
    status 0 iverilog -g2005 $words -s tb_result -o tb.vvp "$ROOT/tests/rtl/tb_result.v" "$source" $parts
    status 0 vvp -n tb.vvp
}

for form in 0 1 2; do
    for shape in "N=5 W=6 IS_SIGNED=1" "N=24 W=8 IS_SIGNED=1" "N=2 W=5 IS_SIGNED=0" "N=8 W=7 IS_SIGNED=0"; do
        for stall in 0 1; do
            # shellcheck disable=SC2086 # lists of words
            bench "$ROOT/rtl/wrap/bac_result.v" FORM=$form $shape STALL=$stall
            says '^PASS 400 results$'
        done
    done
    above=$([ $form = 0 ] && echo 0 || echo 16)
    # shellcheck disable=SC2086 # lists of words
    status 0 verilator --lint-only -Wall "$ROOT/rtl/lint.vlt" --top bac_result -GFORM=$form -GABOVE=$above \
        "$ROOT/rtl/wrap/bac_result.v" $parts
    # shellcheck disable=SC2086 # lists of words
    status 0 yosys -q -p "read_verilog -defer $ROOT/rtl/wrap/bac_result.v $parts; chparam -set FORM $form \
        -set ABOVE $above bac_result; hierarchy -check -top bac_result; proc; check -assert"
done

# planted FORM SED: a fault is seen.
planted() {
    sed "$2" "$ROOT/rtl/wrap/bac_result.v" >planted.v
    checks=$((checks + 1))
    cmp -s planted.v "$ROOT/rtl/wrap/bac_result.v" && fail "nothing planted: $2"
    bench planted.v "FORM=$1" N=5 W=6 IS_SIGNED=1 STALL=0
    says '^FAIL'
}
planted 1 's/x > second_q/x < second_q/'
planted 1 's/two_q  <= any_q;/two_q  <= 1'"'"'b1;/'
planted 1 's/localparam \[W-1:0\] OFFSET = .*/localparam [W-1:0] OFFSET = {W{1'"'"'b0}};/'
planted 2 's/assign s_axis_tready = leave;/assign s_axis_tready = m_axis_tvalid \&\& m_axis_tready;/'
planted 2 's/(next_q == END);/(next_q == END - 1'"'"'b1);/'
finish
