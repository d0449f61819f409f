#!/bin/sh
# rtl.sh [--all | --some N] [--csv FILE] [--keep FOLDER] [MODULE ..] : proves what tests/formal/tails/MODULE.vh says of
# MODULE, for every sequence of inputs, without a bound on its length, at parameter sets of tests/formal/sets.txt: one
# of each module, N, or all. tests/formal/README.md explains the method. Of each module: all sets proven, every cover of
# its small sets reached, so that no assumption makes a proof empty, and a planted fault found in one of these. Prints a
# line a module. --keep: what was found is kept in FOLDER by the bytes of the netlist, so that a run that was
# interrupted goes on where it was.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
some=1        # sets of a module without --all, of the small ones:
small=32      # their parameters are at most this, or it is the module's first set
base=6        # clocks from reset that are searched for a counterexample before induction
limit=120     # seconds an engine may take
covered=80    # clocks in which a cover has to be reached, and a planted fault to show
here=$ROOT/tests/formal
all=0
csv=
keep=
while [ $# -gt 0 ]; do
    case $1 in
    --all) all=1 ;;
    --some) some=$2 && shift ;;
    --csv) csv=$(realpath "$2") && shift ;;
    --keep) mkdir -p "$2" && keep=$(realpath "$2") && shift ;;
    *) break ;;
    esac
    shift
done
cd "$work" || exit 1

# told WORD: what the tail of `module` says behind `// WORD `
told() { sed -n "s:^// $1 ::p" "$here/tails/$module.vh"; }

# spliced: the module with what `// Edit` says and its tail in front of `endmodule`
spliced() {
    sed "$(told Edit)" | awk -v tail="$here/tails/$module.vh" '
        /^endmodule/ { while ((getline line <tail) > 0) print line }
        { print }'
}

# children: the paths of the modules below `module`. What the tail calls free stands for itself as tests/formal/free/ has
# it, and so does bac_top, a network, which is no file of rtl/.
children() {
    free=" $(told Free) "
    awk -v top="$module" -f "$here/children.awk" "$ROOT"/rtl/*/*.v "$here/free/bac_top.v" |
        while read -r path; do
            name=$(basename "$path" .v)
            case $free in *" $name "*) printf '%s ' "$here/free/$name.v" ;; *) printf '%s ' "$path" ;; esac
        done
}

# netlists SET SOURCE [PLAIN]: of a parameter set one.aig with the properties of SOURCE and, with PLAIN, cover.aig with its
# covers. PLAIN, the module without its tail, has no loop of gates, and no handshake of it depends on data (README.md says
# what that proves) but where the tail says `Data decides`.
netlists() {
    echo "$1" | awk -v module="$module" -v source="$2" -v plain="${3:-}" -v children="$below" -v here="$here" \
        -v data="$(told Data)" '
        {
            set = ""
            for (i = 2; i < NF; i += 2) {
                n = split($(i + 1), word, ",")
                value = $(i + 1)
                if (n > 1 || $i == "OUTS" || $i == "ROOMS") {
                    value = n * 32 "\047h"
                    for (k = 1; k <= n; k++) value = value sprintf("%08x", word[k])
                }
                set = set sprintf(" -set %s %s", $i, value)
            }
            set = set == "" ? "" : "chparam" set " " module "; "
            set = set "hierarchy -check -top " module "; proc; flatten; opt; "
            if (children != "") print "read_verilog -formal -sv -defer " children
            if (plain != "") {
                print "design -save children; read_verilog -formal -sv -defer " plain
                print set "memory; opt; scc -expect 0"
                if (data != "decides") print "select -assert-none o:*_tready o:*_tvalid %u %ci* i:*_tdata %i"
                print "design -load children"
            }
            print "read_verilog -overwrite -formal -sv -defer -D FORMAL " here "/tails/formal.vh " source
            print set "memory_collect; memory_map; opt; wreduce; opt"
            print "async2sync; dffunmap; setundef -undriven -anyseq; delete -output"
            print "tee -q -o count select -count t:$assert; tee -q -o covers select -count t:$cover"
            if (plain == "") print "chformal -cover -remove"
            gates = "techmap; dfflegalize -cell $_DFF_P_ 01; simplemap; setundef -anyseq; opt_clean -purge; "
            print gates "design -save one; chformal -cover -remove; opt_clean -purge; aigmap; write_aiger -zinit one.aig"
            if (plain != "") {
                print "design -load one; chformal -assert -remove"
                print "techmap -map " here "/cover.v; " gates "aigmap; write_aiger -zinit cover.aig"
            }
        }' >netlists.ys
    for name in $(told File); do : >"$name"; done
    rm -f ./*.aig
    yosys -q netlists.ys >out 2>&1 && return
    fail "$1: $(grep -a ERROR out | head -2)"
    return 1
}

# once AIG COMMAND ..: what COMMAND prints about the netlist AIG, and in `took` its seconds; what was found before is
# kept
once() {
    netlist=$1
    shift
    found=
    if [ -n "$keep" ]; then
        found=$keep/$(printf '%s\n' "$*" "$base $limit $covered" | cat - "$netlist" | sha256sum | cut -c 1-32)
        if [ -e "$found" ]; then
            read -r took answer <"$found"
            return
        fi
    fi
    processor
    from=$spent
    answer=$("$@")
    processor
    took=$((spent - from))
    [ -z "$found" ] || { echo "$took $answer" >"$found.new" && mv "$found.new" "$found"; }
}

# proof AIG: how its properties are proven, `bounded` if only in the first clocks, `asserted ..` if they are wrong; else
# nothing
proof() {
    yosys-abc -c "read_aiger $1; fold; orpos; bmc3 -F $base -T $limit; ind -F 4 -T $limit" >log
    if grep -q 'was asserted' log; then
        grep -a 'was asserted' log
    elif grep -q 'Networks are equivalent' log; then
        echo induction
    elif yosys-abc -c "read_aiger $1; fold; orpos; pdr -T $limit" | grep -q 'Property proved'; then
        echo PDR
    elif yosys-abc -c "read_aiger $1; fold; orpos; bmc3 -F $covered -T $limit" |
        grep -q "No output asserted in $covered frames"; then
        echo bounded
    fi
}

# reached AIG K: the clock in which cover K is reached
reached() {
    yosys-abc -c "read_aiger $1; fold; cone -s -O $2; bmc3 -F $covered -T $limit" 2>&1 | clock
}

# faulty AIG: the clock in which a property is seen to be wrong
faulty() { yosys-abc -c "read_aiger $1; fold; orpos; bmc3 -F $covered -T $limit" | clock; }

clock() { sed -n 's/.*was asserted in frame \([0-9]*\).*/\1/p'; }

# processor: seconds of processor time so far, of all that was started, in `spent`
processor() {
    times >spent.txt # in a subshell it would tell of that
    spent=$(awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, "[ms]"); s += 60 * t[1] + t[2] } }
        END { printf "%d", s + 0.5 }' spent.txt)
}

