# lib.sh - what the tests of simulated boards share; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154

# generate NET OPTION...: the Verilog of a board in $work/b/rtl, whose clock has 16 periods a bit
generate() {
    status 0 "$BAC" build --board hx8k-evn --clock 48 --baud 3000000 --rtl-only -o "$work/b" "$@"
}

# simulator: verilates it, its PLL replaced; silence of 0.2 s in its idle time ends a command
simulator() {
    # shellcheck disable=SC2016 # for the inner shell to expand
    status 0 sh -c 'cd "$1/b/rtl" && verilator --cc --exe --build -O3 --x-assign fast --x-initial fast \
        -Wno-fatal -Wno-lint -Wno-style --top-module bac_board_top -GTICK_BITS=10 --Mdir ../sim -o simulated \
        -CFLAGS "-O1 -std=c++17" -f bac_board_top.f "$2/pll.v" "$2/simulated.cpp"' sh "$work" "$ROOT/tests/board"
}

# board COMMAND...: starts a board in the folder of its memory images; $port is its port. unplug ends it.
board() {
    rm -f "$work/plug" "$work/port"
    mkfifo "$work/plug"
    (cd "${in:-$work}" && exec "$@") <"$work/plug" >"$work/port" 2>"$work/board.err" &
    exec 9>"$work/plug"
    for _ in $(seq 600); do
        [ -s "$work/port" ] && break
        sleep 0.1
    done
    port=$(head -n 1 "$work/port")
    [ -n "$port" ] || fail "no board: $(cat "$work/board.err")"
}
unplug() {
    exec 9>&-
    wait
}

# bench TOP FOLDER [PARAMETER...]: tests/board/TOP.v over the modules of FOLDER, in Icarus
bench() {
    top=$1 folder=$2 words=""
    shift 2
    for word in "$@"; do
        words="$words -P$top.$word"
    done
    # shellcheck disable=SC2086 # a list of words
    status 0 iverilog -g2005 $words -s "$top" -o tb.vvp -y "$folder" "$ROOT/tests/board/$top.v"
    status 0 vvp -n tb.vvp
}
