#!/bin/sh
# examples.sh : the installed examples, built outside the tree by pkg-config: pins and platform classify as `bac run`, and a
# frame alone takes the clocks that the cycle simulator says, at the pins and in transactions.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}"
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
status 0 cmake --install "$BUILD" --prefix "$work/made"
mv "$work/made" "$work/moved"
pc=$(find "$work/moved" -name bac-systemc.pc -exec dirname {} \;)
[ -n "$pc" ] || fail "no bac-systemc.pc was installed"
lib=$(dirname "$pc")
net=$ROOT/golden/nets/default.bnet frames=$ROOT/golden/frames/synthetic-48.npy
"$BAC" run "$net" "$frames" --verbose | awk '$1 == "frame" { print "frame", $2, "class", $4 }' >"$work/want"
equal 48 "$(wc -l <"$work/want")" "frames that bac run names"

for example in pins platform; do
    # shellcheck disable=SC2046 # a list of options
    status 0 ${LAUNCHER:+"$LAUNCHER"} "${CXX:-g++}" -Wall -O1 -c -o "$work/$example.o" "$work/moved/share/bac/systemc/$example.cpp" \
        $(PKG_CONFIG_PATH=$pc pkg-config --cflags bac-systemc)
    # shellcheck disable=SC2046
    status 0 "${CXX:-g++}" -o "$work/$example" "$work/$example.o" $(PKG_CONFIG_PATH=$pc pkg-config --libs bac-systemc)
    status 0 env LD_LIBRARY_PATH="$lib" "$work/$example" "$net" "$frames"
    cp "$work/out" "$work/$example.out"
    awk '$1 == "frame" { print $1, $2, $3, $4 }' "$work/out" >"$work/got"
    cmp -s "$work/want" "$work/got" || fail "$example: other classes than bac run's: $(diff "$work/want" "$work/got" | head -5)"
    status 1 env LD_LIBRARY_PATH="$lib" "$work/$example" nowhere.bnet "$frames"
    complains nowhere.bnet
done
# The pins take a sample a clock from clock 4 on (three of reset, one until valid is seen): frames follow each other.
apart=$(awk '$1 == "frame" { if (NR > 1 && $6 - last != 1024) bad++; last = $6 } END { print bad + 0 }' "$work/pins.out")
equal 0 "$apart" "frames at the pins that are not 1024 clocks apart"
cd "$ROOT" || exit 1
finish
