#!/bin/sh
# installed.sh : `cmake --install` to a folder that is then moved; the module there finds its libraries by itself.
set -eu
: "${ROOT:?}" "${BUILD:?}" "${PYTHON:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$BUILD" --prefix "$work/made" >/dev/null
mv "$work/made" "$work/moved"
package=$(find "$work/moved" -type d -path '*-packages/bac')
[ -n "$package" ] || { echo "no package was installed"; exit 1; }
# Below /usr/local or /usr it is where Debian's Python looks.
below=$(dirname "${package#"$work"/moved/}")
"$PYTHON" -c 'import sys; sys.exit(not set(sys.argv[1:]) & set(sys.path))' "/usr/local/$below" "/usr/$below" ||
    { echo "$below is not in Python's path"; exit 1; }
[ -z "${PRELOAD:-}" ] || export LD_PRELOAD="$PRELOAD" ASAN_OPTIONS=detect_leaks=0
cd "$work"
PYTHONPATH=$(dirname "$package") "$PYTHON" - "$ROOT/tests/nets/tiny.bnet" "$work/moved" <<'END'
import sys

import bac

net = bac.Net.load(sys.argv[1])
maps = open("/proc/self/maps").read()
assert f"{sys.argv[2]}/lib" in maps, "other libraries than the installed ones were taken"
print(net, bac.Plan(net).cycles().clocks_per_frame, "clocks a frame")
END
