#!/bin/sh
# abi.sh [--write] : the interface of the shared libraries against its record, bindings/abi/LIBRARY.VERSION. What is recorded
# must still be there, bit for bit; what is new is added by --write. A record that no longer holds needs a new BAC_ABI
# (cmake/bac_library.cmake), and --write makes its file. Each library exports what its headers declare, and no more.
set -eu
export LC_ALL=C
: "${BUILD:?the build folder}" "${ROOT:?the repository}"
record=$ROOT/bindings/abi
version=$(sed -n 's/^set(BAC_ABI \(.*\))/\1/p' "$ROOT/cmake/bac_library.cmake")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "$*"
    bad=1
}

# gone RECORD NOW: lines of the record that no longer hold
gone() {
    sort "$1" >"$work/was"
    sort "$2" | comm -23 "$work/was" -
}

for library in bac bacsim baconnx; do
    file=$record/lib$library.$version
    shared=$BUILD/lib/lib$library.so
    python3 "$ROOT/bindings/headers.py" abi $library >"$work/now"
    if [ "${1:-}" = --write ] && { [ ! -e "$file" ] || [ -z "$(gone "$file" "$work/now")" ]; }; then
        cp "$work/now" "$file"
    fi
    [ -e "$file" ] || { complain "$file is missing: sh tests/install/abi.sh --write"; continue; }
    lost=$(gone "$file" "$work/now")
    [ -z "$lost" ] || complain "lib$library.so.$version promised, and headers no longer say:
$lost
raise BAC_ABI in cmake/bac_library.cmake, then sh tests/install/abi.sh --write"
    new=$(gone "$work/now" "$file")
    [ -z "$new" ] || complain "lib$library.so.$version: not on record; sh tests/install/abi.sh --write adds:
$new"

    readelf -d "$shared" | grep -q "SONAME.*\[lib$library.so.$version\]" || complain "$shared: SONAME is not lib$library.so.$version"
    sed -n 's/^function [^(]*[ *]\([a-z_0-9]*\)(.*/\1/p' "$work/now" | sort >"$work/declared"
    nm -D --defined-only "$shared" | awk '{ print $3 }' | sort >"$work/exported"
    cmp -s "$work/declared" "$work/exported" || complain "lib$library.so and its headers (<: declared, >: exported):
$(diff "$work/declared" "$work/exported")"
    [ -s "$work/exported" ] || complain "lib$library.so exports nothing"
done

# The check sees a field that moved, a function that went and a constant that changed.
planted=$work/planted
for change in 's/^\(field bac_layer.C: .* at \)[0-9]*/\14/' '/^function .*bac_net_load(/d' 's/^\(constant BAC_CONV = \).*/\199/'; do
    sed "$change" "$record/libbac.$version" >"$planted"
    ! cmp -s "$planted" "$record/libbac.$version" || complain "nothing was planted by $change"
    [ -n "$(gone "$record/libbac.$version" "$planted")" ] || complain "planted and not seen: $change"
done
echo "$(cat "$record"/*."$version" | wc -l) lines of version $version"
exit $bad
