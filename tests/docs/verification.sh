#!/bin/sh
# docs/verification.md: no row is stale, each path that decides a row exists, the table is what the records say; and a
# changed input is noticed.
set -eu
page=docs/verification.md release=bench/verification/release.sh
sh $release --stale
awk '$1 == "of" { for (i = 2; i <= NF; i++) print $i }' bench/verification/rows.txt | while read -r path; do
    [ -e "$path" ] || { echo "bench/verification/rows.txt: there is no $path"; exit 1; }
done
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
tar --exclude=./build --exclude=./.git -cf - . | tar -C "$tree" -xf -
cd "$tree"
sh $release --table
cmp $page "$OLDPWD/$page" || { echo "write it anew: sh $release --table"; exit 1; }
row=$(awk -F '\t' 'NR == 2 { print $1 }' bench/verification/results.tsv)
path=$(awk -v row="${row%%.*}" '$1 == "row" { here = $2 == row } here && $1 == "of" { print $2 }' bench/verification/rows.txt)
file=$(find "$path" -type f | head -1)
echo "// changed" >>"$file"
if said=$(sh $release --stale); then echo "$file was changed, and no row is stale"; exit 1; fi
echo "$said" | grep -q "^$row is stale: " || { echo "row $row is not named: $said"; exit 1; }