# spread N LIST: N lines of LIST, or all if it has fewer, at equal distances; one is the middle one
spread() {
    awk -v some="$1" '
        { line[NR] = $0 }
        END { half = some == 1 ? 0.5 : 0
              for (i = 1; i <= NR; i++)
                  if (int(i * some / NR + half) > int((i - 1) * some / NR + half)) print line[i] }' "$2"
}

[ -z "$csv" ] || echo "module,property,sets,engine,seconds,bound" >"$csv"
# shellcheck disable=SC2046 # names of modules
[ $# -gt 0 ] || set -- $(basename -s .vh "$here"/tails/bac_*.vh)
for module in "$@"; do
    few=$(told Some)
    [ "${few:-0}" -ge "$some" ] || few=$some
    grep -E "^$module( |$)" "$here/sets.txt" >list
    awk -v small=$small '{ for (i = 3; i <= NF; i += 2) if (NR > 1 && $i > small) next; print }' list >smalls
    spread "$few" smalls >chosen
    [ $all = 1 ] || cp chosen list
    n=$(grep -c . list)
    file=$(echo "$ROOT"/rtl/*/"$module".v)
    below=$(children)
    spliced <"$file" >"$module.v"
    : >engines
    seconds=0 properties=0 covers=0
    for i in $(seq "$n"); do
        set=$(sed -n "${i}p" list)
        [ -z "$keep" ] || echo "$module: set $i of $n" >&2
        processor
        begin=$spent
        netlists "$set" "$module.v" "$file" || continue
        processor
        seconds=$((seconds + spent - begin))
        [ "$i" -gt 1 ] || read -r properties _ <count
        once one.aig proof one.aig
        seconds=$((seconds + took))
        case $answer in
        *asserted* | '') fail "$set: ${answer:-is not proven}" ;;
        *) echo "$answer" >>engines ;;
        esac
        of_set=0
        ! grep -qxF -e "$set" smalls || read -r of_set _ <covers
        for k in $(seq 0 $((of_set - 1))); do
            once cover.aig reached cover.aig "$k"
            seconds=$((seconds + took))
            [ -n "$answer" ] || fail "cover $k of $set is not reached"
        done
        covers=$((covers + of_set))
    done
    equal "$n" "$(grep -c . engines)" "parameter sets of $module that are proven"
    # A fault, and some small set has a counterexample.
    sed "$(told Fault)" "$file" >wrong.v
    ! cmp -s wrong.v "$file" || fail "the fault of $module changes nothing"
    spliced <wrong.v >"$module.v"
    answer=
    for i in $(seq "$(grep -c . chosen)"); do
        processor
        begin=$spent
        netlists "$(sed -n "${i}p" chosen)" "$module.v" || continue
        processor
        seconds=$((seconds + spent - begin))
        once one.aig faulty one.aig
        seconds=$((seconds + took))
        [ -z "$answer" ] || break
    done
    checks=$((checks + 1))
    [ -n "$answer" ] || fail "$module: a planted fault is not found"
    engine=$(grep -v bounded engines | sort -u | paste -sd+)
    bounded=$(grep -c bounded engines)
    bound=none
    [ "$bounded" = 0 ] || bound="$covered clocks in $bounded sets"
    echo "$module: $properties properties, $n parameter sets, $engine, $seconds s, bound $bound;" \
        "$covers covers reached, fault found in clock $answer"
    [ -z "$csv" ] || echo "$module,$(told Proves | tr -d ,),$n,$engine,$seconds,$bound" >>"$csv"
done
finish
