#!/bin/sh
# Every rtl/*/*.v is one module named as the file, with `default_nettype none before it and
# `default_nettype wire as the last line, so that the setting never leaks into another file. Its header
# says what it is for, its timing and its test in the form that the catalogue reads, and every path in its
# comments leads to a file.
set -eu
bad=0
complain() {
    echo "$1: $2"
    bad=1
}
count=0
for file in rtl/*/*.v; do
    [ -e "$file" ] || break
    count=$((count + 1))
    name=$(basename "$file" .v)
    modules=$(sed -n 's/^[[:space:]]*module[[:space:]]\{1,\}\([A-Za-z0-9_]*\).*/\1/p' "$file")
    [ "$modules" = "$name" ] || complain "$file" "must hold one module named $name, holds: $modules"
    # The first line that is neither blank nor comment.
    first=$(sed -e 's://.*::' -e 's:[[:space:]]*$::' -e '/^$/d' "$file" | sed -n 1p)
    [ "$first" = '`default_nettype none' ] || complain "$file" "must start with \`default_nettype none"
    last=$(sed -e 's://.*::' -e 's:[[:space:]]*$::' -e '/^$/d' "$file" | sed -n '$p')
    [ "$last" = '`default_nettype wire' ] || complain "$file" "must end with \`default_nettype wire"
    header=$(sed '/^`default_nettype none/,$d' "$file")
    for line in "1{/^\/\/ $name\.v : ./p;}" '/^\/\/ Timing  LATENCY = .*, II = ./p' \
        '/^\/\/ Test    tests\/[^ ,]*\(, tests\/[^ ,]*\)*$/p'; do
        [ "$(echo "$header" | sed -n "$line" | wc -l)" = 1 ] || complain "$file" "its header needs one line: $line"
    done
    models=$(echo "$header" | grep Model | grep -v '^// Model   [^ ]*$') || true
    [ -z "$models" ] || complain "$file" "not '// Model   PATH': $models"
    paths=$(sed -n 's:.*//::p' "$file" |
        grep -oE '\<(docs|golden|hw|model|rtl|sim|tests|tools)/[A-Za-z0-9_./-]*[A-Za-z0-9_]') || true
    for path in $paths; do
        [ -e "$path" ] || complain "$file" "names $path, which is not there"
    done
    case $name in
    bac_*) ;;
    *) complain "$file" "module names begin with bac_" ;;
    esac
done
twice=$(basename -a rtl/*/*.v | sort | uniq -d)
[ -z "$twice" ] || complain rtl "two modules of one name: $twice"
[ "$count" -gt 0 ] || complain rtl "no Verilog file found from $(pwd)"
exit $bad
