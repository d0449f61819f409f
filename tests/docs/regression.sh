#!/bin/sh
# What docs/regression.md shows behind ```bac is what that command prints; every key and figure that it names is known,
# and every key that is known is named.
# shellcheck disable=SC2016 # the back quotes of Markdown
set -eu
: "${BAC:?the bac to test}"
page=docs/regression.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n 's/^```bac \(.*\)/\1/p' "$page" >"$work/commands"
[ -s "$work/commands" ] || { echo "$page shows no command"; exit 1; }
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
diff "$page" "$work/page" || { echo "$page is old"; exit 1; }

# The example of a suite is read as one: it fails at its first file, not at a key.
sed -n '/^    suite 1/,/^$/p; /^    group/,/^$/p' "$page" | sed 's/^    //' | awk '!seen[$0]++ || !NF' >"$work/suite.cfg"
"$BAC" regress "$work/suite.cfg" --list 2>"$work/err" && exit 1
grep -q 'default.bnet: cannot open' "$work/err" || { cat "$work/err"; exit 1; }

# Keys: those of the table and those of the program.
sed -n '/^| key | value/,/^$/s/^| \(`[^|]*`\) |.*/\1/p' "$page" | tr -d '` ' | tr ',' '\n' | sort >"$work/named"
{ echo suite; sed -n 's/^    {"\([a-z]*\)", .*\(NULL\|key_\).*/\1/p' tools/regress/suite_read.c; } | sort >"$work/known"
diff "$work/named" "$work/known" || { echo "$page: these are not the keys of a suite"; exit 1; }
# Figures: of the golden file of the quick suite.
sed -n '/^| figure | is/,/^$/s/^| \(`[^|]*`\) |.*/\1/p' "$page" | tr -d '` ' | tr ',' '\n' | sed 's/\..*//' | sort >"$work/named"
sed -n 's/^  \([a-z_]*\)[ .].*/\1/p' golden/suites/quick.gates | sort -u >"$work/known"
diff "$work/named" "$work/known" || { echo "$page: these are not the figures of a golden file"; exit 1; }
echo "$n commands, $(wc -l <"$work/named") figures"
