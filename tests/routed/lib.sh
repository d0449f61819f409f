# lib.sh - what the tests of placed and routed designs share; sourced after tests/support/lib.sh.
# shellcheck shell=sh

# near RECORDED GOT WHAT: within 10 %
near() {
    checks=$((checks + 1))
    awk -v r="$1" -v g="$2" 'BEGIN { exit !(r > 0 && g >= 0.9 * r && g <= 1.1 * r) }' ||
        fail "$3: $2, on record $1: sh bench/routed/run.sh makes the records anew"
}
