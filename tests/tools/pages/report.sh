#!/bin/sh
# report.sh : bac report and the drawings of bac show: figures are those of the other verbs; refusals.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
net=$ROOT/golden/nets/default.bnet plan=$ROOT/golden/plans/default-serial-1.cfg
page=$work/report.html

# holds PATTERN
holds() {
    checks=$((checks + 1))
    grep -q -e "$1" "$page" || fail "the page does not hold '$1'"
}
status 0 "$BAC" report "$net" --plan "$plan" --no-front -o "$page"
says "^$page\$"
holds '<title>Network default</title>'
holds "<dd>$(sha256sum <"$net" | cut -d' ' -f1)</dd>"
for id in summary graph layers timeline origin; do
    holds "<h2 id=\"$id\">"
done
status 0 "$BAC" size "$net" --plan "$plan" --json
sites=$("$json_get" total sites <"$work/out") ff=$("$json_get" total ff <"$work/out")
clocks=$("$json_get" cycles_per_frame <"$work/out")
holds "<b>$sites</b><span>LUT sites"
holds "<b>$ff</b><span>registers"
holds "<b>$clocks</b><span>clocks a frame"
status 0 "$BAC" cost "$net" --json
holds "<b>$("$json_get" score <"$work/out" | awk '{ printf "%.4f", $1 }')</b><span>inference cost"
checks=$((checks + 1))
grep -q '<script' "$page" && fail "the page has a script"

# The same page from the same input.
status 0 "$BAC" report "$net" --plan "$plan" --no-front -o "$work/again.html"
sed "s|$work/again.html|$page|" "$work/again.html" | cmp - "$page" || fail "a second page differs"

# Drawings: every layer in a box, by name; FIFO depths of bac rtl.
status 0 "$BAC" show "$net" --dot "$work/net.dot"
# shellcheck disable=SC2013 # names of layers hold no blanks
for layer in $(sed -n 's/^layer \([^ ]*\) \(conv\|fc\|add\|globalmax\).*/\1/p' "$net"); do
    checks=$((checks + 1))
    grep -q "label=\"$layer\\\\n" "$work/net.dot" || fail "no box of $layer"
done
status 0 "$BAC" rtl "$net" -o "$work/rtl" --json
deepest=$(sed -n 's/.*"fifo_depth": \([0-9]*\).*/\1/p' "$work/out" | sort -n | tail -1)
checks=$((checks + 1))
grep -q "FIFO $deepest\"" "$work/net.dot" || fail "no FIFO of $deepest beats in the drawing"
if command -v dot >/dev/null; then
    status 0 "$BAC" show "$net" --svg "$work/net.svg" --by-sites
    status 0 xmllint --noout --nonet "$work/net.svg"
    checks=$((checks + 1))
    grep -q '% of sites' "$work/net.svg" || fail "no shares in the drawing"
    holds '<svg width='
    # without graphviz the page says so and is made all the same
    mkdir "$work/bin"
    status 0 env PATH="$work/bin" "$BAC" report "$net" --no-front -o "$page"
    holds 'Not drawn: dot: not found; install graphviz'
    status 3 env PATH="$work/bin" "$BAC" show "$net" --svg "$work/none.svg"
    complains 'dot: not found; install graphviz'
    absent "$work/none.svg"
fi

status 2 "$BAC" report "$net"
complains '\-o REPORT.html is missing'
status 2 "$BAC" show "$net" --plan "$plan"
complains 'a plan shows in a drawing alone'
status 3 "$BAC" report "$net" --regress "$work/nowhere" -o "$page"
complains 'results.json: .*bac regress -o DIR writes it'
status 3 "$BAC" report "$net" --no-front -o "$work/none/report.html"
complains "$work/none/report.html"
status 3 "$BAC" report "$tiny" --plan "$plan" -o "$work/none.html"
complains 'a plan of network'
absent "$work/none.html"
finish
