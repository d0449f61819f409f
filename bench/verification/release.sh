#!/bin/sh
# release.sh [--stale|--table|ROW...] : runs what docs/verification.md claims (rows.txt) and records what was printed.
#   without arguments   every row whose inputs changed since it was recorded, or that never ran; hours from nothing
#   ROW...              these rows, whatever is recorded; of a row in parts, ROW.I is its part I
#   --stale             runs nothing: names the rows whose inputs changed; exit status 1 if there is one
#   --table             runs nothing: writes the table of docs/verification.md from results.tsv
# results.tsv: row, date, commit, hash of the inputs, seconds, printed lines. A row is written only if its command ended
# with status 0 and printed what rows.txt expects, so an interrupted run goes on where it stopped.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/../.."
rows=bench/verification/rows.txt results=bench/verification/results.tsv page=docs/verification.md
[ -s "$results" ] || printf 'row\tdate\tcommit\tinputs\tseconds\tprinted\n' >"$results"

# value ROW KEY; %PART% in it is I/N of ROW.I
value() {
    awk -v row="$1" -v key="$2" '
        BEGIN { part = row; if (sub(/^[^.]*[.]/, "", part)) sub(/[.].*/, "", row) }
        $1 == "row" { here = $2 == row }
        here && $1 == "parts" { parts = $2 }
        here && $1 == key { sub(/^[a-z]+ +/, ""); sub(/%PART%/, part "/" parts); print }' "$rows"
}
names() { awk '$1 == "row" { print $2 }' "$rows"; }
# What is run and recorded by itself: a row, or each part of a row
units() {
    awk 'function tell(   i) { if (n) { for (i = 1; i <= n; i++) if (!(i in but)) print row "." i } else if (row) print row }
        $1 == "row" { tell(); row = $2; n = 0; split("", but) }
        $1 == "parts" { n = $2 } $1 == "but" { for (i = 2; i <= NF; i++) but[$i] }
        END { tell() }' "$rows" |
        awk -v row="${1:-}" '!row || $0 == row || index($0, row ".") == 1'
}

# inputs ROW: the hash of the files that decide it, and of its command
inputs() {
    {
        value "$1" run
        # shellcheck disable=SC2046 # a list of paths
        find $(value "$1" of) -name __pycache__ -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum | cut -c1-12
}
recorded() { awk -F '\t' -v row="$1" '$1 == row { print $4 }' "$results"; }

# record ROW: runs it
record() {
    command=$(value "$1" run) log=build/verification/$1.log
    [ -n "$command" ] || {
        echo "release.sh: $rows has no row '$1'; there are: $(names | tr '\n' ' ')" >&2
        return 2
    }
    mkdir -p build/verification
    echo "== $1: $command"
    hash=$(inputs "$1") begin=$(date +%s)
    sh -c "$command" >"$log" 2>&1 || {
        tail -20 "$log"
        echo "release.sh: $1 failed; the whole log is $log" >&2
        return 1
    }
    printed=$(grep -E -e "$(value "$1" print)" "$log" | sed 's/^[0-9]*: *//; s/\t/ /g' | awk '!seen[$0]++' |
        awk '{ printf "%s%s", (NR > 1 ? " // " : ""), $0 }')
    [ -n "$printed" ] || {
        echo "release.sh: $1: no line of $log matches '$(value "$1" print)'" >&2
        return 1
    }
    echo "$printed" | fold -s -w 118
    changed=$(git status --porcelain --untracked-files=no | grep -v "bench/verification\|$page" | head -1)
    {
        awk -F '\t' -v row="$1" '$1 != row' "$results"
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$(date -u +%F)" "$(git rev-parse --short HEAD)${changed:++}" "$hash" \
            $(($(date +%s) - begin)) "$printed"
    } >"$results.$$"
    mv "$results.$$" "$results"
}

# The page behind its mark: a line a row, then what each command printed.
table() {
    {
        sed '/^<!-- rows -->/q' "$page"
        echo
        echo "| row | verified | target | last line printed | recorded |"
        echo "| --- | --- | --- | --- | --- |"
        for row in $(names); do
            awk -F '\t' -v row="$row" -v what="$(value "$row" what)" -v target="$(value "$row" target)" \
                -v parts="$(units "$row" | grep -c '[.]')" -v words="$(value "$row" sum)" '
                # 12 runs, 34 clocks: of `words` the numbers in front of them, added over what all parts printed
                function sums(   k, n, word, text) {
                    n = split(words, word, " ")
                    for (k = 1; k <= n; k++) text = text sprintf("%s%.0f %s", k > 1 ? ", " : "", sum[word[k]], word[k])
                    return text
                }
                $1 == row || index($1, row ".") == 1 {
                    n = split($6, line, " // "); printed = line[n]; recorded = $2 ", " (seconds += $5) " s"; done++
                    m = split($6, token, /[ ,]+/)
                    for (k = 2; k <= m; k++) if (token[k - 1] ~ /^[0-9]+$/) sum[token[k]] += token[k - 1]
                }
                END {
                    if (n && parts) printed = done " of " parts " parts: " sums()
                    printf "| %s | %s | %s | %s | %s |\n", n ? "[" row "](#" row ")" : row, what, target, \
                        (n ? printed : "not run yet"), (n ? recorded : "-")
                }' "$results"
        done
        for row in $(names); do
            titled=no
            for unit in $(units "$row"); do
                [ -n "$(recorded "$unit")" ] || continue
                [ "$titled" = yes ] || printf '\n## %s\n' "$row"
                titled=yes
                awk -F '\t' -v row="$unit" -v run="$(value "$unit" run)" '$1 == row {
                    printf "\nCommit %s, inputs `%s`:\n\n    %s\n\n```\n", $3, $4, run
                    n = split($6, line, " // ")
                    for (i = 1; i <= n; i++) print line[i]
                    print "```"
                }' "$results"
            done
        done
    } >"$page.$$"
    mv "$page.$$" "$page"
}

stale() {
    verdict=0
    for row in $(units); do
        old=$(recorded "$row")
        [ -z "$old" ] || [ "$old" = "$(inputs "$row")" ] || {
            echo "$row is stale: a file of '$(value "$row" of)' changed since $old; run it again: sh bench/verification/release.sh $row"
            verdict=1
        }
    done
    return $verdict
}

case ${1:-} in
--stale) stale ;;
--table) table ;;
-*)
    sed -n '2,7s/^# //p' "$0" >&2
    exit 2
    ;;
*)
    [ $# -gt 0 ] || for row in $(units); do
        [ "$(recorded "$row")" = "$(inputs "$row")" ] || set -- "$@" "$row"
    done
    verdict=0
    for row in "$@"; do
        [ -n "$(units "$row")" ] || record "$row" || exit $?
        for unit in $(units "$row"); do
            record "$unit" || verdict=1
            table
        done
    done
    exit $verdict
    ;;
esac
