#!/bin/sh
# damaged_fst.sh [SEED] : bac diff of an FST file with copies of which some bytes are others, or that are cut off:
# 0, 1 or 3, and one line when it is 3; never a crash, never a hang.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1
seed=${1:-1}
"$FST_MAKE" good.fst || fail "no file"
size=$(wc -c <good.fst)
# Where, and which byte: 150 copies of one to four changes, 50 cut off.
awk -v seed="$seed" -v size="$size" 'BEGIN {
    srand(seed)
    for (i = 0; i < 200; i++) {
        line = i < 150 ? "change" : "cut"
        for (n = i < 150 ? 1 + int(rand() * 4) : 1; n > 0; n--)
            line = line " " int(rand() * size) " " int(rand() * 256)
        print line
    }
}' >damages
refused=0
while read -r how places; do
    cp good.fst bad.fst
    # shellcheck disable=SC2086 # pairs of a place and a byte
    set -- $places
    while [ $# -gt 1 ]; do
        if [ "$how" = cut ]; then
            head -c "$1" good.fst >bad.fst
        else
            # shellcheck disable=SC2059 # an octal escape
            printf "\\$(printf %03o "$2")" | dd of=bad.fst bs=1 seek="$1" conv=notrunc 2>dd.log
        fi
        shift 2
    done
    timeout 20 "$BAC" diff good.fst bad.fst >out 2>err
    got=$?
    checks=$((checks + 1))
    case $got in
    0 | 1) ;;
    3)
        refused=$((refused + 1))
        grep -q '^bac diff: .*fst: ' err || fail "$how $places: no reason: $(head -3 err)"
        ;;
    *) fail "$how $places: exit $got (sh tests/fuzz/damaged_fst.sh $seed)" ;;
    esac
done <damages
[ "$refused" -gt 20 ] || fail "only $refused of 200 were refused"
echo "200 damaged files, $refused refused"
finish
