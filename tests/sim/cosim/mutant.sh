#!/bin/sh
# mutant.sh NAME : a fault planted in a copy of the generated RTL, and the complaint it must raise.
# A checker that has not been seen failing is not a checker.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
rtl=$work/rtl

generate() { # generate [NET]
    "$BAC" rtl "${1:-$tiny}" -o "$rtl" >/dev/null || fail "bac rtl failed"
}
# edit FILE SED-SCRIPT...: each expression must change the file.
edit() {
    file=$rtl/$1
    shift
    for script; do
        sed -e "$script" "$file" >"$work/edited"
        cmp -s "$file" "$work/edited" && fail "this edit changed nothing: $script"
        mv "$work/edited" "$file"
    done
}
# after_wires LINK TEXT: Verilog behind the declaration of a link's wires.
after_wires() {
    edit bac_top.v "/^ *wire $1_tvalid/a $2"
}
# observe LINK: counts its beats in mut_beats (8 a frame); mut_waited: its beat waited in the clock before
observe() {
    after_wires "$1" "reg [15:0] mut_beats; reg mut_waited; always @(posedge clk) begin \
if (rst) mut_beats <= 0; else if (${1}_tvalid \&\& ${1}_tready) mut_beats <= mut_beats + 1'b1; \
mut_waited <= ${1}_tvalid \&\& !${1}_tready; end"
}
caught() { # caught ARGUMENT...: exit 1, and a way to see it again
    status 1 "$BAC" cosim "$tiny" "$frames" --rtl "$rtl" "$@"
    says '^FAIL$'
}

case $1 in
wrong_weight)
    sed '/^layer pw0 /,/^end/s/w 3 0 1/w 3 0 -1/' "$tiny" >"$work/wrong.bnet"
    cmp -s "$tiny" "$work/wrong.bnet" && fail "no weight was changed"
    generate "$work/wrong.bnet"
    caught --seed 9
    warns "^FIRST MISMATCH  seed 9, stall none, net tiny, frame 0$"
    warns "^  layer pw0 (conv), stream pw0, position [0-7], channel 3, clock [0-9]*: expected [0-9]*, got -[0-9]*$"
    # the command it prints explains it and leaves waves
    rerun=$(sed -n '/^what is wrong, in words/{n;s/^ *//p;}' "$work/err")
    case $rerun in
    *" debug $tiny $frames --rtl $rtl --frames 0:2 --seed 9 --stall none --wave mismatch.fst") ;;
    *) fail "not the command that explains it: $rerun" ;;
    esac
    (cd "$work" && sh -c "$rerun" >out 2>err)
    equal 1 $? "exit of bac debug"
    for end in fst gtkw sucl; do
        [ -s "$work/mismatch.$end" ] || fail "it left no mismatch.$end"
    done
    says "^FIRST     value, layer pw0 (conv), link pw0$"
    ;;
dropped_beat) # beat 21 = frame 2, position 5
    generate
    observe dw0_q
    edit bac_top.v "s/\.s_axis_tvalid(dw0_q_tvalid)/.s_axis_tvalid(dw0_q_tvalid \&\& mut_beats != 21)/"
    caught
    warns "^FIRST MISMATCH .*frame 2$"
    warns "^  layer pw0 (conv), stream pw0, position [567], "
    warns "^PROTOCOL  pw0: early last (frame 2, position 6, "
    warns "beats were lost: the first link with too few is 'pw0'"
    ;;
doubled_beat) # beat 21 twice
    generate
    after_wires dw0_q "reg [15:0] mut_beats; reg mut_again; always @(posedge clk) \
if (rst) begin mut_beats <= 0; mut_again <= 0; end else if (dw0_q_tvalid \&\& dw0_q_tready) begin \
mut_beats <= mut_beats + 1'b1; mut_again <= mut_beats == 20; end wire mut_ready = dw0_q_tready \&\& !mut_again;"
    edit bac_top.v "s/\.m_axis_tready(dw0_q_tready)/.m_axis_tready(mut_ready)/"
    caught
    warns "^FIRST MISMATCH .*frame 2$"
    warns "^  layer dw0_q (requant), stream dw0_q, position [567], "
    warns "stream 'dw0_q': it carries more beats than its frames have"
    ;;
early_last) # a second last in frame 1
    generate
    observe dw0_q
    after_wires dw0_q "wire mut_last; assign dw0_q_tlast = mut_last || mut_beats == 10;"
    edit bac_top.v "s/\.m_axis_tlast(dw0_q_tlast)/.m_axis_tlast(mut_last)/"
    caught
    warns "^PROTOCOL  dw0_q: early last (frame 1, position 2, clock [0-9]*)$"
    ;;
