#!/bin/sh
# walk.sh : every clock of bac walk is one in which the cycle simulator, by the same plan, moves a beat of that link.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
for style in unrolled folded serial; do
    status 0 "$BAC" plan "$tiny" --style $style -o "$work/plan.cfg"
    status 0 "$BAC" cycles "$tiny" --plan "$work/plan.cfg" --frames 4 --stall pace --trace "$work/trace"
    for sample in 0 7 15; do
        status 0 "$BAC" walk "$tiny" "$frames" --plan "$work/plan.cfg" --sample $sample
        # shellcheck disable=SC2016 # the back quotes of Markdown
        sed -n 's/^| `\([a-z0-9_]*\)` .*| \([0-9]*\) |$/\2 \1/p' "$work/out" >"$work/clocks"
        # carried by a link of its own: the rest is made and used up inside a stage
        checks=$((checks + 1))
        [ "$(wc -l <"$work/clocks")" -ge 8 ] || fail "$style: few clocks: $(cat "$work/clocks")"
        while read -r clock link; do
            [ "$link" != in ] || link=s_axis
            checks=$((checks + 1))
            grep -q "^$clock $link beat 0 " "$work/trace" ||
                fail "$style, sample $sample: no beat of $link in clock $clock"
        done <"$work/clocks"
    done
done
status 2 "$BAC" walk "$tiny" "$frames" --sample 16
complains "sample wants an integer of 0..15"
finish
