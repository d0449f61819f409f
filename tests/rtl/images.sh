#!/bin/sh
# images.sh : a word of a memory image that is longer than every Verilog tool takes is refused, by the names of
# stage and parameter.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"

# wide CHANNELS: a requantiser of all channels side by side, of 17 bits each
wide() {
    awk -v n="$1" 'BEGIN {
        print "bnet 1\nname wide\nclasses a b\nlayer in input\n  positions 8\n  channels " n
        print "  type s4\n  range -8 7\n  scale 0x1p-3\n  rounding half_even\nend"
        print "layer q requant\n  from in\n  type s4\n  range -8 7\n  scale 0x1p-3"
        for (c = 0; c < n; c++) print "  ch " c " mul 50 300 6"
        print "end\nlayer peak globalmax\n  from q\n  scale 0x1p-3\nend"
        print "layer logits fc\n  from peak\n  channels 2\n  weight_type s4\n  cost_bits 4\n  w 0 1\n  w 1 1"
        print "  acc -2 7\n  scale 0x1p-5\nend\nlayer class argmax\n  from logits\nend"
    }' | awk -v n="$1" '/^  w / { for (i = 1; i < n; i++) $0 = $0 " 0" } { print }' >"$work/wide.bnet"
}
printf 'plan 1\nnetwork wide\nlayer q folded\n' >"$work/wide.cfg"
wide 2048
status 0 "$BAC" rtl "$work/wide.bnet" --plan "$work/wide.cfg" -o "$work/rtl"
wide 4096
status 3 "$BAC" rtl "$work/wide.bnet" --plan "$work/wide.cfg" -o "$work/wide"
complains 'q_fold: a word of q.mem has more than 65536 bits.* fewer lanes'
finish
