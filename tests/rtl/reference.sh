#!/bin/sh
# reference.sh : the generator's output for the tiny network is, byte for byte, the frozen copy in
# golden/rtl, and the same twice.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/rtl/lib.sh
. "$ROOT/tests/rtl/lib.sh"
generate "$tiny"
for file in "$ROOT"/golden/rtl/tiny/*; do
    status 0 cmp "$file" "$rtl/$(basename "$file")"
done
[ "$checks" -ge 5 ] || fail "golden/rtl/tiny is not complete"
status 0 "$BAC" rtl "$tiny" -o "$work/again"
status 0 diff -r "$rtl" "$work/again"
finish
