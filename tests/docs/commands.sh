#!/bin/sh
# The commands in the documentation exist: verbs, options, ./run words, and files of the repository.
set -u
: "${BAC:?the bac to test}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "$*"
    bad=1
}

"$BAC" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$work/verbs"
# The first block of commands on the page
awk '$1 == "bac" && /^    / { print $2; seen = 1; next } seen { exit }' docs/commandline.md | uniq >"$work/readme"
cmp -s "$work/verbs" "$work/readme" ||
    complain "docs/commandline.md lists $(tr '\n' ' ' <"$work/readme"), bac --help lists $(tr '\n' ' ' <"$work/verbs")"

./run help >"$work/run-help"
while read -r verb; do
    "$BAC" "$verb" --help >"$work/help-$verb"
done <"$work/verbs"

# Indented or fenced command lines, continuation lines joined.
find . \( -path ./build -o -path ./.git \) -prune -o -name '*.md' -print | sort >"$work/files"
while read -r file; do
    sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' "$file" |
        sed -n 's/^ *\(\$ \)\{0,1\}\(\(build\/[a-z]*\/\)\{0,1\}bac [a-z].*\)/\2/p; s/^ *\(\$ \)\{0,1\}\(\.\/run .*\)/\2/p' |
        sed "s|^|$file |" >>"$work/commands"
done <"$work/files"

while read -r file program word rest; do
    case $program in
    ./run)
        grep -q "^  $word " "$work/run-help" || complain "$file: ./run $word does not exist"
        ;;
    *)
        if ! [ -f "$work/help-$word" ]; then
            complain "$file: bac $word does not exist"
            continue
        fi
        for option in $(echo "$rest" | grep -o -e '--[a-z][a-z-]*'); do
            grep -q -e "^  \(-., \)\{0,1\}$option\( \|\$\)" "$work/help-$word" ||
                complain "$file: bac $word has no $option"
        done
        ;;
    esac
    for path in $(echo "$word $rest" | grep -o 'golden/[A-Za-z0-9_./-]*'); do
        [ -e "$path" ] || complain "$file: $path does not exist"
    done
done <"$work/commands"
# No figure is left to be filled in.
if grep -n '@[A-Z_]*@' README.md docs/results.md; then complain "a figure is missing"; fi

echo "$(wc -l <"$work/commands") commands"
[ -s "$work/commands" ] && exit $bad
