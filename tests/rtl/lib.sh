# lib.sh - what the RTL tests share; sourced after tests/cli/lib.sh.
# shellcheck shell=sh disable=SC2154

# define NAME: a number of the generated bac_links.h.
define() {
    sed -n "s/^#define BAC_TOP_$1 //p" "$rtl/bac_links.h"
}

# generate NET: its RTL in $rtl
generate() {
    rtl=$work/rtl
    rm -rf "$rtl"
    status 0 "$BAC" rtl "$1" -o "$rtl"
}
