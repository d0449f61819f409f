#!/bin/sh
# host.sh : bac board and boards that are absent, silent, wrong, damaged or unplugged: one line, an exit status, no waiting
# for ever.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/board/lib.sh
. "$ROOT/tests/board/lib.sh"
frames=$ROOT/tests/sim/cosim/tiny-frames.npy
generate "$tiny"
top=$work/b/rtl/bac_board_top.v

# fake MODE STATUS OPTION...: bac board and a fake board
fake() {
    mode=$1 wanted=$2
    shift 2
    board /usr/bin/python3 "$ROOT/tests/board/fake.py" "$mode" "$top"
    begun=$(date +%s)
    status "$wanted" timeout 100 "$BAC" board "$port" "$tiny" "$frames" --frames 0:4 --timeout 1.5 "$@"
    checks=$((checks + 1))
    [ $(($(date +%s) - begun)) -lt 60 ] || fail "$mode took $(($(date +%s) - begun)) s"
    unplug
}

# All classes 0: the board works, and differs from the model.
fake good 1
says '^4 frames, [1-4] unlike the C model, '
says '  the model: '
fake good 1 --json
equal 4 "$("$json_get" frames <"$work/out")" "frames in the JSON"
equal 0 "$("$json_get" results 0 class_index <"$work/out")" "class in the JSON"

fake mute 3
complains '^bac board: /dev/pts/[0-9]*: no answer for 1.5 s at 1000000 baud; is it the board.s port'
fake noise 3
complains 'answers, but not as a board does; is it 1000000 baud'
fake echo 3
complains 'answers, but not as a board does'
fake version 3
complains 'the board speaks version 9 of the protocol, this program version 1'
fake damaged 3
complains 'the answer is damaged'
fake missing 3
complains 'an answer is missing: number 2 after 0'
fake status 3
complains 'the board says of frame 1: the check sum is wrong'
fake class 3
complains 'the board says class 255'
fake stuck 3
complains 'the board has been silent for 1.5 s'
fake gone 3
complains 'the port is gone: was it unplugged?'

# No board at all.
status 3 "$BAC" board "$work/none" "$tiny" "$frames"
complains "^bac board: $work/none: No such file or directory; is the board plugged in?$"
status 3 "$BAC" board /dev/null "$tiny" "$frames"
complains '/dev/null: is no serial port'
status 3 "$BAC" board "$work/none" "$work/none.bnet" "$frames"
complains none.bnet
status 3 "$BAC" board "$work/none" "$tiny" "$work/none.npy"
complains none.npy
status 3 "$BAC" board "$work/none" "$tiny" "$work/none.sigmf-meta"
complains none.sigmf-meta
status 2 "$BAC" board "$work/none" "$tiny" "$frames" --frames 100:200
complains frames
status 2 "$BAC" board "$work/none" "$tiny" "$frames" --baud fast
complains 'baud wants an integer of 300..12000000'
status 2 "$BAC" board "$work/none" "$tiny" "$frames" --timeout 0
complains "timeout wants seconds above 0, not '0'"

# bac build: words about boards.
status 2 "$BAC" build "$tiny" --board hx9k -o "$work/d"
complains "no board 'hx9k'; there are: hx8k-evn icebreaker"
status 2 "$BAC" build "$tiny" --board icebreaker --target hx8k -o "$work/d"
complains 'icebreaker has an up5k, not the hx8k of --target'
status 2 "$BAC" build "$tiny" --board icebreaker --result logits -o "$work/d"
complains 'a board answers with class and margin'
status 2 "$BAC" build "$tiny" --target hx8k --baud 9600 -o "$work/d"
complains 'baud is of a board'
status 3 "$BAC" build "$tiny" --board icebreaker --clock 11 -o "$work/d"
complains 'icebreaker: has a clock of 12 MHz'
status 3 "$BAC" build "$tiny" --board icebreaker --clock 12 --baud 5000000 -o "$work/d"
complains 'icebreaker: 12 MHz make no 5000000 baud; the nearest is 3000000'
absent "$work/d"
finish
