#!/bin/sh
# debug.sh CASE : a bug planted in a module of the tiny network's RTL; bac debug names its layer, beat and cause.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
rtl=$work/rtl

# plant MODULE SED-SCRIPT: one line of a copy of the generated RTL becomes another.
plant() {
    "$BAC" rtl "$tiny" -o "$rtl" >/dev/null || fail "bac rtl failed"
    sed "$2" "$rtl/rtl/$1.v" >"$work/edited"
    equal 1 "$(diff "$rtl/rtl/$1.v" "$work/edited" | grep -c '^>')" "lines changed in $1.v"
    mv "$work/edited" "$rtl/rtl/$1.v"
}
debug() { # debug [OPTION]...: it finds the bug
    status 1 "$BAC" debug "$tiny" "$frames" --rtl "$rtl" "$@"
}
# clocks_agree: the clock of the frame and the time in the waves have one origin: 8 clocks of reset, 16 a frame.
clocks_agree() {
    sed -n 's/^at  *frame \([0-9]*\), .*clock \([0-9]*\), \([0-9]*\) ns in the waves$/\1 \2 \3/p' "$work/out" >"$work/at"
    read -r frame clock ns <"$work/at" || fail "no time: $(cat "$work/out")"
    equal $((10 * (8 + 16 * frame + clock))) "$ns" "time in the waves, of clock $clock of frame $frame"
}

case $1 in
arithmetic) # a half that is even is rounded up too
    plant bac_round "s/kept_is_even = !x\[SHIFT\]/kept_is_even = 1'b0/"
    debug --wave "$work/w.fst"
    says "^FIRST     value, layer dw1_q (requant), link dw1_q$"
    says "^at        frame 0, position 1, channel 1, clock 28, 360 ns in the waves$"
    says "^expected  6 = (2 + 24) / 2^2, half to even, in \[0, 15\]$"
    says "^got       7, which is 1 too large$"
    says "^cause     stage dw1_q_requant (rtl/bac_requant.v, u_dw1_q_requant in bac_top.v)$"
    says "^inputs    link dw1: the 1 of its values that it is made of was right$"
    says "^upstream  all [0-9]* values on the frame's [0-9]* other links were right up to this clock$"
    clocks_agree
    # docs/debugging.md shows this
    sed -n '/^    tiny: stall none/,/^$/s/^    //p' "$ROOT/docs/debugging.md" | diff - "$work/out" ||
        fail "docs/debugging.md shows something else"
    # the same as data
    debug --json --wave "$work/w.fst"
    equal dw1_q "$(field layer)" layer
    equal dw1_q_requant "$(field stage)" stage
    equal bac_requant "$(field module)" module
    equal 1 $(($(field got) - $(field expected))) "too large by"
    ;;
control) # the entry of a pipeline does not count the beat that takes the last room
    plant bac_credit "s/ \&\& !(group_end \&\& room_q == ONE)//"
    debug --stall block:50
    says "^FIRST     handshake, layer pw1_q (requant), link sum_join1$"
    says "^at        frame 1, beat 0, clock [0-9]*, [0-9]* ns in the waves$"
    says "^expected  ready 0, as the cycle simulator has it (bac cycles)$"
    says "^cause     stage sum_dot_gate (rtl/bac_gate.v, u_sum_dot_gate in bac_top.v) takes a beat that it should let wait$"
    clocks_agree
    ;;
fifo) # a FIFO of more than 4 beats holds one less
    plant bac_fifo "s/TOP = DEPTH\[AW-1:0\] - 1'b1/TOP = DEPTH[AW-1:0] - 1'b1 - (DEPTH > 4)/"
    debug --stall block:50
    says "^FIRST     protocol, layer pw1_q (requant), link sum_in0_fifo$"
    says "^got       data changed while the beat waited$"
    says "^cause     stage sum_in0_fifo (rtl/bac_fifo.v, u_sum_in0_fifo in bac_top.v) drives this link$"
    clocks_agree
    # a plan that makes it too shallow: the machine in C stands still too
    status 1 "$BAC" debug "$ROOT/tests/sim/cosim/long_residual.bnet" "$frames" --fifo sum_in1_fifo=1
    says "^FIRST     deadlock, layer in (input), link dw0_fifo$"
    says "enlarge it with --fifo sum_in1_fifo=DEPTH$"
    ;;
state) # the third frame goes wrong because of what the second left: alone it passes
    "$BAC" rtl "$tiny" -o "$rtl" >/dev/null || fail "bac rtl failed"
    sed -e '/^ *wire dw0_q_tvalid/a reg [7:0] seen; always @(posedge clk) if (rst) seen <= 0; else if (dw0_q_tvalid \&\& dw0_q_tready) seen <= seen + 1;' \
        -e '/bac_dot/,/);/s/\.s_axis_tdata(dw0_q_tdata)/.s_axis_tdata(dw0_q_tdata ^ (seen == 35))/' "$rtl/bac_top.v" >"$work/edited"
    equal 2 "$(diff "$rtl/bac_top.v" "$work/edited" | grep -c '^>')" "lines changed in bac_top.v"
    mv "$work/edited" "$rtl/bac_top.v"
    debug
    says "^FIRST     value, layer pw0 (conv), link pw0$"
    says "^at        frame 4, position 3, channel"
    says "^state     the frames around it pass when they run alone"
    clocks_agree
    ;;
