#!/bin/sh
# tiny.sh CASE : the bench itself, on a network small enough to build in seconds.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"

case $1 in
build) # the fixture of the others: what they share is built once
    status 0 "$BAC" cosim "$tiny" "$frames" --json
    clean_run $n_frames
    ;;
replay) # the stalls of a frame do not depend on the frames around it, nor on the machine
    status 0 "$BAC" cosim "$tiny" "$frames" --stall starve:40 --seed 5 --frames 7:8 --json --links
    once=$(field links 0 last_beat)
    status 0 "$BAC" cosim "$tiny" "$frames" --stall starve:40 --seed 5 --frames 7:9 --json --links
    equal "$once" "$(field links 0 last_beat)" "clocks for the input of frame 7"
    status 0 "$BAC" cosim "$tiny" "$frames" --stall starve:40 --seed 6 --frames 7:8 --json --links
    [ "$once" != "$(field links 0 last_beat)" ] || fail "two seeds, the same stalls"
    checks=$((checks + 1))
    ;;
reset) # whatever the registers hold before reset
    for seed in 11 12 13 14 15 16 17 18 19 20 21 22; do
        status 0 "$BAC" cosim "$tiny" "$frames" --seed $seed --frames 0:4 --json
        clean_run 4
        as_predicted
    done
    ;;
progress) # where nobody looks at a terminal: frames, the time left, and the steps of a build
    status 0 env BAC_PROGRESS=0.000001 "$BAC" cosim "$tiny" "$frames"
    warns "^bac cosim: frame [0-9]* of $n_frames, left [0-9]*:[0-9][0-9]:[0-9][0-9]$"
    status 0 "$BAC" cosim "$tiny" "$frames"
    checks=$((checks + 1))
    [ ! -s "$work/err" ] || fail "words about work that is done in no time: $(head -3 "$work/err")"
    status 0 env BAC_CACHE="$work/cache" "$BAC" cosim "$tiny" "$frames" --frames 0:1
    for step in 'verilating 0/1' 'compiling 0/[0-9]*' 'linking 0/1'; do
        warns "^bac cosim: building the model: $step, [0-9]* s$"
    done
    ;;
plain) # SystemC changes no number
    status 0 "$BAC" cosim "$tiny" "$frames" --stall random:30 --json
    with=$(field cycles)/$(field values)
    status 0 "$BAC" cosim "$tiny" "$frames" --stall random:30 --json --plain-loop
    clean_run $n_frames
    equal "$with" "$(field cycles)/$(field values)" "clocks/values"
    ;;
pins) # the verilated module as a SystemC module among others
    status 0 "$BAC" cosim "$tiny" "$frames" --pins --json
    clean_run $n_frames
    as_predicted
    for seed in 1 2 3; do
        status 0 "$BAC" cosim "$tiny" "$frames" --pins --stall random:40 --seed $seed --json
        clean_run $n_frames
    done
    ;;
coverage) # what the frames reach of the Verilog: more frames, no less of it
    reached() { grep -a "page.v_branch/" "$1" | grep -ac ' [1-9][0-9]*$'; }
    status 0 "$BAC" cosim "$tiny" "$frames" --stall random:40 --coverage "$work/all.dat" --json
    clean_run $n_frames
    status 0 "$BAC" cosim "$tiny" "$frames" --frames 0:1 --coverage "$work/one.dat" --json
    checks=$((checks + 1))
    one=$(reached "$work/one.dat") all=$(reached "$work/all.dat")
    if [ "$one" -le 20 ] || [ "$one" -ge "$all" ]; then
        fail "branches reached by one frame: $one, by all: $all"
    fi
    ;;
jobs) # processes over parts of the frames find what one process finds
    report() { # of the last command, without the clocks that fill and empty each part's machine
        sed '/^lockstep\|^speed/d' "$work/out"
        sed '/^bac cosim: /d; /^what is wrong/,$d' "$work/err"
    }
    sed '/^layer pw0 /,/^end/s/w 3 0 1/w 3 0 -1/' "$tiny" >"$work/wrong.bnet"
    "$BAC" rtl "$work/wrong.bnet" -o "$work/wrong" >/dev/null || fail "bac rtl failed"
    status 0 "$BAC" cosim "$tiny" "$frames"
    report >"$work/right"
    status 1 "$BAC" cosim "$tiny" "$frames" --rtl "$work/wrong"
    report >"$work/wrong.txt"
    grep -q '^FIRST MISMATCH' "$work/wrong.txt" || fail "no mismatch to compare"
    for jobs in 2 5 1000; do
        status 0 "$BAC" cosim "$tiny" "$frames" --jobs $jobs
        report | diff "$work/right" - || fail "$jobs processes say something else"
        status 1 "$BAC" cosim "$tiny" "$frames" --rtl "$work/wrong" --jobs $jobs
        report | diff "$work/wrong.txt" - || fail "$jobs processes find something else"
        checks=$((checks + 2))
    done
    # each part passes through an empty machine, and no frame is left out
    status 0 "$BAC" cosim "$tiny" "$frames" --jobs 5 --stall random:30 --seed 7 --json
    clean_run $n_frames
    status 0 "$BAC" cosim "$tiny" "$frames" --jobs 3 --frames 3:4 --json # too few for parts
    clean_run 1
    ;;
links) # every stream of the network is watched
    status 0 "$BAC" cosim "$tiny" "$frames" --json --links
    for layer in $(layers_of "$tiny"); do
        says "\"name\": \"$layer\","
    done
    equal $((16 * n_frames)) "$(field links 0 beats)" "input beats"
    ;;
*)
    fail "no such case: $1"
    ;;
esac
finish
