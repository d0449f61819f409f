# lib.sh - what the command line tests share. Sourced by each; needs $BAC, $TOOLS, $ROOT.
# shellcheck shell=sh
set -u
export LC_ALL=C # awk reads and writes 1.5 in every land
: "${BAC:?the bac to test}" "${TOOLS:?folder of json_get and npy_make}" "${ROOT:?the repository}"
json_get=$TOOLS/json_get
npy_make=$TOOLS/npy_make
# A sanitizer's complaint must not look like an exit status of ours.
export ASAN_OPTIONS="exitcode=99" UBSAN_OPTIONS="exitcode=98"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tiny=$ROOT/tests/nets/tiny.bnet
export json_get npy_make tiny
failures=0
checks=0

fail() {
    failures=$((failures + 1))
    echo "FAIL: $*"
}

# status WANT COMMAND...: runs it; stdout and stderr go to $work/out and $work/err.
status() {
    want=$1
    shift
    checks=$((checks + 1))
    "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" = "$want" ] || fail "exit $got, expected $want: $*
$(head -5 "$work/err")"
}

# complains PATTERN: the last command wrote exactly one line on stderr, matching the pattern. (A program that counts what
# tests reach of it also says that it cannot write its counts, where a test leaves no room to write.)
complains() {
    checks=$((checks + 1))
    [ "$(grep -vc '^libgcov profiling error:' "$work/err")" = 1 ] || fail "not one line on stderr:
$(head -5 "$work/err")"
    grep -q -e "$1" "$work/err" || fail "stderr does not match '$1': $(cat "$work/err")"
}

# says PATTERN: the last command wrote a line like it on stdout.
says() {
    checks=$((checks + 1))
    grep -q -e "$1" "$work/out" || fail "stdout does not match '$1': $(head -5 "$work/out")"
}

# equal WANT GOT WHAT
equal() {
    checks=$((checks + 1))
    [ "$1" = "$2" ] || fail "$3: expected $1, got $2"
}

# absent PATH...: nothing of that name, nor a temporary of it, was left behind.
absent() {
    for path in "$@"; do
        checks=$((checks + 1))
        for left in "$path"*; do
            [ ! -e "$left" ] || fail "left behind: $left"
        done
    done
}

finish() {
    echo "$checks checks, $failures failures"
    [ "$checks" -gt 0 ] && [ "$failures" = 0 ]
}
