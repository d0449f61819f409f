#!/bin/sh
# words.sh BAC SHARE : the completions and man pages that BAC prints, where shells and man look below SHARE.
set -eu
bac=$1 share=$2
mkdir -p "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/man/man1"
"$bac" --completion bash >"$share/bash-completion/completions/bac"
"$bac" --completion zsh >"$share/zsh/site-functions/_bac"
"$bac" --man >"$share/man/man1/bac.1"
"$bac" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' | while read -r verb; do
    "$bac" --man "$verb" >"$share/man/man1/bac-$verb.1"
done
