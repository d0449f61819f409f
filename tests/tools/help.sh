#!/bin/sh
# Every verb explains itself; wrong usage exits 2 and says what to type.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../support/lib.sh"

status 0 "$BAC" --help
verbs=$(sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/out")
for verb in import show cost run golden rtl cosim; do
    checks=$((checks + 1))
    echo "$verbs" | grep -q -x "$verb" || fail "bac --help lists no $verb"
done
for verb in $verbs; do
    status 0 "$BAC" "$verb" --help
    says "^usage: bac $verb "
    says '^example:'
    says "^  bac $verb "
    if [ "$verb" != cache ]; then # which needs no operand
        status 2 "$BAC" "$verb"
        complains "^bac $verb: .*(bac $verb --help)"
    fi
    status 2 "$BAC" "$verb" --no-such-option
    complains "^bac $verb: unknown option --no-such-option"
done

status 2 "$BAC"
status 2 "$BAC" csot
complains 'did you mean cost?'
status 2 "$BAC" show "$tiny" --jsom
complains 'unknown option --jsom; did you mean --json?'
status 2 "$BAC" show "$tiny" --json=yes
complains 'json takes no value'
status 2 "$BAC" show "$tiny" extra
complains 'one operand too many: extra'
status 2 "$BAC" run "$tiny" frames.npy --threads
complains 'needs a value'
for threads in 0 -1 many 257 99999999999999999999; do
    status 2 "$BAC" run "$tiny" frames.npy --threads "$threads"
    complains 'threads wants an integer of 1..256'
done
status 2 "$BAC" import net.onnx
complains 'say where to write'
status 0 "$BAC" --version
says '^bac [0-9]'

# Output that cannot be written is not success.
checks=$((checks + 1))
if "$BAC" --help >/dev/full 2>"$work/err"; then fail "writing to a full device exits 0"; fi

finish
