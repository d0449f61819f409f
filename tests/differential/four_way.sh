#!/bin/sh
# four_way.sh FIRST COUNT [DIR] : COUNT random networks from seed FIRST on, each by a random plan: the quantised graph in
# float64, the reference, the cycle simulator and the Verilog (Icarus) give one value, the last two in every clock.
# DIR, kept, remembers which seeds are done, so that the same command goes on where it was interrupted.
# A network that QONNX cannot state exactly is left out, and another is drawn in its place. At the end the index of
# the largest is mutilated in the Verilog, which one of the networks must show.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/differential/lib.sh
. "$ROOT/tests/differential/lib.sh"
first=$1 count=$2 dir=${3:-$work/four}
fault=
mkdir -p "$dir"
done=$dir/done.txt
# What is done holds for the program, which has the Verilog in it, and for the bench.
of=$(cat "$TOOLS/../differential/four_way" "$ROOT/tests/differential/tb_pins.v" | sha256sum)
[ "$of" = "$(cat "$dir/of" 2>/dev/null)" ] || rm -f "$done"
echo "$of" >"$dir/of"
touch "$done"

# one SEED: exit status 0 one value, 3 left out, else a difference
one() {
    generate "$1" || return $?
    [ -z "$fault" ] || sed -i "$fault" "$work"/rtl/rtl/*.v
    simulate
}

seed=$first
while [ "$(grep -c clocks "$done")" -lt "$count" ]; do
    if ! grep -q "^seed $seed:" "$done"; then
        one "$seed"
        case $? in
        0) cat "$work/told" >>"$done" ;;
        3) echo "seed $seed: left out, $(cat "$work/why")" >>"$done" ;;
        *)
            fail "seed $seed: $(cat "$work/told") $(cat "$work/why")"
            echo "replay: BAC=$BAC TOOLS=$TOOLS ROOT=$ROOT sh $0 $seed 1"
            break
            ;;
        esac
        [ $(((seed - first) % 100)) != 99 ] || echo "$(grep -c clocks "$done") of $count" >&2
    fi
    seed=$((seed + 1))
done
fault='s/b_wins ? ib : ia/ia/' noticed=no
for seed in $(sed -n 's/^seed \([0-9]*\): .*clocks.*/\1/p' "$done" | head -20); do
    one "$seed" || noticed=yes
    [ "$noticed" = no ] || break
done
equal yes "$noticed" "a fault planted in bac_max_tree is noticed"
checks=$((checks + $(grep -c clocks "$done")))
awk '/clocks,/ { n++; clocks += $7; for (i = 9; i <= NF; i++) has[$i]++ } /left out/ { out++ }
    END { printf "%d networks, %d clocks, %d left out; layers:", n, clocks, out
          for (word in has) printf " %s %d", word, has[word]; print "" }' "$done"
finish
