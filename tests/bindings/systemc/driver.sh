#!/bin/sh
# driver.sh : the bare-metal driver (bindings/driver) runs on bac::accelerator: reset, send, class, margin, counters, histogram,
# hold, status are the reference's (driver.cpp); and the test sees what is planted in it.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
: "${BUILD:?the build folder}"
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
driver=$ROOT/bindings/driver frames=$ROOT/tests/sim/cosim/tiny-frames.npy
flags="-I$ROOT/bindings/registers -I$driver -I$ROOT/tests/project"

compile() { # FILE: the driver
    # shellcheck disable=SC2086 # lists of words
    status 0 "${CC:-cc}" -std=c99 $flags -DBAC_DRIVER_IO='"driver_io.h"' -c "$1" -o "$work/bac_driver.o"
    status 0 "${CXX:-g++}" -o "$work/driver" "$work/driver.o" "$work/bac_driver.o" -L"$BUILD/lib" -lbacsim -lbac -lmd -lsystemc \
        -Wl,-rpath,"$BUILD/lib"
}
# shellcheck disable=SC2086
status 0 ${LAUNCHER:+"$LAUNCHER"} "${CXX:-g++}" -std=c++17 -O1 -Wall -Wextra -Werror -I"$BUILD/include" $flags -c -o "$work/driver.o" \
    "$ROOT/tests/bindings/systemc/driver.cpp"
compile "$driver/bac_driver.c"
for style in unrolled folded; do
    status 0 "$BAC" plan "$tiny" --style $style -o "$work/$style.cfg"
    status 0 "$work/driver" "$tiny" "$work/$style.cfg" "$frames"
    says '^PASS 24 frames, [1-9][0-9]* checks$'
    cat "$work/out"
done
status 3 "$work/driver" nowhere.bnet "$work/folded.cfg" "$frames"
for plant in 's/24 - 8 \* k/8 * k/' 's/control | BAC_REG_CONTROL_SOFT_RESET/BAC_REG_CONTROL_SOFT_RESET/' 's/i < classes ?/1 ?/' \
    's/BAC_REG_CONTROL_HOLD : 0/0 : BAC_REG_CONTROL_HOLD/' 's/BAC_REG_STATUS, bits/BAC_REG_STATUS, 0/' \
    's/(port, words, n)/(port, words + 1, n - 1)/' 's/return BAC_DRIVER_HELD/return BAC_DRIVER_OK/' \
    's/(driver, BAC_REG_MARGIN)/(driver, BAC_REG_CLASS)/'; do
    sed "$plant" "$driver/bac_driver.c" >"$work/planted.c"
    checks=$((checks + 1))
    cmp -s "$driver/bac_driver.c" "$work/planted.c" && fail "nothing planted: $plant"
    compile "$work/planted.c"
    status 1 "$work/driver" "$tiny" "$work/unrolled.cfg" "$frames"
    says '^FAIL '
done
finish
