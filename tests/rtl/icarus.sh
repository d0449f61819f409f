#!/bin/sh
# icarus.sh NET FRAMES COUNT SEED STALL [OPTION...] : the generated top in a second simulator that shares nothing
# with the first, against golden vectors.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
net=$1 input=$2 count=$3 seed=$4 stall=$5
shift 5
generate "$net" "$@"
freeze "$net" "$input" "$count"
width() { # bits and signedness from the image's first line
    sed -n '1s/.* channels of \([0-9]*\) bits \([a-z]*\).*/\1 \2/p' "$1"
}
# shellcheck disable=SC2046 # two words
set -- $(width "$samples")
bits=$1
# shellcheck disable=SC2046
set -- $(width "$vectors")
signed=0
[ "$2" = signed ] && signed=1
cd "$rtl" || exit 1
status 0 iverilog -g2005 -o "$work/tb.vvp" -s tb -DT="$(define POSITIONS)" -DC="$(define CHANNELS)" \
    -DIW="$bits" -DLANE="$(define IN_LANE)" -DN="$(define CLASSES)" -DW="$1" \
    -DOUT_LANE="$(define LOGIT_LANE)" -DCLASS_LANE="$(define CLASS_LANE)" -DFRAMES="$count" \
    -DSIGNED_LOGITS="$signed" -f bac_top.f "$ROOT/tests/rtl/tb.v"
status 0 vvp -n "$work/tb.vvp" "+input=$samples" "+logits=$vectors" "+seed=$seed" "+stall=$stall"
says "^PASS $count frames"
cat "$work/out"
# The bench notices: the same run against vectors of which one bit is wrong.
sed '2s/^./f/; 2s/^f\(.\)/0\1/' "$vectors" >"$work/wrong.hex"
cmp -s "$vectors" "$work/wrong.hex" && sed '2s/^./7/' "$vectors" >"$work/wrong.hex"
status 0 vvp -n "$work/tb.vvp" "+input=$samples" "+logits=$work/wrong.hex" "+seed=$seed" \
    "+stall=$stall" +stop
says "^FAIL frame 0 logit"
finish
