#!/bin/sh
# refuse.sh : wrong words, and tools that are not there: one line, and nothing made.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"

status 2 "$BAC" build "$tiny" --target hx9k -o "$work/d"
complains "no device 'hx9k'; there are: up5k hx8k"
status 2 "$BAC" build "$tiny" --target hx8k
complains "say for which device with --target DEV, and where with -o DIR"
status 2 "$BAC" build "$tiny" --target hx8k -o "$work/d" --result all
complains "--result wants class, margin or logits, not 'all'"
status 2 "$BAC" build "$tiny" --target hx8k -o "$work/d" --clock fast
complains "--clock wants MHz above 0, not 'fast'"
status 2 "$BAC" build "$tiny" --target zu7ev -o "$work/d" --seeds 3
complains "zu7ev is not placed here"
status 3 "$BAC" build "$work/none.bnet" --target hx8k -o "$work/d"
complains none.bnet
absent "$work/d"

# Tools that are missing, by their package. The folder has what `bac` itself needs, which is nothing.
mkdir "$work/bin"
stub() { # TOOL SCRIPT
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
missing() { # TOOL PACKAGE
    status 3 env PATH="$work/bin" "$BAC" build "$tiny" --target hx8k -o "$work/d"
    complains "^bac build: $1: not found; it is in the Debian package $2 (apt-get install $2)$"
    absent "$work/d"
    stub "$1" "exit 0"
}
missing yosys yosys
missing nextpnr-ice40 nextpnr-ice40
missing icepack fpga-icestorm

# A tool that fails: its step, and where its words are.
# shellcheck disable=SC2016 # for the stub to expand
stub yosys '[ "$1" = -V ] && echo Yosys 9 && exit 0
echo out of order
exit 7'
status 3 env PATH="$work/bin:$PATH" "$BAC" build "$tiny" --target hx8k -o "$work/d"
grep -q "synthesis: yosys failed with status 7; its words are in $work/d/steps/synth.out" "$work/err" ||
    fail "not told which step failed: $(cat "$work/err")"
equal "out of order" "$(cat "$work/d/steps/synth.out")" "what the tool said"
finish
