#!/bin/sh
# sbom.sh : the bill of materials is JSON, has what the binary loads and what ./run installs, each with a version, the
# same bytes twice, and a binary that does not exist is refused.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
sbom="$ROOT/bench/verification/sbom.py"
status 0 python3 "$sbom" "$BAC" -o "$work/one.json"
says " packages, [0-9]* of them required"
status 0 python3 "$sbom" "$BAC" -o "$work/two.json"
equal "" "$(cmp "$work/one.json" "$work/two.json" 2>&1)" "the same twice"
equal CycloneDX "$("$json_get" bomFormat <"$work/one.json")" format
for package in verilator libgmp10 libhdf5-103-1; do
    status 0 grep -q "\"purl\": \"pkg:deb/debian/$package@[0-9]" "$work/one.json"
done
equal 0 "$(grep -c '"version": ""' "$work/one.json")" "components without a version"
status 1 python3 "$sbom" "$work/none" -o "$work/none.json"
complains "does not exist; build it"
absent "$work/none.json"
finish
