#!/bin/sh
# lines.sh [DIR]: no file but generated ones ("do not edit" at the head) has more than 500 lines. Tells, for the
# record, the lines of C, C++ and Verilog outside tests/ and golden/ that are neither blank nor comment, guards apart (the
# blocks gen_illegal.. around a bac_error_.., which stop the elaboration of illegal parameters).
set -eu
longest=500 # lines of a file

code=$(cd "$(dirname "$0")" && pwd)/code.awk
cd "${1:-.}"
files=$(find . \( -path ./build -o -path ./.git -o -path ./golden \) -prune -o \
    -type f \( -name '*.[ch]' -o -name '*.[ch]pp' -o -name '*.inc' -o -name '*.v' \) -print | sort)
[ -n "$files" ] || { echo "lines.sh: no source in $(pwd)"; exit 1; }
bad=0

# shellcheck disable=SC2086 # no file name here holds a blank
tall=$(awk -v longest=$longest '
    FNR == 1 { generated = 0 }
    FNR <= 2 && /do not edit/ { generated = 1 }
    FNR == longest + 1 && !generated { print FILENAME }' $files)
for file in $tall; do
    echo "$file has $(wc -l <"$file") lines, $longest are allowed: two files of two purposes read better"
    bad=1
done

# shellcheck disable=SC2046 # no file name here holds a blank
awk -f "$code" $(echo "$files" | grep -v '^\./tests/') | awk '
    # What was read of one file: which of its lines are guards?
    function count_guards(    i, k, first) {
        for (i = 1; i <= n; i++)
            if (line[i] ~ /gen_illegal|bac_error_/) {
                for (k = i; k > 1 && line[k] !~ /(^|[^a-z])if *\(/; k--)
                    guard[k] = 1
                guard[k] = 1
                for (k = i; line[i] ~ /gen_illegal/ && k < n && line[k] !~ /^ *end/; k++)
                    guard[k + 1] = 1
            }
        for (i = 1; i <= n; i++)
            if (line[i] ~ /^ *generate *$/) {
                first = i
                for (k = i + 1; k <= n && guard[k]; k++)
                    ;
                if (k > i + 1 && line[k] ~ /^ *endgenerate/)
                    guard[first] = guard[k] = 1
            }
        for (i = 1; i <= n; i++)
            guards += guard[i]
        split("", guard)
        n = 0
    }
    {
        match($0, /^[^:]*:[0-9]*:/)
        split($0, part, ":")
        if (part[1] != file)
            count_guards()
        file = part[1]
        all++
        if (++of[file] > of[largest])
            largest = file
        if (file ~ /\.v$/)
            line[++n] = substr($0, RLENGTH + 1)
    }
    END {
        count_guards()
        printf "%d lines of code and %d of guards; the largest file is %s with %d\n",
            all - guards, guards, largest, of[largest]
    }'
exit $bad
