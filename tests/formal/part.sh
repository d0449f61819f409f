#!/bin/sh
# part.sh I/N [--list] : every parameter set of the modules of part I of N, proven by rtl.sh --all. Modules are dealt to
# the parts by the seconds that proven.csv and sets.txt let expect, the longest first, so that the parts take about as
# long. What was found is kept in build/formal, so that a part goes on where it was interrupted. --list: only names them.
set -eu
: "${ROOT:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${BAC:=$ROOT/build/release/bac}" "${TOOLS:=$ROOT/build/release/tests/tools}"
export ROOT BAC TOOLS
case ${1:-} in
[1-9]*/[1-9]*) ;;
*)
    sed -n '2,4s/^# //p' "$0" >&2
    exit 2
    ;;
esac
here=$ROOT/tests/formal
modules=$(awk -F, -v part="${1%/*}" -v parts="${1#*/}" '
    FNR == 1 { file++ }
    file == 1 { split($0, word, " "); sets[word[1]]++; next }
    FNR > 1 && $3 > 0 { each[$1] = $5 / $3 }
    END {
        for (m in sets) { wait[m] = 1 + sets[m] * (m in each ? each[m] : 5); n++ }
        for (; n > 0; n--) {
            longest = ""
            for (m in wait)
                if (longest == "" || wait[m] > wait[longest] || (wait[m] == wait[longest] && m < longest)) longest = m
            least = 1
            for (p = 2; p <= parts; p++) if (sum[p] < sum[least]) least = p
            sum[least] += wait[longest]
            if (least == part) print longest
            delete wait[longest]
        }
    }' "$here/sets.txt" "$here/proven.csv")
[ "${2:-}" != --list ] || {
    echo "$modules"
    exit
}
mkdir -p "$ROOT/build/formal"
# shellcheck disable=SC2086 # a list of words
exec sh "$here/rtl.sh" --all --keep "$ROOT/build/formal" $modules
