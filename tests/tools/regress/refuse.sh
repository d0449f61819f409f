#!/bin/sh
# refuse.sh : what is wrong with a suite or a golden file is refused by file and line, before anything is built.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"
BAC_CACHE=$work/cache # stays empty
export BAC_CACHE

# bad LINE PATTERN TEXT...: a suite of these lines is refused at this line.
bad() {
    line=$1 pattern=$2
    shift 2
    printf '%s\n' "$@" >"$work/suite.cfg"
    regress 3
    complains "^bac regress: $work/suite.cfg:$line: $pattern"
}
net="net $tiny" input="frames $frames"

bad 1 "the first line is not 'suite 1'" 'recipe 1'
bad 1 "version '2': this program reads 'suite 1'" 'suite 2'
bad 2 "unknown key 'nett': is 'net' meant?" 'suite 1' "nett $tiny"
bad 3 "unknown key 'quantisation': docs/regression.md" 'suite 1' 'group g' 'quantisation 3'
bad 3 'name is of the whole suite' 'suite 1' 'group g' 'name x'
bad 3 'name is there already, in line 2' 'suite 1' 'name x' 'name y'
bad 3 "group 'g' is there already, in line 2" 'suite 1' 'group g' 'group g'
bad 2 "group 'a/b': letters, digits" 'suite 1' 'group a/b'
bad 2 'net: its value is missing' 'suite 1' 'net'
bad 2 "group 'g' has no line 'net \.\.'" 'suite 1' 'group g' "$input"
bad 3 '.*/none.bnet: ' 'suite 1' 'group g' "net $work/none.bnet" "$input"
bad 4 '.*/none.npy: ' 'suite 1' 'group g' "$net" "frames $work/none.npy"
bad 5 '.*/none.cfg: ' 'suite 1' 'group g' "$net" "$input" "plan $work/none.cfg"
bad 5 ".*default-serial-1.cfg:[0-9]*: a plan of network" 'suite 1' 'group g' "$net" "$input" \
    "plan $ROOT/golden/plans/default-serial-1.cfg"
bad 5 '.*/none/plan.cfg: ' 'suite 1' 'group g' "$net" "$input" "rtl $work/none"
bad 5 "range '3:99': A:B with 0 <= A < B <= 24" 'suite 1' 'group g' "$net" "$input" 'range 3:99'
bad 5 "range '5:5'" 'suite 1' 'group g' "$net" "$input" 'range 5:5'
bad 5 'stall: .random:99.: write random:N' 'suite 1' 'group g' "$net" "$input" 'stall random:99'
bad 5 "seed '-1'" 'suite 1' 'group g' "$net" "$input" 'seed -1'
bad 5 "seed '9..1'" 'suite 1' 'group g' "$net" "$input" 'seed 9..1'
bad 2 'timeout' 'suite 1' 'timeout 0'
bad 4 '{x}: no each of the group names it' 'suite 1' 'group g' "$net" "frames {x}.npy"
bad 3 'each: 1 values where 2 names are' 'suite 1' 'group g' 'each a b: 1 2 | 3'
bad 3 'each: its values are missing' 'suite 1' 'group g' 'each a:'
bad 2 'each stands in a group' 'suite 1' 'each a: 1'
bad 2 "'7' is one word too many" 'suite 1' 'timeout 7 7'
bad 4 'case .* is there twice' 'suite 1' 'group g' "$net" "$input" 'stall none none'
cp "$tiny" "$work/tiny.bnet"
bad 4 '.* are both called tiny: rename one' 'suite 1' 'group g' "$net" "net $work/tiny.bnet" "$input"
printf 'suite 1\ngroup g\n\001\n' >"$work/suite.cfg"
regress 3
complains "^bac regress: $work/suite.cfg:3: byte 0x01: a suite is plain text"
: >"$work/suite.cfg"
regress 3
complains "suite.cfg: a suite begins with 'suite 1'"

# The golden file.
gates=golden
suite
golden_of() { # golden_of LINE PATTERN TEXT...
    line=$1 pattern=$2
    shift 2
    printf '%s\n' "$@" >"$work/golden"
    regress 3
    complains "^bac regress: $work/golden:$line: $pattern"
}
name=g/tiny/unrolled/tiny-frames/0:8/none/1
golden_of 1 "the first line is not 'gates 1'" 'suite 1'
golden_of 2 "'clocks' stands before the first case" 'gates 1' 'clocks 7'
golden_of 3 "clocks 'many' is not a real number" 'gates 1' "case $name" 'clocks many'
golden_of 4 'clocks is there already, in line 3' 'gates 1' "case $name" 'clocks 7' 'clocks 8'
golden_of 3 "tolerance '-2'" 'gates 1' "case $name" 'clocks 7 -2'
golden_of 3 "its last line is not 'end N'" 'gates 1' "case $name" 'clocks 7'
golden_of 4 'it says 2 gates and holds 1' 'gates 1' "case $name" 'clocks 7' 'end 2'
golden_of 2 'g/other is in no line of the suite' 'gates 1' 'case g/other' 'clocks 7' 'end 1'
golden_of 4 "$name is there twice" 'gates 1' "case $name" 'clocks 7' "case $name" 'clocks 7' 'end 2'
rm "$work/golden"
regress 3
complains 'golden: '

# The command line.
gates=
suite
regress 2 --only nett=tiny
complains "KEY=GLOB"
regress 2 --only net=none
complains 'leaves none of 1 cases'
regress 2 --shard 2/2
complains 'shard'
regress 3 --record
complains "the suite names no file"
status 2 "$BAC" regress "$work/suite.cfg"
complains '\-o DIR is missing'
touch "$work/file"
status 3 "$BAC" regress "$work/suite.cfg" -o "$work/file"
complains "$work/file"
status 0 "$BAC" regress "$work/suite.cfg" --list
says "^$name\$"
suite 'plan unrolled' 'plan folded' 'stall none random:30' 'seed 1..3'
status 0 "$BAC" regress "$work/suite.cfg" --list --only 'plan=f*,s*' --only stall=none
equal 3 "$(wc -l <"$work/out")" "cases that --only leaves"

checks=$((checks + 1))
[ -z "$(ls "$work/cache" 2>/dev/null)" ] || fail "something was built: $(ls "$work/cache")"
absent "$dir/results.json" "$dir/report.html"
finish
