#!/bin/sh
# fill.sh PAGE.md FOLDER : rewrites the rows of PAGE's generated tables: those between the two lines of
# a table's head, behind "<!-- begin NAME -->", and "<!-- end NAME -->" become FOLDER/NAME.md.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
page=$1 folder=$2
awk -v folder="$folder" '
    /^<!-- end / { skip = 0 }
    !skip { print }
    /^<!-- begin / {
        skip = 1
        file = folder "/" $3 ".md"
        getline line; print line; getline line; print line
        while ((getline line < file) > 0) print line
    }' "$page" >"$folder/page.md"
cmp -s "$folder/page.md" "$page" || cp "$folder/page.md" "$page"
