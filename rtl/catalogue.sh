#!/bin/sh
# catalogue.sh [--write] : rtl/README.md with its tables made anew from the modules' headers, printed or written
set -eu
here=$(cd "$(dirname "$0")" && pwd)
made=$(
    sed '/^<!-- catalogue -->/q' "$here/README.md"
    for folder in stream arith unrolled folded serial shared wrap board; do
        printf '\n## %s\n\n| module | purpose | latency | II | test |\n| --- | --- | --- | --- | --- |\n' $folder
        for file in "$here/$folder"/*.v; do
            awk -v folder=$folder '
                function cell(text) { gsub(/[|]/, "\\|", text); gsub(/[*]/, "\\*", text); return text }
                NR == 1 { module = $2; sub(/[.]v$/, "", module); sub(/^[^:]*: /, ""); purpose = $0 }
                /^[/][/] Timing  LATENCY = / {
                    sub(/^[/][/] Timing  LATENCY = /, "")
                    latency = ii = $0
                    sub(/, II = .*/, "", latency)
                    sub(/.*, II = /, "", ii)
                    sub(/;.*/, "", ii)
                }
                /^[/][/] Test    / { sub(/^[/][/] Test    /, ""); test = $0; gsub(/[^ ,]+/, "`&`", test) }
                /^`default_nettype none/ { exit }
                END {
                    printf "| [`%s`](%s/%s.v) | %s | %s | %s | %s |\n", module, folder, module, cell(purpose), \
                        cell(latency), cell(ii), test
                }' "$file"
        done
    done
)
if [ "${1:-}" = --write ]; then
    echo "$made" >"$here/README.md"
else
    echo "$made"
fi