late_last) # the last of frame 1 is missing
    generate
    observe dw0_q
    after_wires dw0_q "wire mut_last; assign dw0_q_tlast = mut_last \&\& mut_beats != 15;"
    edit bac_top.v "s/\.m_axis_tlast(dw0_q_tlast)/.m_axis_tlast(mut_last)/"
    caught
    warns "^PROTOCOL  dw0_q: last missing on the final beat (frame 1, position 7, clock [0-9]*)$"
    ;;
valid_drops)
    generate
    observe dw1_fifo
    after_wires dw1_fifo "wire mut_valid; assign dw1_fifo_tvalid = mut_valid \&\& !mut_waited;"
    edit bac_top.v "s/\.m_axis_tvalid(dw1_fifo_tvalid)/.m_axis_tvalid(mut_valid)/"
    caught --stall block
    warns "^PROTOCOL  dw1_fifo: valid dropped before ready (frame [0-9]*, position [0-9]*, clock [0-9]*)$"
    ;;
data_changes)
    generate
    observe dw1_fifo
    after_wires dw1_fifo "wire [15:0] mut_data; assign dw1_fifo_tdata = mut_data ^ {15'd0, mut_waited};"
    edit bac_top.v "s/\.m_axis_tdata(dw1_fifo_tdata)/.m_axis_tdata(mut_data)/"
    caught --stall block
    warns "^PROTOCOL  dw1_fifo: data changed while the beat waited "
    ;;
beat_in_reset)
    generate
    edit bac_top.v "s/\.m_axis_tvalid(m_axis_tvalid)/.m_axis_tvalid(mut_valid)/" \
        "/^ *wire dw0_q_tvalid/a wire mut_valid; assign m_axis_tvalid = mut_valid || rst;"
    caught
    warns "^PROTOCOL  m_axis: a beat moved during reset "
    ;;
small_fifo)
    long=$ROOT/tests/sim/cosim/long_residual.bnet
    status 1 "$BAC" cosim "$long" "$frames" --fifo sum_in1_fifo=1
    warns "^DEADLOCK  no beat on any stream for [0-9]* clocks since clock [0-9]* of frame [0-9]*$"
    warns "^  link 'dw0_fifo' is blocked in front of 'sum', whose other input 'pw1_q' is starved:$"
    warns "^  the FIFO 'sum_in1_fifo' between them holds 1 beats and is full; enlarge it with --fifo sum_in1_fifo=DEPTH$"
    # and the advice is good: four are enough to move, the depth that bac chooses not to lose a clock
    status 0 "$BAC" cosim "$long" "$frames" --fifo sum_in1_fifo=4 --json
    clean_run $n_frames
    equal false "$(field predicted applies)" "predictions with a shallow FIFO"
    [ "$(field cycles_per_frame)" != 16.000000 ] || fail "a FIFO of 4 beats loses no clock"
    status 0 "$BAC" cosim "$long" "$frames" --json
    clean_run $n_frames
    as_predicted
    ;;
stuck) # a stage that stops taking its input
    generate
    observe dw0_q
    after_wires dw0_q "wire mut_ready; assign dw0_q_tready = mut_ready \&\& mut_beats < 50;"
    edit bac_top.v "s/\.s_axis_tready(dw0_q_tready)/.s_axis_tready(mut_ready)/" \
        "s/\.s_axis_tvalid(dw0_q_tvalid)/.s_axis_tvalid(dw0_q_tvalid \&\& mut_beats < 50)/"
    caught
    warns "^DEADLOCK  no beat"
    warns "link 'dw0_q' is the last one blocked: 'pw0' does not take its input"
    ;;
one_clock_late)
    generate
    after_wires dw0_q "wire [7:0] late_tdata; wire late_tvalid, late_tready, late_tlast; \
bac_fifo #(.W(8), .DEPTH(4)) u_late (.clk(clk), .rst(rst), .s_axis_tdata(dw0_q_tdata), \
.s_axis_tvalid(dw0_q_tvalid), .s_axis_tready(dw0_q_tready), .s_axis_tlast(dw0_q_tlast), \
.m_axis_tdata(late_tdata), .m_axis_tvalid(late_tvalid), .m_axis_tready(late_tready), .m_axis_tlast(late_tlast));"
    edit bac_top.v "/bac_dot/,/);/s/\(\.s_axis_t[a-z]*\)(dw0_q_\(t[a-z]*\))/\1(late_\2)/g"
    caught
    predicted=$(sed -n 's/.*first sample to result.*predicted \([0-9]*\).*/\1/p' "$work/out")
    warns "^TIME      first sample to result: expected $predicted clocks, got $((predicted + 1))\(\.\.[0-9]*\)\{0,1\}$"
    pw0_is_late="^TIME      link 'pw0', valid from stage 'pw0_dot', clock [0-9]* (frame 0, beat 0): expected 1, got 0"
    warns "$pw0_is_late"
    # no value is wrong; under stalls only the machine knows when a beat is late
    caught --stall random:30 --seed 4
    warns "$pw0_is_late"
    says "^value     0 mismatches"
    warns "--frames 0:2 --seed 4 --stall random:30"
    ;;
