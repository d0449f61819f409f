#!/bin/sh
# sets.sh [NET.bnet ..] : every set of parameters of every module that stands in the tops of networks (golden/nets and
# tests/nets) by their plans (golden/plans; and, but for vgg10, which fits no device unrolled, one of each style), one a
# line: MODULE PARAMETER VALUE ..
set -eu
: "${BAC:?the bac}" "${ROOT:?the repository}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- "$ROOT"/golden/nets/*.bnet "$ROOT"/tests/nets/*.bnet
for net in "$@"; do
    name=$(sed -n 's/^name  *//p' "$net" | head -1)
    for style in unrolled folded serial shared; do
        case $name in vgg10*) ;; *) "$BAC" plan "$net" --style $style -o "$work/$style.cfg" >/dev/null || echo "$name: no $style plan" >&2 ;; esac
    done
    for plan in "$work"/*.cfg $(grep -l "^network  *$name\$" "$ROOT"/golden/plans/*.cfg); do
        [ -e "$plan" ] || continue
        "$BAC" rtl "$net" --plan "$plan" -o "$work/top" >/dev/null
        echo "$name $(basename "$plan" .cfg)" >&2
        awk -f "$ROOT/tests/formal/sets.awk" "$work/top/bac_top.v"
        rm -r "$work/top"
    done
    rm -f "$work"/*.cfg
done | sort -u
