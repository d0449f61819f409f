#!/bin/sh
# contributing.sh [CONTRIBUTING.md]: every path that the page names exists, its scripts are there and its selections of tests
# match some; in each walk, the files of the table are those that its search finds, and none of them is in a room that
# a new stage or operator must not touch. Of the shipped page, faults that are planted in copies must be noticed.
# shellcheck disable=SC2016 # dollars and backquotes here belong to sed
set -u
export LC_ALL=C
page=${1:-CONTRIBUTING.md}
: "${BAC:?the bac to test}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "$*"
    bad=1
}

# Paths between backquotes: they hold a slash, or end as a page does.
grep -o '`[^`]*`' "$page" | tr -d '`' | grep -E '^[A-Za-z0-9_./-]*(/[A-Za-z0-9_.-]*|\.md)$' >"$work/paths"
while read -r path; do
    [ -e "$path" ] || complain "$page: $path does not exist"
done <"$work/paths"

# The tests' names, and their labels behind a #; known already to the planted copies.
if [ -z "${TESTS:-}" ]; then
    TESTS=$work/tests
    export TESTS
    ctest --test-dir "$(dirname "$BAC")" -N | sed -n 's/^ *Test *#[0-9]*: //p' >"$TESTS"
    ctest --test-dir "$(dirname "$BAC")" --print-labels | sed -n 's/^  \([a-z]*\)$/# \1/p' >>"$TESTS"
fi

# Command lines: scripts, and selections of tests. ./run words are the business of commands.sh.
sed -n 's/^    //p' "$page" >"$work/commands"
while read -r program word rest; do
    case "$program $word" in
    'sh '*) [ -f "$word" ] || complain "$page: sh $word: no such script" ;;
    './run test')
        case $rest in
        '-R '*) grep -v '^#' "$TESTS" | grep -qE -e "${rest#-R }" ;;
        '-L '*) grep -qx "# ${rest#-L }" "$TESTS" ;;
        *) false ;;
        esac || complain "$page: ./run test $rest selects no test"
        ;;
    './run '* | 'grep -'*) ;;
    *) complain "$page: what does this command do? $program $word $rest" ;;
    esac
done <"$work/commands"

walks=0
while read -r search; do
    walks=$((walks + 1))
    # The table behind this search: the paths in the first cells of its rows.
    awk -v search="$search" '
        index($0, "    " search) == 1 { here = 1; next }
        here && /^\| `/ { table = 1; sub(/^\| /, ""); sub(/ \|.*/, ""); print; next }
        table && !/^\|/ { exit }' "$page" | tr -d '`,' | tr ' ' '\n' | sort >"$work/listed"
    (eval "$search") | sort >"$work/found"
    diff "$work/listed" "$work/found" >"$work/diff" ||
        complain "$page: the table behind '$search' and what it finds differ (<: listed alone, >: found alone):" \
            "$(grep '^[<>]' "$work/diff")"
    untouched=$(grep -E '^(hw/(verilog|schedule|explore|size)|sim)/' "$work/found")
    [ -z "$untouched" ] || complain "$page: rooms that know no operator know this one: $untouched"
    echo "$(wc -l <"$work/found") files: $search"
done <<END
$(grep '^grep -' "$work/commands")
END
[ "$walks" = 2 ] || complain "$page: two walks, not $walks"

# planted SED-SCRIPT WORDS: a copy so changed is refused in these words.
planted() {
    sed "$1" "$page" >"$work/planted.md"
    cmp -s "$page" "$work/planted.md" && complain "$page: nothing to plant by $1"
    sh "$0" "$work/planted.md" >"$work/said" && complain "nobody noticed: $1"
    grep -q "$2" "$work/said" || complain "of $1, not a word of '$2': $(cat "$work/said")"
}
if [ $# = 0 ]; then
    planted 's:`hw/compile.c`:`hw/compile_it.c`:' 'hw/compile_it.c does not exist'
    planted '/^| `hw\/stages\/sum.c`/d' '> hw/stages/sum.c'
    planted 's:^| `hw/stages/table.c`:| `hw/stages/table.c`, `hw/compile.c`:' '< hw/compile.c'
    planted 's:sh rtl/catalogue.sh:sh rtl/list.sh:' 'sh rtl/list.sh: no such script'
    planted 's:-R rtl.guards:-R rtl.guard_dogs:' 'selects no test'
    planted 's:_sums|layer:_sums|bac_link_positions|layer:' 'rooms that know no operator'
    planted '/^    grep -rlw/d' 'two walks, not 1'
fi
echo "$(wc -l <"$work/paths") paths, $(wc -l <"$work/commands") commands"
[ -s "$work/paths" ] && exit $bad
