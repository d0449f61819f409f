#!/bin/sh
# Every relative link of every *.md leads to a file.
# shellcheck disable=SC2016 # dollars and backquotes here belong to sed
set -u
export LC_ALL=C # awk: 1.5, not 1,5
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find . \( -path ./build -o -path ./.git \) -prune -o -name '*.md' -print | while read -r file; do
    # Code blocks and code spans hold no links.
    awk '/^ *```/ { code = !code } !code' "$file" | sed 's/`[^`]*`//g' |
        grep -o '](\([^)]*\))' | sed 's/^](//; s/)$//; s/#.*//; s/ ".*//' |
        sed -e '/^$/d' -e '/^[a-z]*:/d' -e "s|^|$file |"
done >"$list"
bad=0
while read -r file target; do
    [ -e "$(dirname "$file")/$target" ] && continue
    echo "$file: link to $target, which does not exist"
    bad=1
done <"$list"
echo "$(wc -l <"$list") links"
[ -s "$list" ] && exit $bad
