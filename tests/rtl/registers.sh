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
rdl=$work/bindings/registers/bac_registers.rdl xml=$work/bindings/registers/bac_registers.xml
texts=$ROOT/tests/rtl/register_texts.py schema=$ROOT/tests/rtl/ipxact.xsd
status 0 python3 "$texts" "$map" "$rdl" "$xml"
says "^[1-9][0-9]* registers, [1-9][0-9]* fields, read twice$"
status 0 xmllint --noout --nonet --schema "$schema" "$xml"
status 0 python3 "$work/bindings/registers/bac_registers.py"

# planted rdl|xml PATTERN SED: what is wrong in a text is seen, by our reader of it or, PATTERN schema, by xmllint.
planted() {
    cp "$rdl" "$work/planted.rdl"
    cp "$xml" "$work/planted.xml"
    sed -i "$3" "$work/planted.$1"
    checks=$((checks + 1))
    cmp -s "$work/planted.$1" "$work/bindings/registers/bac_registers.$1" && fail "nothing planted: $3"
    if [ "$2" = schema ]; then
        status 3 xmllint --noout --nonet --schema "$schema" "$work/planted.xml"
    else
        status 1 python3 "$texts" "$map" "$work/planted.rdl" "$work/planted.xml"
        complains "$2"
    fi
}
planted rdl "rdl line 8: one of .* expected, not ro" '8s/sw = r;/sw = ro;/'
planted rdl "rdl line 8: ; expected, not hw" '8s/sw = r;/sw = r/'
planted rdl "rdl line 5: a new property" '5s/accesswidth/accesswith/'
planted rdl "a name expected, not signal" 's/} HOLD\[/} signal[/'
planted rdl "rdl: HOLD\|rdl: CONTROL" 's/HOLD\[1:1\]/HOLD[2:2]/'
planted rdl "rdl: STATUS" 's/onwrite = woclr/onwrite = woset/'
planted rdl "rdl: FRAMES" 's/@ 0x01c/@ 0x03c/'
planted xml "xml: STATUS" 's/oneToClear/oneToSet/'
planted xml "xml: FRAMES" "s/'h1c</'h3c</"
planted xml schema 's/oneToClear/oneToRead/'
planted xml schema "s/<ipxact:addressOffset>'h1c/<ipxact:addressOffset>0x1c/"
planted xml schema '/<ipxact:size>/d'
planted xml schema 's/<ipxact:name>KEEP_ERROR/<ipxact:name>OVERFLOW/'
planted xml schema 's/ipxact:vendor>/ipxact:maker>/g'

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
