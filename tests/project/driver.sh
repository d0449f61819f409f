#!/bin/sh
# driver.sh FRAMES : bindings/driver is C99 that needs no library, and does on a verilated bac_ip of the tiny network what its
# header says; and the test sees what is planted in it.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
driver=$ROOT/bindings/driver
status 0 "$BAC" rtl "$tiny" -o "$work/ip" --registers --result margin --testbench "$1"
cd "$work/ip" || exit 1
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"
flags="-std=c99 -I$ROOT/bindings/registers -I$driver -I$ROOT/tests/project"
# shellcheck disable=SC2086 # lists of words
status 0 "${CC:-cc}" $flags $warnings -O2 -ffreestanding -c "$driver/bac_driver.c" -o "$work/bare.o"
equal "" "$(nm -u "$work/bare.o")" "what the driver needs of others"

compile() { # FILE: the driver
    # shellcheck disable=SC2086
    status 0 "${CC:-cc}" $flags -DBAC_DRIVER_IO='"driver_io.h"' -c "$1" -o "$work/tested.o"
}
run() { # EXIT
    status "$1" "$work/obj/driver" 3 16 "$(sed -n 's/.*"sha256": "\([0-9a-f]*\)".*/\1/p' bac_ip.json)"
}
compile "$driver/bac_driver.c"
status 0 verilator --cc --exe --build --Mdir "$work/obj" --top-module bac_ip -f bac_ip.f lint.vlt \
    -CFLAGS "-I$ROOT/bindings/registers -I$driver -O1" "$ROOT/tests/project/driver.cpp" "$work/tested.o" -o driver
run 0
says "^PASS 24 frames$"
for plant in 's/24 - 8 \* k/8 * k/' 's/control | BAC_REG_CONTROL_SOFT_RESET/BAC_REG_CONTROL_SOFT_RESET/' \
    's/i < classes ?/1 ?/' 's/BAC_REG_CONTROL_HOLD : 0/0 : BAC_REG_CONTROL_HOLD/' 's/BAC_REG_STATUS, bits/BAC_REG_STATUS, 0/' \
    's/(port, words, n)/(port, words + 1, n - 1)/' 's/return BAC_DRIVER_HELD/return BAC_DRIVER_OK/'; do
    sed "$plant" "$driver/bac_driver.c" >"$work/planted.c"
    checks=$((checks + 1))
    cmp -s "$driver/bac_driver.c" "$work/planted.c" && fail "nothing planted: $plant"
    compile "$work/planted.c"
    rm "$work/obj/driver"
    status 0 make -s -C "$work/obj" -f Vbac_ip.mk driver
    run 1
    says "^FAIL "
done
finish
