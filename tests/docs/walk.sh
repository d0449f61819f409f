#!/bin/sh
# The table in docs/walk.md is what the command above it prints. With --write: put it there.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
: "${BAC:?the bac to test}"
command=$(sed -n 's/^    bac \(walk .*\)/\1/p' docs/walk.md | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2086 # the words of the command
"$BAC" $command >"$work/table"
if [ "${1:-}" = --write ]; then
    awk -v table="$work/table" '
        /^@WALK@$/ || /^\| link \| position/ { while ((getline line < table) > 0) print line; skip = 1; next }
        skip && /^\|/ { next }
        { skip = 0; print }' docs/walk.md >"$work/page"
    cp "$work/page" docs/walk.md
fi
sed -n '/^| link | position/,/^$/p' docs/walk.md | sed '/^$/d' >"$work/page"
[ "$(wc -l <"$work/page")" -gt 20 ] || { echo "docs/walk.md has no table"; exit 1; }
diff "$work/page" "$work/table" || { echo "docs/walk.md is old; sh tests/docs/walk.sh --write"; exit 1; }
