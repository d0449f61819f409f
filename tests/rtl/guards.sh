#!/bin/sh
# guards.sh : every module elaborates as it stands, and a guard stops it with one parameter outside the range
# that its comment ends in (A..B, >= A, <= B, = A), or one parameter vector of more than 65,536 bits where
# BAC_IEEE_1364 is defined.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
cd "$work" || exit 1

# ranges FILE: NAME|DEFAULT|LOWEST|HIGHEST of each parameter that is a number; - for none
ranges() {
    sed -n -e 's/^    parameter signed \[31:0\]/    parameter/' \
        -e 's/^    parameter \([A-Z][A-Z0-9_]*\) *= \([0-9]*\),\{0,1\} *\/\/ *\(.*, \)\{0,1\}/\1|\2 /p' "$1" |
        sed -n -e 's/ >= \(.*\)$/|\1|-/p' -e 's/ <= \(.*\)$/|-|\1/p' -e 's/ = \(.*\)$/|=|\1/p' \
            -e 's/ \([^ ]*\)\.\.\([^ ]*\)$/|\1|\2/p'
}

# illegal FILE: "PARAMETER VALUE" a line
illegal() {
    ranges "$1" >list
    while IFS='|' read -r name default low high; do
        eval "$name=$default"
    done <list
    # shellcheck disable=SC2004 # expressions of parameters
    while IFS='|' read -r name default low high; do
        case $low$high in
        =*) echo "$name $((default + 1))" ;;
        *clog2*) echo "$name 0" ;;
        *)
            [ "$low" = - ] || echo "$name $(($low - 1))"
            [ "$high" = - ] || echo "$name $(($high + 1))"
            ;;
        esac
    done <list
}

# long MODULE: the same, of vectors
long() {
    case $1 in
    bac_dot | bac_mcm) echo "N_WORDS 1025" && echo "N_OUT 1025" && echo "LEVELS 2047" ;;
    bac_factor) echo "RUNS 2049" ;;
    bac_fc) echo "N_OUT 2049" ;;
    bac_requant) echo "N_THRESHOLDS 2049" ;;
    bac_search) echo "N 2049),.BITS(12" ;;
    bac_serial_conv) echo "N_TERMS 2049" && echo "C 1025" && echo "N_TREES 9),.SEARCH(1" ;;
    bac_serial_search) echo "BITS 12" ;;
    bac_serial_sum) echo "LEVELS 8193" ;;
    bac_serial_table) echo "W 1025" ;;
    esac
}

for file in "$ROOT"/rtl/*/*.v; do
    module=$(basename "$file" .v)
    images=$(sed -n 's/.*parameter .*FILE *= "\([a-z_]*\).*/\1/p' "$file")
    for image in $images; do
        : >"$image.mem" && : >"${image}_00_00.mem"
    done
    echo "$module - -"
    { illegal "$file" && long "$module"; } | sed "s/^/$module /"
    # Every parameter that is a number has a range.
    equal "$(grep -c '^    parameter \(signed \[31:0\] \)\{0,1\}[A-Z][A-Z0-9_]* *= [0-9]' "$file")" \
        "$(ranges "$file" | grep -c .)" "ranges in $module's comments" >&2
done >cases
# A guard is an instance of a module bac_error_*, which is not there. An error of Yosys ends its run, so the
# next run goes on behind it.
k=1 n=$(grep -c . cases)
: >log
while [ "$k" -le "$n" ]; do
    {
        echo "read_verilog -defer -DBAC_IEEE_1364 $ROOT/rtl/*/*.v; design -save library"
        awk -v k="$k" 'NR >= k {
            print "design -load library; tee -a log log case " NR "\nread_verilog <<END"
            print "module top; " $1 ($2 == "-" ? "" : " #(." $2 "(" $3 "))") " u (); endmodule\nEND"
            print "hierarchy -top top; tee -a log select -list t:bac_error_*"
        }' cases
    } >cases.ys
    yosys -q cases.ys >out 2>&1 && break
    grep -a 'ERROR: ' out >>log
    k=$(($(grep -a '^case ' log | tail -n 1 | cut -d' ' -f2) + 1))
done
awk '/^case / { k = $2; next } NF && !(k in seen) { seen[k] = 1; print k }' log >refused
checks=$((checks + n))
awk 'NR == FNR { refused[$1] = 1; next } (FNR in refused) == ($2 == "-")' refused cases >wrong
[ ! -s wrong ] || fail "accepted (-: refused as it stands):
$(cat wrong)"
echo "$n cases"
finish
