#!/bin/sh
# whole.sh : a whole network, built for the HX8K: as on record; its report adds up; nothing is done twice; what does
# not fit or is too slow is told.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/routed/lib.sh
. "$ROOT/tests/routed/lib.sh"
dir=$KEEP # bitstream.sh goes on with it
rm -rf "$dir"
recorded=$(grep '^tiny,-,tiny,hx8k,class,.*' "$ROOT/bench/routed/records.csv" | awk -F, '$11 == 1')
field() { echo "$recorded" | cut -d, -f"$1"; }

status 0 "$BAC" build "$tiny" --target hx8k -o "$dir" --json
cp "$work/out" "$work/report.json"
of() { "$json_get" "$@" <"$work/report.json"; }
near "$(field 6)" "$(of logic_cells)" "logic cells"
near "$(field 12)" "$(of mhz)" "MHz"
equal "$(field 7)" "$(of memories)" "block memories"
equal "$(field 9)" "$(of clocks_per_frame)" "clocks a frame"
checks=$((checks + 2))
awk -v mhz="$(of mhz)" -v n="$(of clocks_per_frame)" -v rate="$(of frames_per_second)" \
    'BEGIN { d = mhz * 1e6 / n - rate; exit !(d < 1 && d > -1) }' || fail "frames a second are not MHz by clocks"
awk -v mhz="$(of mhz)" -v ns="$(of critical_path ns)" 'BEGIN { d = 1e3 / mhz - ns; exit !(d < 0.02 && d > -0.02) }' ||
    fail "the path is not as long as a clock: $(of critical_path ns) ns, $(of mhz) MHz"
for file in tiny.bin netlist.v pins.pcf seed-1.asc report.txt; do
    checks=$((checks + 1))
    [ -s "$dir/$file" ] || fail "no $file"
done
# Every cell belongs to a layer, all but a few that lie between them.
awk '$1 == "in" && $2 == "all" { all = $3; next } NR > 2 && NF == 4 && $2 ~ /^[0-9]+$/ { sum += $2 }
     $1 == "(between)" { rest = $2 } END { exit !(all > 0 && sum == all && rest < all / 20) }' "$dir/report.txt" ||
    fail "layers do not add up: $(cat "$dir/report.txt")"
grep -q "^  from  .*, stage .*, layer " "$dir/report.txt" || fail "the path has no names: $(tail -5 "$dir/report.txt")"

# Once more: nothing is done; the same report.
status 0 "$BAC" build "$tiny" --target hx8k -o "$dir" --json
equal 4 "$(grep -c 'done before$' "$work/err")" "steps that were done before"
cmp -s "$work/out" "$work/report.json" || fail "another report from the same files"
checks=$((checks + 1))
# A file that is gone is made again.
rm "$dir/tiny.bin"
status 0 "$BAC" build "$tiny" --target hx8k -o "$dir"
[ -s "$dir/tiny.bin" ] || fail "tiny.bin was not made again"

# Too slow: its path, and the files stay.
status 1 "$BAC" build "$tiny" --target hx8k -o "$dir" --clock 900
says '^longest path '
grep -q 'MHz at best, .* less than the 900 asked for' "$work/err" || fail "not told that it is too slow: $(cat "$work/err")"
[ -s "$dir/tiny.bin" ] || fail "tiny.bin is gone"

# What is reserved leaves too little room: before anything is placed, with a plan that would fit.
rm -f "$dir"/seed-* "$dir"/steps/seed-*
status 1 "$BAC" build "$tiny" --target hx8k -o "$dir" --reserve 80
grep -q 'does not fit hx8k with what is reserved: it takes [0-9]* logic cells, [0-9]* more than 1536' "$work/err" ||
    fail "not told what is short: $(cat "$work/err")"
[ ! -e "$dir/seed-1.asc" ] || fail "it was placed"
if grep -q 'fits.cfg would fit' "$work/err"; then
    status 0 "$BAC" build "$tiny" --plan "$dir/fits.cfg" --target hx8k --reserve 80 --pack-only -o "$work/fits"
fi
finish
