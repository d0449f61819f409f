#!/bin/sh
# The tables of docs/training.md are made from golden/nets/figures.csv. With --write: put them there.
# Without: they must be equal; every shipped .bnet must have a line, whose hash and score are the file's; and the
# quick set must give the quick count (one frame a class and SNR of the test set).
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
: "${BAC:?the bac to test}"
csv=golden/nets/figures.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME COLUMN of figures.csv
figure() { awk -F, -v name="$1" -v column="$2" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $1 == name { print $at[column] }' $csv; }
percent() { awk -v c="$(figure "$1" correct)" -v n="$(figure "$1" frames)" 'BEGIN { if (n) printf "%.2f", 100 * c / n; else printf "-" }'; }
score() { figure "$1" score | awk '{ printf "%.6f", $1 }'; }
below() { awk -v a="$(percent vgg10-w8a8)" -v b="$(percent "$1")" 'BEGIN { if (a == "-" || b == "-") printf "-"; else printf "%+.2f", b - a }'; }

# row LABEL NAME PUBLISHED_ACCURACY PUBLISHED_SCORE
row() {
    [ -n "$(figure "$2" score)" ] || return 0 # not measured yet
    echo "| $1 | $3 | $4 | $(percent "$2") | $(below "$2") | $(score "$2") | $(figure "$2" recipe) |"
}
head_published() {
    echo "| network | published, RadioML, % | published score | ours, synthetic, % | points from our VGG10 | our score | recipe |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
}
quantisation() {
    head_published
    row "VGG10 baseline, 8 bit" vgg10-w8a8 59.47 1.000
    row "MobileNetV3-Small 1-D, float" mobilenetv3-small-float 61.3 30.42
    row "BacalhauNet float" bacalhaunet-float-long 59.09 1.416
    row "BacalhauNet 8 bit" contest-w8a8 59.06 0.146
    row "BacalhauNet 7 bit" contest-w7a7 58.35 0.100
    row "BacalhauNet 6 bit" contest-w6a6 58.67 0.078
    row "BacalhauNet 5 bit" contest-w5a5 55.89 0.056
}
pruning() {
    head_published
    row "6 bit, weight decay 1e-4, before pruning" contest-decay 57.62 0.0735
    row "1st prune, decay 5e-5" contest-prune1 58.26 0.0348
    row "2nd prune, decay 1e-4" contest-prune2 57.55 0.0235
    row "3rd prune, decay 5e-5" contest-prune3 56.24 0.0162
}
head_ours() {
    echo "| network | ours, synthetic, % | points from our VGG10 | score | $1 |"
    echo "| --- | --- | --- | --- | --- |"
}
both() { [ -z "$(figure "$1" score)" ] && echo - || echo "$(percent "$1"), $(score "$1")"; }
native() {
    head_ours "free scales, same bits: %, score"
    for bits in 8 6 5; do
        name=bacalhaunet-w${bits}a${bits}
        [ -n "$(figure ${name}n score)" ] || continue
        echo "| $bits bit, native | $(percent ${name}n) | $(below ${name}n) | $(score ${name}n) | $(both $name) |"
    done
    name=bacalhaunet-w4a4n
    [ -z "$(figure $name score)" ] || echo "| 4 bit, native | $(percent $name) | $(below $name) | $(score $name) | - |"
}
# Lines of figures.csv whose name starts so, in order of score.
named() { awk -F, -v p="^$1" '$1 ~ p { print $4 "," $1 }' $csv | sort -g | cut -d, -f2; }
# Our networks in order of score, but those that another one beats in both.
best() { awk -F, 'NR > 1 && $1 !~ /^published-/ { print $4 "," $5 / $6 "," $1 }' $csv | sort -g |
    awk -F, '$2 > top { top = $2; print $3 }'; }
frontier() {
    head_ours recipe
    for name in $(best); do
        echo "| $name | $(percent "$name") | $(below "$name") | $(score "$name") | $(figure "$name" recipe) |"
    done
}
yardstick() {
    head_ours "made by"
    for name in $(named published-); do
        echo "| ${name#published-} | $(percent "$name") | $(below "$name") | $(score "$name") | others, on RadioML 2018.01A |"
    done
}

for table in quantisation pruning native frontier yardstick; do
    $table >"$work/$table"
done
awk -v work="$work" -f tests/docs/tables.awk docs/training.md >"$work/page"
if [ "${1:-}" = --write ]; then
    cp "$work/page" docs/training.md
    exit
fi
diff docs/training.md "$work/page" || { echo "docs/training.md is old; sh tests/docs/training.sh --write"; exit 1; }

count=0
for net in golden/nets/*.bnet; do
    name=$(basename "$net" .bnet)
    [ "$(figure "$name" sha256)" = "$(sha256sum "$net" | cut -d' ' -f1)" ] ||
        { echo "$net is not the file of figures.csv; sh golden/nets/figures.sh BAC $name"; exit 1; }
    cost=$("$BAC" cost "$net" --json | sed -n 's/^  "score": \(.*\)$/\1/p')
    [ "$cost" = "$(figure "$name" score)" ] || { echo "$name: score $cost, figures.csv has another"; exit 1; }
    quick=$("$BAC" eval "$net" signal:radioml,seed=20180,count=1 --json | sed -n 's/^  "correct": \([0-9]*\),*$/\1/p' | head -1)
    [ "$quick" = "$(figure "$name" quick_correct)" ] || { echo "$name: $quick right on the quick set, figures.csv has $(figure "$name" quick_correct)"; exit 1; }
    count=$((count + 1))
done
[ "$count" -gt 0 ] || { echo "no network shipped"; exit 1; }
echo "$count networks are what figures.csv says"
