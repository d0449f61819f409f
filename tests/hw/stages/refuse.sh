#!/bin/sh
# refuse.sh : parameters that a folded module cannot be built with stop elaboration, by a name that
# says why.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1

# refuses REASON MODULE PARAMETER...
refuses() {
    reason=$1 module=$2
    shift 2
    status 1 verilator --lint-only -Wno-lint --top "$module" "$@" "$ROOT"/rtl/*/*.v
    checks=$((checks + 1))
    grep -q "bac_error_$reason" "$work/err" || fail "$module $*: no word of $reason"
}

refuses L_must_divide_T_OUT bac_fold_conv -GT=9 -GK=2 -GL=3
refuses padding_must_be_smaller_than_K bac_fold_conv -GPAD_LEFT=1
refuses LANES_must_divide_the_channels bac_fold_conv -GC_IN=3 -GLANES_IN=2
refuses ROWS_must_hold_the_rows_that_a_group_reads bac_fold_conv -GK=3 -GROWS=2
refuses N_WORDS_must_be_one_or_more_a_channel bac_fold_conv -GC_OUT=2
refuses OW_must_be_W_in_MODE_1 bac_fold_conv -GMODE=1
refuses one_of_LANES_must_divide_the_other bac_resize -GLANES_IN=2 -GLANES_OUT=3
refuses LANES_OUT_must_divide_N_OUT_and_L bac_fold_fc -GL=3 -GLANES_OUT=2
refuses LANES_must_divide_C bac_fold_globalmax -GC=3 -GLANES=2
refuses LANES_must_divide_C bac_fold_sum -GC=3 -GLANES=2
refuses P_must_be_1_where_a_position_takes_BEATS bac_factor -GP=2 -GBEATS=2
refuses LANES_must_divide_C_or_the_reverse bac_fold_add -GC=3 -GLANES=2
refuses LANES_must_divide_C_A_and_C_B bac_fold_concat -GC_A=3 -GLANES=2
refuses LANES_must_divide_C_or_the_reverse bac_fold_requant -GC=3 -GLANES=2
finish
