#!/bin/sh
# stop.sh : modules of arithmetic keep their results while their clock enable is low, and bac_ingress tells a wrong tlast
# (tb_stop.v); a register without its enable, or a tlast that nobody compares, is noticed.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
modules="arith/bac_adder arith/bac_bias arith/bac_cast arith/bac_max_tree arith/bac_pick arith/bac_search stream/bac_copies stream/bac_ingress"
mkdir "$work/rtl"
for module in $modules; do cp "$ROOT/rtl/$module.v" "$work/rtl/"; done

# run: the bench with the modules in $work/rtl
run() {
    status 0 iverilog -g2005 -o "$work/tb.vvp" "$ROOT/tests/rtl/tb_stop.v" "$work"/rtl/*.v
    status 0 vvp "$work/tb.vvp"
}
run
says '^PASS$'
# planted MODULE EDIT: is noticed
planted() {
    cp "$work/rtl/$1.v" "$work/right.v"
    sed "$2" "$work/right.v" >"$work/rtl/$1.v"
    checks=$((checks + 1))
    ! cmp -s "$work/rtl/$1.v" "$work/right.v" || fail "nothing is planted: $2"
    run
    says '^FAIL: '
    cp "$work/right.v" "$work/rtl/$1.v"
}
planted bac_adder 's/if (ce) word_q/word_q/'
planted bac_bias 's/if (ce) sum_q <= BIAS\[W-1:LOW\] - x/sum_q <= BIAS[W-1:LOW] - x/'
planted bac_bias 's/if (ce) low_q/low_q/'
planted bac_max_tree 's/if (ce) begin/begin/'
planted bac_search 's/if (ce) begin/begin/'
planted bac_copies 's/else if (ce) copy_q/else copy_q/'
planted bac_ingress 's/if (s_axis_tlast != m_axis_tlast)/if (1'"'"'b0)/'
finish
