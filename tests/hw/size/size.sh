#!/bin/sh
# bac size: layers add up to the whole, cheaper plans are cheaper, wrong words are refused.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
net=$ROOT/golden/nets/default.bnet
plan=$ROOT/golden/plans/default-serial-1.cfg

# of FILE KEY: the number of this key in the object "total"
total() { "$json_get" total "$2" <"$1"; }

for family in xilinx ecp5 ice40; do
    status 0 "$BAC" size "$net" --plan "$plan" --family $family --json
    cp "$work/out" "$work/$family.json"
    status 0 "$BAC" size "$net" --plan "$plan" --family $family
    says "in all"
    says "family $family"
    # Rounded layer by layer, so as many sites apart as there are layers.
    awk '$1 == "in" { all = $3; next } NR > 1 && NF > 8 && $NF ~ /^[0-9]+$/ { sum += $(NF - 7) }
         END { exit !(all > 1000 && all - sum < 30 && sum - all < 30) }' "$work/out" ||
        fail "$family: layers do not add up to the whole: $(cat "$work/out")"
    checks=$((checks + 1))
done
status 0 "$BAC" size "$net" --json
cp "$work/out" "$work/unrolled.json"
[ "$(total "$work/xilinx.json" sites)" -lt "$(total "$work/unrolled.json" sites)" ] ||
    fail "a serial plan is not cheaper than the unrolled one"
[ "$(total "$work/ice40.json" lut_ram)" = 0 ] || fail "iCE40 has no memories of LUTs"
[ "$(total "$work/ecp5.json" srl)" = 0 ] || fail "ECP5 has no shift registers of LUTs"
checks=$((checks + 3))

status 0 "$BAC" size "$net" --counts
equal "$("$BAC" rtl "$net" -o "$work/rtl" >/dev/null && grep -c '; LATENCY' "$work/rtl/bac_top.v")" \
    "$(tail -n +2 "$work/out" | wc -l | tr -d ' ')" "lines of --counts, one a stage"

status 2 "$BAC" size "$net" --family virtex2
complains "no family 'virtex2'; there are: xilinx ecp5 ice40"
status 2 "$BAC" size
status 3 "$BAC" size "$work/none.bnet"
complains "none.bnet"
finish
