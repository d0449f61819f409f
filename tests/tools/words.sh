#!/bin/sh
# words.sh : completions and man pages know every verb and option, and shells and man read them.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
status 0 sh "$ROOT/tools/common/words.sh" "$BAC" "$work/share"
bash=$work/share/bash-completion/completions/bac
checks=$((checks + 1))
bash -n "$bash" || fail "bash cannot read the completion"
# completes WORDS..: what bash offers for the last of these words
completes() {
    # shellcheck disable=SC2016 # the inner shell expands it
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bac; printf "%s\n" "${COMPREPLY[@]}"' sh "$bash" "$@" |
        tr '\n' ' '
}
equal "cosim cost " "$(completes bac cos | tr ' ' '\n' | sort | grep . | tr '\n' ' ')" "verbs that begin with cos"
equal "--stall " "$(completes bac cosim --st)" "options of cosim that begin with --st"
equal " " "$(completes bac cost --st)" "options of cost that begin with --st"
for verb in $("$BAC" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    page=$work/share/man/man1/bac-$verb.1
    for option in $("$BAC" "$verb" --help | sed -n 's/^  \(-., \)\{0,1\}--\([a-z-]*\).*/\2/p'); do
        checks=$((checks + 1))
        sed 's|\\||g' "$page" | grep -q -e "--$option" || fail "$page has no --$option"
        grep -q -e "^ *'--$option\[" "$work/share/zsh/site-functions/_bac" || fail "zsh: bac $verb has no --$option"
    done
    if command -v groff >/dev/null; then
        checks=$((checks + 1))
        warnings=$(groff -man -Tutf8 -ww -z "$page" 2>&1)
        [ -z "$warnings" ] || fail "$page: $warnings"
    fi
done
status 2 "$BAC" --completion fish
complains "bash, or --completion zsh"
status 2 "$BAC" --man cosmi
complains "did you mean cosim"
# a swapped pair of letters is one slip, not two
status 2 "$BAC" cosmi
complains "did you mean cosim"

# the cache: what is in it, what is removed, what stays
BAC_CACHE=$work/cache
export BAC_CACHE
mkdir -p "$BAC_CACHE/0123-plain" "$BAC_CACHE/4567-trace" "$BAC_CACHE/notes"
head -c 2000000 /dev/zero >"$BAC_CACHE/0123-plain/bench"
touch -a -m -d '40 days ago' "$BAC_CACHE/0123-plain/bench"
: >"$BAC_CACHE/4567-trace/bench"
status 0 "$BAC" cache
says "^2 models, 2.0 MB in "
status 2 "$BAC" cache --days 3
complains "prune"
status 0 "$BAC" cache --prune --days 30
says "^1 of 2 models removed, 2.0 MB"
status 0 "$BAC" cache --prune
says "^1 of 1 models removed"
equal notes "$(ls "$BAC_CACHE")" "left in the cache"

finish