waves) # they open at the first wrong beat, and the model is in them
    sed '/^layer pw0 /,/^end/s/w 3 0 1/w 3 0 -1/' "$tiny" >"$work/wrong.bnet"
    "$BAC" rtl "$work/wrong.bnet" -o "$rtl" >/dev/null || fail "bac rtl failed"
    # cosim first says what it always says, then what bac debug says
    status 1 "$BAC" cosim "$tiny" "$frames" --rtl "$rtl" --wave-on-fail "$work/w.fst"
    warns "^FIRST MISMATCH  seed 1, stall none, net tiny, frame 0$"
    says '^FAIL$'
    says "^FIRST     value, layer pw0 (conv), link pw0$"
    says "^at        frame 0, position 0, channel 3, clock 11, 190 ns in the waves$"
    says "^expected  7 = 1·7; 1 of 2 weights are zero and absent$"
    says "^got       -7, which is 14 too small$"
    says "^as if     the weight of input channel 1, tap 0 were -1 instead of 1; that makes every wrong value of channel 3"
    fst2vcd "$work/w.fst" >"$work/w.vcd" || fail "fst2vcd cannot read the waves"
    dump_names "$work/w.vcd" >"$work/names"
    gtkw_names "$work/w.gtkw" >"$work/wanted"
    sed -n 's/^variable_add //p' "$work/w.sucl" | sort -u >"$work/surfer"
    sed 's/\[[0-9:]*\]$//' "$work/names" | sort -u >"$work/plain"
    checks=$((checks + 4))
    [ "$(wc -l <"$work/wanted")" -gt 100 ] || fail "the save file names few signals"
    [ "$(wc -l <"$work/surfer")" -gt 10 ] || fail "the command file names few signals"
    comm -23 "$work/wanted" "$work/names" >"$work/missing"
    [ ! -s "$work/missing" ] || fail "in the save file, not in the waves: $(head -5 "$work/missing")"
    comm -23 "$work/surfer" "$work/plain" >"$work/missing"
    [ ! -s "$work/missing" ] || fail "in the command file, not in the waves: $(head -5 "$work/missing")"
    # primary marker and marker M, the 13th letter, lie on the wrong beat; no marker's name is cut
    awk '/^\*/ { print $2, $15 }' "$work/w.gtkw" >"$work/marker"
    equal "190 190" "$(cat "$work/marker")" "primary marker and M"
    equal "" "$(sed -n 's/^\[markername\] .\(..*\)/\1/p' "$work/w.gtkw" | grep -v '^.$')" "long names of markers"
    # the first group is open, and so is only the layer that feeds it
    equal "FIRST MISMATCH pw0|dw0_q (requant [8][2])" "$(awk '/^@800200$/ { getline; print substr($0, 2) }' "$work/w.gtkw" |
        tr '\n' '|' | sed 's/|$//')" "open groups"
    # what the waves hold at 190 ns
    equal -14 "$(value_at check.first.difference 190)" "difference"
    equal 7 "$(value_at check.first.expected 190)" "expected"
    equal -7 "$(value_at check.first.got 190)" "got"
    equal 3 "$(value_at check.first.channel 190)" "channel"
    equal 0 "$(value_at check.pw0.position 190)" "position"
    equal 1 "$(value_at check.pw0.wrong 190)" "wrong"
    grep -q "^2 high$" "$work/w.classes.txt" || fail "no names of classes"
    # the waves of the right hardware, against these
    status 0 "$BAC" cosim "$tiny" "$frames" --frames 0:2 --wave "$work/right.fst"
    status 0 "$BAC" diff "$work/right.fst" "$work/right.fst"
    says "^equal: [0-9]* signals, [0-9]* times at which one changes$"
    status 1 "$BAC" diff "$work/right.fst" "$work/w.fst"
    says "^in $work/w.fst only: [0-9]* signals, as check.first.channel\[31:0\]$"
    says "^the waves part at [0-9]* ns:$"
    says "^  TOP.*: $work/right.fst 0x[0-9a-f]*, $work/w.fst 0x[0-9a-f]*$"
    says "^then in $work/w.fst:$"
    apart=$(sed -n 's/^the waves part at \([0-9]*\) ns:$/\1/p' "$work/out")
    status 1 "$BAC" diff "$work/right.fst" "$work/w.fst" --json
    equal "$apart ns" "$(field time) $(field unit)" "time of the text and of JSON"
    equal false "$(field equal)" "equal waves"
    # what it refuses
    status 3 "$BAC" diff "$work/w.fst" "$work/w.gtkw"
    complains "no FST file"
    head -c 3000 "$work/w.fst" >"$work/cut.fst"
    status 3 "$BAC" diff "$work/cut.fst" "$work/w.fst"
    complains "cut.fst: no FST file, or not a whole one"
    status 3 "$BAC" debug "$tiny" "$frames" --wave "$work/none/x.fst"
    complains "none/x.fst"
    status 2 "$BAC" cosim "$tiny" "$frames" --frames 0:1 --wave "$work/x.fst" --wave-on-fail "$work/y.fst"
    complains "one of them"
    # a disk that is full when the bench writes its waves
    made="" # the newest: others may be benches of older sources
    for model in "$BAC_CACHE"/*-trace; do
        if cmp -s "$model/rtl/bac_top.v" "$rtl/bac_top.v" && { [ -z "$made" ] || [ -n "$(find "$model" -prune -newer "$made")" ]; }; then
            made=$model
        fi
    done
    (
        cd "$made/rtl" || exit
        ulimit -f 8 # 4096 bytes
        SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1 ../bench --net "$tiny" --input "$frames" --command "bac debug" --debug --wave "$work/full.fst"
    ) >"$work/out" 2>"$work/err"
    equal 3 $? "exit with a full disk"
    complains "full.fst: could not be written whole: is the disk full?"
    absent "$work/full"
    # right hardware has nothing to explain
    status 0 "$BAC" debug "$tiny" "$frames" --wave "$work/none.fst"
    absent "$work/none"
    says "no checker found anything$"
    ;;
*)
    fail "no such case: $1"
    ;;
esac
finish
