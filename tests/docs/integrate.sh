#!/bin/sh
# The ```sh blocks of docs/integrate.md run, each from the root of the repository, and the benches in them pass.
set -eu
: "${BAC:?the bac to test}"
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/tree" "$work/tree/build"
ln -s "$BAC" "$work/bin/bac"
ln -s "$(dirname "$BAC")" "$work/tree/build/release" # the build tree that the page's reader has
for room in tests bindings golden; do ln -s "$root/$room" "$work/tree/$room"; done
export PATH="$work/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
# shellcheck disable=SC2016 # the back quotes of a fence
awk -v work="$work" '/^```sh$/ { n++; inside = 1; next } /^```$/ { inside = 0 } inside { print > (work "/" n ".sh") }' \
    docs/integrate.md
# Python has no sanitizer of its own: that of the libraries comes first (the preset asan).
asan=$(ldd "$(dirname "$BAC")/lib/libbac.so" | awk '/libasan/ { print $3 }')
n=0
while [ -f "$work/$((n + 1)).sh" ]; do
    n=$((n + 1))
    (! grep -q PYTHONPATH "$work/$n.sh" || [ -z "$asan" ] || export LD_PRELOAD="$asan" ASAN_OPTIONS=detect_leaks=0
        cd "$work/tree" && sh -e "$work/$n.sh") >"$work/$n.out" 2>&1 || { cat "$work/$n.sh" "$work/$n.out"; exit 1; }
done
passed=$(cat "$work"/*.out | grep -c '^PASS ')
echo "$n blocks, $passed benches passed"
[ "$n" = 6 ] && [ "$passed" = 2 ] && grep -q '^8 frames$' "$work/5.out" && grep -q '^<bac.Net default: ' "$work/6.out"
