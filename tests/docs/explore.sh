#!/bin/sh
# What docs/explore.md shows behind ```bac is what that command prints. With --write: put it there.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
: "${BAC:?the bac to test}"
page=docs/explore.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2016 # the back quotes of a fence
sed -n 's/^```bac \(.*\)/\1/p' "$page" >"$work/commands"
[ "$(wc -l <"$work/commands")" = 2 ] || { echo "$page: $(wc -l <"$work/commands") commands, not 2"; exit 1; }
n=0
while read -r words; do
    n=$((n + 1))
    # shellcheck disable=SC2086 # the words of the command
    "$BAC" $words >"$work/$n" 2>"$work/err" || { cat "$work/err"; exit 1; }
done <"$work/commands"
awk -v work="$work" '
    /^```bac / { print; n++; file = work "/" n; while ((getline line < file) > 0) print line; skip = 1; next }
    /^```$/ { skip = 0 }
    !skip { print }' "$page" >"$work/page"
[ "${1:-}" != --write ] || cp "$work/page" "$page"
diff "$page" "$work/page" || { echo "$page is old; sh tests/docs/explore.sh --write"; exit 1; }
