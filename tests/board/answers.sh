#!/bin/sh
# answers.sh NET FRAMES [STYLE] : a simulated board answers 8 frames over a pseudo terminal with class and margin of the C
# model; and goes on after a program that left in the middle of a frame.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/board/lib.sh
. "$ROOT/tests/board/lib.sh"
net=$1 frames=$2
if [ -n "${3:-}" ]; then
    status 0 "$BAC" plan "$net" --style "$3" -o "$work/plan.cfg"
    generate "$net" --plan "$work/plan.cfg"
else
    generate "$net"
fi
simulator
in=$work/b/rtl
board "$work/b/sim/simulated" 16

status 0 "$BAC" board "$port" "$net" "$frames" --baud 3000000 --frames 0:8 --timeout 120
says '^8 frames, 0 unlike the C model, '
equal 8 "$(grep -c '^ *[0-9]*  *[0-9]*  ' "$work/out")" "lines of frames"
# The same by number: class of bac run, and a margin that is not always 0.
status 0 "$BAC" board "$port" "$net" "$frames" --baud 3000000 --frames 3:5 --timeout 120 --json
cp "$work/out" "$work/board.json"
"$BAC" run "$net" "$frames" --json >"$work/run.json"
for i in 0 1; do
    equal "$("$json_get" predictions $((i + 3)) <"$work/run.json")" \
        "$("$json_get" results $i class_index <"$work/board.json")" "class of frame $((i + 3))"
done
equal 0 "$("$json_get" mismatches <"$work/board.json")" "mismatches"

# What an interrupted program leaves behind: a piece of a frame. The board fills it up, tells that, and is there again.
printf 'F\001\002\003' >"$port"
status 0 "$BAC" board "$port" "$net" "$frames" --baud 3000000 --frames 7 --timeout 120
says '^1 frames, 0 unlike the C model, '
# Another network: told by its hash, before anything is sent.
if [ "$net" = "$tiny" ]; then
    sed 's/^name tiny$/name other/' "$tiny" >"$work/other.bnet"
    status 3 "$BAC" board "$port" "$work/other.bnet" "$frames" --baud 3000000 --timeout 120
    complains '^bac board: .*the board has another network than other'
fi
unplug
finish
