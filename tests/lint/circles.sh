#!/bin/sh
# No circle of calls between files, none between folders: from the symbols that the objects of the
# build define and want. circles.sh BUILD
set -eu
build=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n 's/.* -o \([^ ]*\.o\) -c .*/\1/p' "$build/compile_commands.json" |
    grep -vE '^tests/|verilated|pb-c' | while read -r object; do
    [ ! -f "$build/$object" ] || echo "$object"
done >"$work/objects"
[ -s "$work/objects" ] || { echo "no object found in $build"; exit 1; }

# "file symbol type", a file as the sources name it
(cd "$build" && xargs nm -A -g <"$work/objects") |
    sed -E 's/^([^:]*):[0-9a-f ]* ([A-Za-z]) ([^ ]*)$/\1 \3 \2/; s#CMakeFiles/[^/]*\.dir/##; s/\.o / /' >"$work/symbols"
awk 'FNR == NR { if ($3 ~ /[TDBRGSC]/) home[$2] = $1; next }
    $3 == "U" && ($2 in home) && home[$2] != $1 { print $1, home[$2] }' \
    "$work/symbols" "$work/symbols" | sort -u >"$work/files"
[ -s "$work/files" ] || { echo "no call found in $build"; exit 1; }
awk '{ sub("/[^/]*$", "", $1); sub("/[^/]*$", "", $2); if ($1 != $2) print }' "$work/files" | sort -u >"$work/folders"

bad=0
for level in files folders; do
    LC_ALL=C tsort "$work/$level" 2>&1 >/dev/null | sed 's/^tsort: //; s/^-: //' >"$work/found" || true
    if [ -s "$work/found" ]; then
        echo "circles between $level; move the function that closes one to the side that needs it:"
        sed "s#^$work/$level: ##" "$work/found"
        bad=1
    fi
done
exit $bad
