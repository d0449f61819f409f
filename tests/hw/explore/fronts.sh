#!/bin/sh
# fronts.sh [--write] : what bac explore finds for small networks, plan by plan, is golden/explore/fronts.txt; how many
# plans are priced, chosen and built too. --write: writes the file, after a change that is meant to find others.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
golden=$ROOT/golden/explore/fronts.txt
cd "$ROOT" || exit

# front NET OPTION...
front() {
    echo "== bac explore $*"
    status 0 "$BAC" explore "$@"
    cat "$work/out"
    sed -n 's/^bac explore: \(.* built exactly\).*/\1/p' "$work/err"
    echo
}
for net in tests/nets/tiny tests/nets/averages tests/sim/cosim/strided_add; do
    front $net.bnet --grain 1
    front $net.bnet --target ecp5-25 --grain 5
    front $net.bnet --target up5k --min-rate 0.5
done >"$work/fronts"
front tests/nets/tiny.bnet --samples-per-clock 2 --grain 3 --max-lut 900 --clock 100 >>"$work/fronts"
front tests/nets/averages.bnet --max-latency 2000 --reserve 20 --target zu3eg >>"$work/fronts"
if [ "${1:-}" = --write ]; then
    mkdir -p "$(dirname "$golden")"
    cp "$work/fronts" "$golden"
    echo "wrote $golden"
fi
checks=$((checks + 1))
diff "$golden" "$work/fronts" || fail "another front; if it is meant: BAC=$BAC sh tests/hw/explore/fronts.sh --write"
finish