bubble) # a clock lost between frames
    generate
    after_wires in "reg mut_gap; always @(posedge clk) mut_gap <= !rst \&\& in_tvalid \&\& in_tready \&\& in_tlast;"
    edit bac_top.v "s/\.s_axis_tvalid(s_axis_tvalid), \.s_axis_tready(s_axis_tready)/.s_axis_tvalid(s_axis_tvalid \&\& !mut_gap), .s_axis_tready(mut_ready)/" \
        "/^ *wire in_tvalid/a wire mut_ready; assign s_axis_tready = mut_ready \&\& !mut_gap;"
    caught
    warns "^TIME      clocks a frame: expected 16.000, got 17.000$"
    ;;
late_stage) # a clock more in one module: the class waits in a register, so no value is wrong
    generate
    edit rtl/bac_argmax.v 's/reg \[DEPTH:0\] stage_q/reg [DEPTH+1:0] stage_q/' \
        's/wire \[DEPTH+1:0\] stage_d/wire [DEPTH+2:0] stage_d/' 's/{(DEPTH + 1) {/{(DEPTH + 2) {/' \
        's/stage_q\[DEPTH\]/stage_q[DEPTH+1]/' 's/stage_d\[DEPTH:0\]/stage_d[DEPTH+1:0]/'
    for stall in none random:30 block:50; do
        caught --stall $stall
        says "^value     0 mismatches"
        warns "^TIME      link 'm_axis', valid from stage 'class_argmax', clock [0-9]* (frame 0, beat 0): expected 1, got 0"
    done
    ;;
late_model) # a step more in one cycle model: an installed bac whose machine is wrong, and right RTL
    at=$(dirname "$BAC")
    prefix=$work/prefix
    mkdir -p "$prefix/bin" "$prefix/lib" "$prefix/include/bacsim" "$prefix/share/bac/cosim"
    cp "$BAC" "$prefix/bin/bac"
    cp -r "$ROOT/rtl" "$prefix/share/bac/rtl"
    cp "$ROOT"/sim/cosim/*.?pp "$at/sim/cosim/installed/bench.mk" "$prefix/share/bac/cosim"
    cp "$ROOT/model/bac.h" "$prefix/include"
    cp "$ROOT"/sim/*.h "$prefix/include/bacsim"
    cp "$at/model/libbac.a" "$at"/sim/cosim/libbac_cosim.a "$at"/sim/cosim/libbac_cosim_pins.a "$prefix/lib"
    sed 's/!q->busy || q->step + 1 == q->steps/!q->busy || q->step == q->steps/; s/bool beat_end = q->step + 1 == q->steps/bool beat_end = q->step == q->steps/' \
        "$ROOT/hw/stages/fc.c" >"$work/fc.c"
    equal 2 "$(diff "$ROOT/hw/stages/fc.c" "$work/fc.c" | grep -c '^>')" "lines changed in the cycle model"
    # shellcheck disable=SC2046 # no folder's name holds a blank
    status 0 cc -std=c17 -O2 $(find "$ROOT/hw" "$ROOT/model" -type d | sed 's/^/-I/') -c "$work/fc.c" -o "$work/fc.c.o"
    status 0 ar r "$prefix/lib/libbac_cosim.a" "$work/fc.c.o"
    for stall in none random:30; do
        status 1 "$prefix/bin/bac" cosim "$tiny" "$frames" --stall $stall
        says "^value     0 mismatches"
        warns "^TIME      link '[a-z_]*', [a-z]* from stage 'logits_fc', clock [0-9]* (frame [01], beat 0): expected [01], got [01]"
    done
    ;;
no_reset) # a flag without reset: only random start values show it, and only in some runs
    generate
    edit rtl/bac_fifo.v "/empty_q *<= 1'b1;/d"
    failed=0
    for seed in 1 2 3 4 5 6 7 8; do
        "$BAC" cosim "$tiny" "$frames" --rtl "$rtl" --seed $seed >"$work/out" 2>"$work/err"
        [ $? = 1 ] && failed=$((failed + 1))
    done
    checks=$((checks + 1))
    echo "$failed of 8 seeds"
    [ $failed -gt 0 ] || fail "no seed showed it"
    ;;
missing_image)
    generate
    rm "$rtl"/*.mem || fail "the network has no memory image"
    status 3 "$BAC" cosim "$tiny" "$frames" --rtl "$rtl"
    warns "\.mem: .*not found"
    ;;
*)
    fail "no such mutant: $1"
    ;;
esac
finish
