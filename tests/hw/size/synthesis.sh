#!/bin/sh
# The record is true: layers of the small test network, and one of the shipped network, synthesised
# again, give the recorded figures.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$ROOT" || exit 1
measured=bench/resources/measured.csv

# again SET FAMILY NET PLAN_FILE PLAN_KEY LAYER
again() {
    recorded=$(grep -F "$1,$2,$3,$5,$6," "$measured" | cut -d, -f6-)
    got=$(sh bench/resources/layer.sh "$3" "$4" "$2" "$6" "$work/$2-$6") || got="no result"
    equal "$recorded" "$got" "$2 $3 $6 (lut,site,ff,carry,srl,ram,bram,dsp)"
}

"$BAC" plan golden/nets/default-0099.bnet --style folded -o "$work/folded.cfg" >/dev/null
for layer in $("$BAC" size "$tiny" --counts | tail -n +2 | cut -d, -f2 | sort -u | awk 'NR % 3 == 1'); do
    again fit xilinx tests/nets/tiny.bnet "" - "$layer"
done
again test ice40 golden/nets/default-0099.bnet "$work/folded.cfg" "--style folded" block1_dw
again test xilinx golden/nets/default-0099.bnet "$work/folded.cfg" "--style folded" block0_pw_q
finish
