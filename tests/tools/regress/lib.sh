# lib.sh - what the tests of bac regress share; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
dir=$work/dir
export frames dir

# suite [LINE]...: $work/suite.cfg: the tiny network unrolled, eight frames; further lines join its group.
suite() {
    {
        echo "suite 1"
        [ -z "${gates:-}" ] || echo "gates $gates"
        echo "group g
net $tiny
frames $frames
range 0:8"
        for line; do echo "$line"; done
    } >"$work/suite.cfg"
}

# regress WANT [OPTION]...: runs it; exit status WANT.
regress() {
    want_status=$1
    shift
    status "$want_status" "$BAC" regress "$work/suite.cfg" -o "$dir" "$@"
}

# result KEY...: a value of results.json
result() {
    "$json_get" "$@" <"$dir/results.json" || fail "results.json: no $*"
}

# told WANT: how many runs had been made before, as the last line but one says.
told() {
    equal "$1" "$(sed -n 's/.*; \([0-9]*\) had run before.*/\1/p' "$work/out")" "runs that were not made again"
}

# sound DIR: its junit.xml is as Jenkins and GitLab read it, and nothing in results.json changes from run to run.
sound() {
    if command -v xmllint >/dev/null; then
        status 0 xmllint --noout --schema "$ROOT/golden/suites/junit.xsd" "$1/junit.xml"
    fi
    checks=$((checks + 1))
    grep -n -e "$work" -e "$(hostname)" -e "$(date -u +%Y-%m-%d)" "$1/results.json" &&
        fail "results.json holds a path, a host or a date"
}
