#!/bin/sh
# pages.sh : what bac report and bac regress write, looked at in headless Chromium: no console error, no horizontal
# scroll at 1280 and at 390 pixels, every anchor leads somewhere, nothing is fetched. Skipped (77) without chromium.
command -v chromium >/dev/null || {
    echo "SKIPPED: needs chromium"
    exit 77
}
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"
# shellcheck source=tests/tools/pages/lib.sh
. "$ROOT/tests/tools/pages/lib.sh"

# The look itself, seen failing.
cat >"$work/bad.html" <<'HTML'
<!DOCTYPE html><h1>x</h1><nav><a href="#a">a</a><a href="#b">b</a><a href="#c">c</a></nav><p id="a">
<p id="b"><div style="width:600px">wide</div><script>console.error("planted")</script>
HTML
look "$work/bad.html"
for found in 'scrolls: 6[0-9]* pixels in 3[0-9]*' 'leads nowhere: #c' 'has a script' 'console: "planted"'; do
    checks=$((checks + 1))
    grep -q "$found" "$work/seen" || fail "not seen: $found
$(cat "$work/seen")"
done

# A regression that passes, and one that fails in several ways.
gates=golden
suite 'stall none random:30 block:50' 'seed 1..12'
regress 0 --record
regress 0
fine "$dir/report.html"
sed '/none/,/^$/s/^  latency_first .*/  latency_first 70/; /block/,/^$/s/^  clocks .*/  clocks 1/' "$work/golden" >"$work/kept"
cp "$work/kept" "$work/golden"
regress 1
fine "$dir/report.html"
checks=$((checks + 1))
[ "$(grep -c 'class="bucket"' "$dir/report.html")" -ge 2 ] || fail "no buckets"

# A network: tiny, with all that can be on the page; the shipped one by its serial plan.
status 0 "$BAC" report "$tiny" --regress "$dir" -o "$work/tiny.html"
fine "$work/tiny.html"
checks=$((checks + 1))
grep -q '<b>12 of 36</b><span>cases passed' "$work/tiny.html" || fail "the regression's verdict is missing"
net=$ROOT/golden/nets/default.bnet
status 0 "$BAC" report "$net" --plan "$ROOT/golden/plans/default-serial-1.cfg" --no-front \
    --eval "$ROOT/golden/frames/synthetic-48.npy" -o "$work/default.html"
fine "$work/default.html"
finish
