#!/bin/sh
# reset.sh NET FRAMES COUNT RESETS STYLE MODULE : a reset in each of the first RESETS clocks of a run, from registers
# that hold nothing (X, in Icarus): no X reaches valid, ready, last or a result, and no result depends on a frame
# from before the reset. The bench is seen to notice a MODULE that no reset reaches, and one that only the first does.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
net=$1 input=$2 count=$3 resets=$4 style=$5 module=$6
status 0 "$BAC" plan "$net" --style "$style" -o "$work/plan.cfg"
generate "$net" --plan "$work/plan.cfg"
freeze "$net" "$input" "$count"
width() { sed -n '1s/.* channels of \([0-9]*\) bits .*/\1/p' "$1"; }
n=$(grep -c 'output wire trace[0-9]*_valid' "$rtl/bac_top.v")
# joined SIGNAL: {dut.trace9_SIGNAL, .., dut.trace0_SIGNAL}
joined() {
    awk -v n="$n" -v s="$1" 'BEGIN { for (i = n - 1; i >= 0; i--)
        printf "%sdut.trace%d_%s", i == n - 1 ? "{" : ", ", i, s; print "}" }'
}
{
    echo "\`define TRACES $n"
    echo "\`define TRACE_VALID $(joined valid)"
    echo "\`define TRACE_READY $(joined ready)"
    echo "\`define TRACE_LAST $(joined last)"
} >"$work/traces.vh"

# simulate SEED STALL
simulate() {
    status 0 iverilog -g2005 -o "$work/tb.vvp" -s tb -I "$work" -DBAC_TRACE -DT="$(define POSITIONS)" \
        -DC="$(define CHANNELS)" -DIW="$(width "$samples")" -DLANE="$(define IN_LANE)" -DN="$(define CLASSES)" \
        -DW="$(width "$vectors")" -DOUT_LANE="$(define LOGIT_LANE)" -DCLASS_LANE="$(define CLASS_LANE)" \
        -DFRAMES="$count" -DRESETS="$resets" -f bac_top.f "$ROOT/tests/rtl/tb_reset.v"
    status 0 vvp -n "$work/tb.vvp" "+input=$samples" "+logits=$vectors" "+seed=$1" "+stall=$2"
}
cd "$rtl" || exit 1
for stall in 0 40; do
    simulate 1 $stall
    says "^PASS $resets resets, [0-9]* frames$"
    cat "$work/out"
done
cp "rtl/$module.v" "$work/right.v"
for condition in "1'b0" "rst \&\& !tb.later"; do
    sed "s/if (rst)/if ($condition)/" "$work/right.v" >"rtl/$module.v"
    ! cmp -s "rtl/$module.v" "$work/right.v" || fail "$module has no reset"
    simulate 1 0
    says "^FAIL reset "
done
finish
