#!/bin/sh
# The tables of docs/evaluation.md that tell how often the default network is right at each margin. With --write: put
# them there. Without: they must be equal.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
: "${BAC:?the bac to test}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$BAC" calibrate golden/nets/default.bnet signal:radioml,seed=202,count=20 --check signal:radioml,seed=203,count=20 \
    --other signal:radioml,seed=204,snr=-100,count=50 >"$work/out"
awk -v work="$work" '
    $1 == "margin" { table = "confidence"; print "| margin from | frames | right, % | right, other frames, % |" >(work "/" table) }
    $1 == "confidence" { table = "least"; print "| least confidence | answered, % | right of these, % | noise answered, % |" >(work "/" table) }
    $1 == "margin" || $1 == "confidence" { print "| --- | --- | --- | --- |" >(work "/" table); next }
    table == "confidence" && $1 ~ /^[0-9]+$/ { print "| " $1 " | " $2 " | " $3 " | " $5 " |" >(work "/" table) }
    table == "least" && $2 == "%" { print "| " $1 / 100 " | " $3 " | " $5 " | " ($5 == "-" ? $6 : $7) " |" >(work "/" table) }' "$work/out"
for table in confidence least; do
    [ "$(wc -l <"$work/$table")" -gt 3 ] || { echo "bac calibrate prints no table $table"; exit 1; }
done
awk -v work="$work" -f tests/docs/tables.awk docs/evaluation.md >"$work/page"
if [ "${1:-}" = --write ]; then
    cp "$work/page" docs/evaluation.md
    exit
fi
diff docs/evaluation.md "$work/page" || { echo "docs/evaluation.md is old; sh tests/docs/confidence.sh --write"; exit 1; }
