#!/bin/sh
# rtl.sh [--all] [--csv FILE] [MODULE ..] : proves what tests/formal/tails/MODULE.vh says of MODULE, for every sequence of
# inputs, without a bound on its length, at parameter sets of tests/formal/sets.txt: some of each module, or all.
# tests/formal/README.md explains the method. Of each module: all sets proven, every cover reached, so that no
# assumption makes a proof empty, and a planted fault found. Prints a line a module.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1
some=3        # sets of a module without --all,
small=32      # whose parameters are at most this
base=6        # clocks from reset that are searched for a counterexample before induction
limit=120     # seconds an engine may take
covered=30    # clocks in which a cover has to be reached, and a planted fault to show
here=$ROOT/tests/formal
all=0
csv=
while [ $# -gt 0 ]; do
    case $1 in
    --all) all=1 ;;
    --csv) csv=$2 && shift ;;
    *) break ;;
    esac
    shift
done

# fault MODULE: an edit of it that its properties must notice
fault() {
    case $1 in
    bac_argmax) echo 's/assign s_axis_tready = .*/assign s_axis_tready = !stage_q[DEPTH];/' ;;
    bac_credit) echo 's/ \&\& !(taken \&\& room_q == ONE)//' ;;
    bac_ctrl) echo 's/!valid_q.LATENCY-1. || m_axis_tready/1/' ;;
    bac_fifo) echo 's/write \&\& (write_next_q == read_q)/0/; s/read_next_q == write_q/write_next == read_q/' ;;
    bac_fold_argmax) echo 's/OFFSET) > (largest/OFFSET) >= (largest/' ;;
    bac_fold_concat) echo 's/last_q <= second_q \&\& s_axis_skip_tlast/last_q <= s_axis_skip_tlast/' ;;
    bac_fold_pointer) echo 's/next_minus.AW. ? next_minus : next_minus_two/next_minus/' ;;
    bac_fork) echo 's/ \& ~done_q;/;/' ;;
    bac_gate) echo 's/s_axis_tvalid \&\& go;/s_axis_tvalid;/' ;;
    bac_globalmax) echo 's/first_q <= s_axis_tlast/first_q <= 0/' ;;
    bac_ingress) echo 's/if (s_axis_tlast != m_axis_tlast) tlast_error/if (s_axis_tlast) tlast_error/' ;;
    bac_join) echo 's/assign s_axis_skip_tready = move/assign s_axis_skip_tready = m_axis_tready/' ;;
    bac_registers) echo 's/s_axi_bvalid  <= act || s_axi_bvalid/s_axi_bvalid  <= act/' ;;
    bac_resize) echo 's/m_axis_tready \&\& final_beat);/m_axis_tready);/; s/s_axis_tvalid \&\& final_beat;/s_axis_tvalid;/' ;;
    bac_result) echo 's/assign s_axis_tready = leave/assign s_axis_tready = m_axis_tready/' ;;
    bac_sample) echo 's/else if (ce) valid_q <= s_axis_tvalid/else valid_q <= s_axis_tvalid/' ;;
    bac_skid) echo 's/m_axis_tready || (ready_q/(ready_q/' ;;
    bac_window) echo 's/mask_q <= tail_due ? tail_in_d : head_d/mask_q <= head_d/' ;;
    esac
}

