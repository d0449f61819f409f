#!/bin/sh
# registers.sh PROGRAM : everything that is made from rtl/wrap/registers.json is in the tree as PROGRAM makes it; what
# reads each form accepts it; maps that contradict themselves are refused.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
program=$1
map=$ROOT/rtl/wrap/registers.json
status 0 sh "$ROOT/tools/registers/write.sh" "$program" "$work"
for file in $(cd "$work" && find rtl docs bindings -type f); do
    checks=$((checks + 1))
    cmp -s "$work/$file" "$ROOT/$file" || fail "$file is not what rtl/wrap/registers.json makes: run tools/registers/write.sh"
done
printf '#include "bac_registers.h"\nint offset = BAC_REG_HISTOGRAM + BAC_REG_CONTROL_HOLD;\n' >"$work/use.c"
status 0 cc -std=c99 -Wall -Werror -I "$work/bindings/registers" -c "$work/use.c" -o "$work/use.o"
status 0 python3 -c "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])" "$work/bindings/registers/bac_registers.xml"
status 0 python3 "$work/bindings/registers/bac_registers.py"

# refused PATTERN SED: an edited map
refused() {
    sed "$2" "$map" >"$work/map.json"
    checks=$((checks + 1))
    cmp -s "$work/map.json" "$map" && fail "nothing edited: $2"
    status 3 "$program" c "$work/map.json"
    complains "$1"
}
refused "CONTROL: overlaps the register before it" 's/"name": "CONTROL", "offset": 20/"name": "CONTROL", "offset": 16/'
refused "FRAME: does not lie on whole words" 's/"offset": 12/"offset": 13/'
refused "HOLD: overlaps another field" 's/"name": "HOLD", "lsb": 1/"name": "HOLD", "lsb": 0/'
refused "unknown access" 's/"access": "w1c"/"access": "clear"/'
refused "line 1: " 's/^{/{{/'
refused "a register: has name" 's/"about": "S: samples/"abuot": "S: samples/'
status 2 "$program" vhdl "$map"
finish
