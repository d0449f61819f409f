#!/bin/sh
# rtl.sh [DIR] : lines, branches and toggles of rtl/ that simulations reach, by folder: co-simulations (bac cosim
# --coverage) of the tiny network in every style and of random networks by random plans, five stall patterns each, and
# benches that drive single modules: those of tests/hw/stages, and of tests/rtl where a module's clock stops. DIR,
# default build/coverage-rtl, gets the coverage files (one that is there is not made again), missed.txt, the points
# that are not reached, and points.tsv. A point is a place in a file of rtl/, of a toggle a signal's bit too: it
# counts as reached if one instance of the module reaches it. rtl.waived names points that may be missed, with the
# reason. Not counted: rtl/board and what of rtl/wrap has benches of its own in Icarus (tests/rtl, tests/board);
# vectors of over 256 bits, whose toggles Verilator leaves out; functions that only constants call (localparam): they
# run while the hardware is elaborated and are none of it. Exit status 1 below the targets. Needs build/release
# (BUILD). Environment: FRAMES, random frames of each random network (24); NETS.
set -eu
: "${ROOT:=$(cd "$(dirname "$0")/../.." && pwd)}"
cd "$ROOT"
build=${BUILD:-build/release} out=${1:-build/coverage-rtl} frames=${FRAMES:-24}
bac=$build/bac
mkdir -p "$out"
export BAC_CACHE="$out/cache"

# run NAME NET FRAMES PLAN
run() {
    for stall in none random:40 burst:3 block:50 starve:30; do
        data=$out/$1-$(echo "$stall" | tr ':' '-').dat
        [ -s "$data" ] || "$bac" cosim "$2" "$3" --plan "$4" --stall "$stall" --seed 7 --coverage "$data" >/dev/null || {
            echo "rtl.sh: $1 fails with --stall $stall" >&2
            exit 1
        }
    done
}
for options in --style=unrolled --style=serial --style=folded --samples-per-clock=4 --style=shared; do
    name=tiny-${options#--*=}
    "$bac" plan tests/nets/tiny.bnet "$options" -o "$out/$name.cfg"
    run "$name" tests/nets/tiny.bnet tests/sim/cosim/tiny-frames.npy "$out/$name.cfg"
done
for seed in ${NETS:-3 7 11 12 19 22 23 27 56 116 118 124 227 774}; do
    net=$out/random-$seed
    "$build/tests/rtl/random_bnet" "$seed" "$frames" "$net.bnet" "$net.npy" >/dev/null
    "$build/tests/sim/cosim/random_plan" "$seed" "$net.bnet" "$net.cfg" >/dev/null
    run "random-$seed" "$net.bnet" "$net.npy" "$net.cfg"
done
for name in conv fc stream; do
    [ ! -s "$out/fold-$name-0.dat" ] || continue
    cmake -S . -B "$out/benches" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=ON -DBAC_RTL_COVERAGE=ON >"$out/log"
    cmake --build "$out/benches" --target "test_fold_$name" >>"$out/log"
    BAC_COSIM_COVERAGE=$(realpath "$out")/fold-$name "$out/benches/tests/hw/stages/test_fold_$name" lockstep
done

# The benches of tests/rtl that stop a module's clock enable, which no pipeline behind a gate does
for name in serial_sum serial_search stop; do
    [ ! -s "$out/$name.dat" ] || continue
    verilator --cc --exe --build --timing --coverage-line --coverage-toggle -Wno-fatal -Wno-lint -Wno-style -Wno-TIMESCALEMOD \
        -CFLAGS "-DBENCH=Vtb_$name -DBENCH_HEADER='\"Vtb_$name.h\"'" --top-module "tb_$name" -y rtl/serial -y rtl/stream -y rtl/arith \
        --Mdir "$out/$name" "tests/rtl/tb_$name.v" "$(realpath tests/coverage/bench.cpp)" >"$out/log"
    "$out/$name/Vtb_$name" "$out/$name.new" | grep '^PASS'
    mv "$out/$name.new" "$out/$name.dat"
done

# A line of a coverage file: C '\001KEY\002VALUE..' COUNT, keys f file, l line, n column, page v_KIND/MODULE, o what
folders=$(find rtl -name '*.v' | sed 's|rtl/\(.*\)/\(.*\)|\2=\1|' | tr '\n' ' ')
cat "$out"/*.dat | awk -v folders="$folders" '
    BEGIN {
        n = split(folders, pair, " ")
        for (i = 1; i <= n; i++) { split(pair[i], half, "="); folder[half[1]] = half[2] }
    }
    /^C / {
        count = $NF
        sub(/^C ./, ""); sub(/. [0-9]+$/, "")
        delete of
        n = split($0, field, "\001")
        for (i = 1; i <= n; i++) { split(field[i], half, "\002"); of[half[1]] = half[2] }
        name = of["f"]
        sub(/.*\//, "", name)
        if (!(name in folder)) next
        kind = of["page"]
        sub(/^v_/, "", kind); sub(/\/.*/, "", kind)
        print kind "\trtl/" folder[name] "/" name "\t" of["l"] "\t" of["n"] " " of["o"] "\t" count
    }' | sort -t "$(printf '\t')" -k1,4 | awk -F '\t' -v OFS='\t' '
    { key = $1 OFS $2 OFS $3 OFS $4 }
    key != last { if (last != "") print last, sum; last = key; sum = 0 }
    { sum += $5 }
    END { if (last != "") print last, sum }' >"$out/all.tsv"

find rtl -name '*.v' | sort | xargs awk -f tests/coverage/elaborated.awk >"$out/elaborated"
awk 'FNR == NR { file[++n] = $1; first[n] = $2; last[n] = $3; next }
    {
        split($0, field, "\t")
        for (i = 1; i <= n; i++)
            if (field[2] == file[i] && field[3] + 0 >= first[i] && field[3] + 0 <= last[i]) next
        print
    }' "$out/elaborated" "$out/all.tsv" >"$out/points.tsv"
: >"$out/missed.txt"
awk -v limits="line 100 branch 98 toggle 95" -v missed="$out/missed.txt" -f tests/coverage/table.awk tests/coverage/rtl.waived "$out/points.tsv"