# netlists SOURCE PLAIN: of the sets in `list`, N.aig with its properties and N.cover.aig with its covers. No handshake of
# PLAIN, the module without its tail, depends on data (README.md says what that proves).
netlists() {
    # Around bac_credit, proofs are for every sequence of room: free_credit.v
    children=$(awk -v folder="$ROOT/rtl" -v top="$module" -f "$here/children.awk" "$ROOT"/rtl/*/*.v |
        sed "s#[^ ]*/bac_credit.v#$here/free_credit.v#")
    awk -v module="$module" -v source="$1" -v children="$children" -v here="$here" -v plain="$2" '
        NR == 1 {
            if (children != "") print "read_verilog -formal -sv -defer " children
            print "read_verilog -formal -sv -defer -D FORMAL " here "/tails/formal.vh " source
            print "design -save all"
            print "read_verilog -overwrite -defer " plain "; hierarchy -top " module "; proc; flatten; opt; memory; opt"
            print "select -assert-none o:*_tready o:*_tvalid %u %ci* i:*_tdata %i"
        }
        {
            printf "design -load all; chparam"
            for (i = 2; i < NF; i += 2) {
                n = split($(i + 1), word, ",")
                value = $(i + 1)
                if (n > 1 || $i == "OUTS" || $i == "ROOMS") {
                    value = n * 32 "\047h"
                    for (k = 1; k <= n; k++) value = value sprintf("%08x", word[k])
                }
                printf " -set %s %s", $i, value
            }
            print " " module
            print "hierarchy -check -top " module "; proc; flatten; opt; memory_collect; memory_map; opt; wreduce; opt"
            print "async2sync; dffunmap; setundef -undriven -anyseq; delete -output; tee -q -o " NR ".count select -count t:$assert"
            print "design -save one; chformal -cover -remove; techmap; dfflegalize -cell $_DFF_P_ 01; simplemap; setundef -anyseq; aigmap; opt_clean"
            print "write_aiger -zinit -symbols " NR ".aig; design -load one; chformal -assert -remove; tee -q -o " NR ".covers select -count t:$cover; techmap -map " here "/cover.v"
            print "techmap; dfflegalize -cell $_DFF_P_ 01; simplemap; setundef -anyseq; aigmap; opt_clean; write_aiger -zinit " NR ".cover.aig"
        }' list >netlists.ys
    rm -f ./*.aig
    yosys -q netlists.ys >out 2>&1 || fail "$module: $(grep -a ERROR out | head -2)"
}

# prove N: says how the properties of set N are proven, `bounded` if only in the first clocks; nothing if they are not
prove() {
    yosys-abc -c "read_aiger $1.aig; fold; orpos; bmc3 -F $base -T $limit; ind -F 4 -T $limit" >log
    if grep -q 'was asserted' log; then
        fail "$(sed -n "$1p" list): $(grep -a 'was asserted' log)" >&2
    elif grep -q 'Networks are equivalent' log; then
        echo induction
    elif yosys-abc -c "read_aiger $1.aig; fold; orpos; pdr -T $limit" | grep -q 'Property proved'; then
        echo PDR
    elif yosys-abc -c "read_aiger $1.aig; fold; orpos; bmc3 -F $covered -T $limit" | grep -q "No output asserted in $covered frames"; then
        echo bounded
    fi
}

# processor: seconds of processor time so far, of all that was started, in `spent`
processor() {
    times >spent.txt # in a subshell it would tell of that
    spent=$(awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, "[ms]"); s += 60 * t[1] + t[2] } printf "%d", s + 0.5 }' spent.txt)
}

[ -z "$csv" ] || echo "module,property,sets,engine,seconds,bound" >"$csv"
# shellcheck disable=SC2046 # names of modules
[ $# -gt 0 ] || set -- $(basename -s .vh "$here"/tails/bac_*.vh)
for module in "$@"; do
    processor
    begin=$spent
    grep "^$module " "$here/sets.txt" | awk -v all=$all -v some=$some -v small=$small '
        { for (i = 3; i <= NF; i += 2) if (!all && NR > 1 && $i > small) next; line[++n] = $0 }
        END { for (i = 1; i <= n; i++) if (all || int(i * some / n) > int((i - 1) * some / n)) print line[i] }' >list
    n=$(grep -c . list)
    file=$(echo "$ROOT"/rtl/*/"$module".v)
    spliced() { awk -v tail="$here/tails/$module.vh" '/^endmodule/ { while ((getline line <tail) > 0) print line } { print }'; }
    spliced <"$file" >"$module.v"
    netlists "$module.v" "$file"
    : >engines
    for i in $(seq "$n"); do prove "$i" >>engines; done
    equal "$n" "$(grep -c . engines)" "parameter sets of $module that are proven"
    covers=0
    for i in $(seq "$n"); do
        for k in $(seq 0 $(($(awk '{ print $1 }' "$i.covers") - 1))); do
            covers=$((covers + 1))
            yosys-abc -c "read_aiger $i.cover.aig; fold; cone -s -O $k; bmc3 -F $covered -T $limit" >log 2>&1
            grep -q 'was asserted' log || fail "cover $k of $(sed -n "${i}p" list) is not reached"
        done
    done
    # A fault, and some set has a counterexample.
    sed "$(fault "$module")" "$file" >wrong.v
    ! cmp -s wrong.v "$file" || fail "the fault of $module changes nothing"
    spliced <wrong.v >"$module.v"
    awk -v n="$n" -v some=$some 'int(NR * some / n) > int((NR - 1) * some / n)' list >few
    mv few list
    netlists "$module.v" wrong.v
    for i in $(seq "$(grep -c . list)"); do
        yosys-abc -c "read_aiger $i.aig; fold; orpos; bmc3 -F $covered -T $limit" >log
        shown=$(sed -n 's/.*was asserted in frame \([0-9]*\).*/\1/p' log)
        [ -z "$shown" ] || break
    done
    checks=$((checks + 1))
    [ -n "$shown" ] || fail "$module: a planted fault is not found"
    processor
    seconds=$((spent - begin))
    engine=$(grep -v bounded engines | sort -u | paste -sd+)
    read -r count _ <1.count
    bounded=$(grep -c bounded engines)
    bound=none
    [ "$bounded" = 0 ] || bound="$covered clocks in $bounded sets"
    echo "$module: $count properties, $n parameter sets, $engine, $seconds s, bound $bound;" \
        "$covers covers reached, fault found in clock $shown"
    [ -z "$csv" ] ||
        echo "$module,$(sed -n 's:^// Proves ::p' "$here/tails/$module.vh" | tr -d ,),$n,$engine,$seconds,$bound" >>"$csv"
done
finish
