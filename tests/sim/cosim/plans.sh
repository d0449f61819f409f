#!/bin/sh
# plans.sh short|long|volume [DIR [I/N]] : random networks, each by a random plan, as golden/suites/plans.cfg says, or
# (short) three others under fewer seeds, or (volume) 500 others in 21,000 runs, about 1e9 clocks: the Verilog and the
# machine agree on every link in every clock. Of the 500 each runs for as long: as many frames as fill 40,000 clocks
# without a stall, 20 at least. I/N: part I of N of the 500 networks. DIR, kept, has networks and report, and the same
# command goes on where it was interrupted; without it nothing is kept.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
suite=$ROOT/golden/suites/plans.cfg
dir=${2:-$work/plans}
frames=200
least=
mkdir -p "$dir"
if [ "$1" = short ]; then # one network's seeds are three networks', the patterns of the first
    frames=40
    sed -e 's/^\(each *seed:\).*/\1 1..3/' -e 's/^\(each *seed p n:\).*/\1 1 6 2 | 2 7 3 | 3 8 4/' \
        -e 's/^\(seed .*\)010$/\1002/' "$suite" >"$dir/suite.cfg"
    suite=$dir/suite.cfg
fi
if [ "$1" = volume ]; then
    least=40000 part=${3:-1/1}
    each=$((500 / ${part#*/}))
    first=$((200 + (${part%/*} - 1) * each)) last=$((199 + ${part%/*} * each))
    tuples=$(seq "$first" "$last" | awk '{ printf "%s%d %d %d", (NR > 1 ? " | " : ""), $1, 5 + $1 % 90, 1 + $1 % 32 }')
    sed -e "s/^\(each *seed:\).*/\1 $first..$last/" -e "s/^\(each *seed p n:\).*/\1 $tuples/" "$suite" >"$dir/suite.cfg"
    suite=$dir/suite.cfg
fi
for seed in $(sed -n 's/^each *seed: \([0-9]*\)\.\.\([0-9]*\)$/\1 \2/p' "$suite" | xargs seq); do
    [ -s "$dir/$seed.npy" ] && continue
    "$TOOLS/../rtl/random_bnet" "$seed" 1 "$dir/$seed.bnet" "$work/one.npy" || fail "no network"
    "$TOOLS/../sim/cosim/random_plan" "$seed" "$dir/$seed.bnet" "$dir/$seed.cfg" || fail "no plan"
    if [ -n "$least" ]; then
        of_frame=$("$BAC" cycles "$dir/$seed.bnet" --plan "$dir/$seed.cfg" --json | "$json_get" clocks_per_frame)
        frames=$(awk -v all="$least" -v one="$of_frame" 'BEGIN { n = int(all / one); print n < 20 ? 20 : n }')
    fi
    "$TOOLS/../rtl/random_bnet" "$seed" "$frames" "$dir/$seed.bnet" "$dir/$seed.npy" || fail "no frames"
done
"$BAC" regress "$suite" --folder "$dir" -o "$dir/report" || fail "bac regress: exit $?"
clocks=$(sed -n 's/^ *"clocks": \([0-9]*\),\{0,1\}/\1/p' "$dir/report/results.json" | awk '{ n += $1 } END { print n }')
equal passed "$("$json_get" verdict <"$dir/report/results.json")" verdict
echo "$("$json_get" passed <"$dir/report/results.json") runs, $clocks clocks of every link equal"
finish
