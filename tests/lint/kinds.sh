#!/bin/sh
# kinds.sh [DIR]: a kind of stage is known in its own file, the one table, the lowering that makes it, and tests; nowhere
# else. Prints how often each kind is named, and every place that should not name it. Comments may name what they like.
set -eu
table=hw/stages/table.c     # the one list: its lines name every kind
prefix='bac_kind_'          # of such a name; the rest is that of its file in hw/stages/
enumerators='BAC_STAGE_[A-Z_0-9]+' # kinds as they were named once
headers='hw/stages/[a-z]*.h' # where kinds are declared
lowering='hw/lower/[^/]*\.[ch]'

code=$(cd "$(dirname "$0")" && pwd)/code.awk
cd "${1:-.}"
[ -f $table ] || { echo "kinds.sh: $(pwd) has no $table"; exit 1; }
kinds=$(grep -o "&${prefix}[a-z_0-9]*" $table | sed 's/&//')
[ -n "$kinds" ] || { echo "kinds.sh: $table lists no &$prefix..."; exit 1; }
# shellcheck disable=SC2046 # no file name here holds a blank
awk -f "$code" $(find . \( -path ./build -o -path ./.git -o -path ./golden -o -path ./tests \) -prune -o \
    -type f \( -name '*.[ch]' -o -name '*.[ch]pp' -o -name '*.inc' \) -print | sort) |
    awk -v kinds="$kinds" -v prefix="^($prefix)" -v enumerators="^$enumerators\$" -v fixed="^($headers|$table|$lowering)\$" '
    BEGIN {
        n = split(kinds, name, /[ \n]+/)
        for (i = 1; i <= n; i++)
            uses[name[i]] = 0
    }
    {
        match($0, /^[^:]*:[0-9]*:/)
        place = substr($0, 3, RLENGTH - 3)
        file = place
        sub(/:.*/, "", file)
        code = substr($0, RLENGTH + 1)
        while (match(code, /[A-Za-z_][A-Za-z_0-9]*/)) {
            word = substr(code, RSTART, RLENGTH)
            code = substr(code, RSTART + RLENGTH)
            if (!(word in uses) && word !~ enumerators)
                continue
            uses[word]++
            own = tolower(word)
            sub(prefix, "", own)
            if (file !~ fixed && file != "hw/stages/" own ".c" && file != "hw/stages/" own ".h") {
                print place ": " word " is not this file\047s to know"
                strange++
            }
        }
    }
    END {
        for (word in uses)
            print word, uses[word] | "sort"
        close("sort")
        printf "%d kinds, %d places that should not name one\n", n, strange
        exit strange > 0
    }'
