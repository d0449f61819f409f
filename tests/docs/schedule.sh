#!/bin/sh
# The drawing of a serial layer's clocks in docs/timing.md is the machine's.
set -eu
page=$(mktemp)
trap 'rm -f "$page"' EXIT
sed '/^clock  /s/ 0 / 9 /' docs/timing.md >"$page" # so that an unfilled drawing shows
sh bench/schedule.sh "$page"
diff "$page" docs/timing.md || {
    echo "docs/timing.md: the drawing is not the machine's; sh bench/schedule.sh" >&2
    exit 1
}
