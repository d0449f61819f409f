#!/bin/sh
# icarus_random.sh SEED : icarus.sh on a random network.
set -eu
: "${TOOLS:?folder of the test programs}" "${ROOT:?the repository}"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
echo "replay: BAC=${BAC:-} TOOLS=$TOOLS ROOT=$ROOT sh $0 $1"
"$TOOLS/../rtl/random_bnet" "$1" 6 "$made/net.bnet" "$made/frames.npy"
sh "$ROOT/tests/rtl/icarus.sh" "$made/net.bnet" "$made/frames.npy" 6 "$1" 30
