#!/bin/sh
# clocks.sh NET FRAMES : on every link, the first and the last beat of the first frame pass in the very
# clocks that hw/schedule/times.c predicts.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
status 0 "$BAC" rtl "$1" -o "$work/rtl" --json
cp "$work/out" "$work/predicted"
status 0 "$BAC" cosim "$1" "$2" --frames 0:3 --links --json
links=$(grep -c '"first_beat"' "$work/out")
origin=$(field links 0 first_beat)
k=0
while [ "$k" -lt "$links" ]; do
    name=$(field links "$k" name)
    equal "$name" "$("$json_get" links "$k" name <"$work/predicted")" "link $k"
    for which in first last; do
        equal "$("$json_get" links "$k" "$which" <"$work/predicted")" \
            "$(($(field links "$k" "${which}_beat") - origin))" "$which beat of $name"
    done
    k=$((k + 1))
done
[ "$links" -gt 10 ] || fail "only $links links"
finish
