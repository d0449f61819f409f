#!/bin/sh
# kinds.sh [DIR]: a kind of stage is known in its own file, the one table, the lowering that makes it, and tests; nowhere
# else. Prints how often each kind is named, and every place that should not name it. Comments may name what they like.
set -eu
kinds_in=hw/stages/stages.h                        # where every kind is declared
declared='extern const bac_stage_kind [a-z_0-9]*;' # a kind's declaration there; its name is what ends it
prefix='bac_stage_|bac_kind_'                      # of such a name; the rest is that of its file in hw/stages/
enumerators='BAC_STAGE_[A-Z_0-9]+'                 # names of kinds wherever they are; in lower case as above
table=hw/stages/table.c
lowering='hw/lower/[^/]*\.[ch]'

code=$(cd "$(dirname "$0")/../lint" && pwd)/code.awk
cd "${1:-.}"
if [ ! -f $kinds_in ] || [ ! -f $table ]; then
    echo "kinds.sh: $(pwd) has no $kinds_in or no $table"
    exit 1
fi
kinds=$(grep -o "^$declared" $kinds_in | sed 's/.* //; s/;//')
[ -n "$kinds" ] || { echo "kinds.sh: $kinds_in declares no kind by \"$declared\""; exit 1; }
for kind in $kinds; do
    echo "$kind" | grep -q -E "^($prefix)." || { echo "kinds.sh: $kind begins with none of $prefix"; exit 1; }
done
# shellcheck disable=SC2046 # no file name here holds a blank
awk -f "$code" $(find . \( -path ./build -o -path ./.git -o -path ./golden -o -path ./tests \) -prune -o \
    -type f \( -name '*.[ch]' -o -name '*.[ch]pp' -o -name '*.inc' \) -print | sort) |
    awk -v kinds="$kinds" -v prefix="^($prefix)" -v enumerators="^$enumerators\$" -v fixed="^($kinds_in|$table|$lowering)\$" '
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
