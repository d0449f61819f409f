#!/bin/sh
# names.sh NET FRAMES : layers may be called as ports, links, wires, instances and memory images are; the
# RTL of every style is still read by every tool, and right.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
net=$work/names.bnet
sed -e 's/\bpw0\b/m_axis/g; s/\bdw0_q\b/s_axis/g; s/\bpw0_q\b/m_axis_again/g; s/\bdw0\b/clk/g' \
    -e 's/\bdw1\b/u_a/g; s/\bdw1_q\b/a_tdata/g; s/\bpw1_q\b/u_a_fold/g; s/\bpw1\b/begin/g' "$1" >"$net"
status 0 "$BAC" cost "$net"
for style in unrolled folded serial shared; do
    status 0 "$BAC" plan "$net" --style "$style" -o "$work/$style.cfg"
    generate "$net" --plan "$work/$style.cfg"
    lint
    status 0 sh "$ROOT/tests/rtl/icarus.sh" "$net" "$2" 4 1 30 --plan "$work/$style.cfg"
    says "^PASS 4 frames"
done
finish
