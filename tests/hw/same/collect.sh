# collect.sh - sourced by same.sh and planted.sh: what one bac makes of one network and plan, as facts.
# shellcheck shell=sh
here=$ROOT/tests/hw/same

# collect BAC NET DIR OPTION...: all that it writes and prints, in DIR; a refusal returns 1, its text in DIR/error.
collect() {
    bac=$1 net=$2 dir=$3
    shift 3
    rm -rf "$dir"
    mkdir -p "$dir"
    "$bac" rtl "$net" "$@" -o "$dir/rtl" --json >"$dir/rtl.json" 2>"$dir/error" &&
        "$bac" cycles "$net" "$@" --json >"$dir/cycles.json" 2>"$dir/error" &&
        "$bac" cycles "$net" "$@" >"$dir/cycles" 2>"$dir/error" &&
        "$bac" size "$net" "$@" --json >"$dir/size.json" 2>"$dir/error" &&
        "$bac" size "$net" "$@" --counts >"$dir/counts" 2>"$dir/error"
}

# facts DIR: what is in it, "KEY<tab>VALUE" a line; stage/NAME/.. for what is a stage's.
facts() {
    awk -f "$here/top.awk" "$1/rtl/bac_top.v" &&
        for verb in rtl cycles size; do
            awk -v at=$verb -f "$here/json.awk" "$1/$verb.json" || return 1
        done >"$1/json" &&
        sed -e '/\/milliseconds	/d' -e '/\/clocks_per_second	/d' -e '/^rtl\/folder	/d' \
            -e 's,^\([a-z]*\)/stages/\([^/]*\)/,stage/\2/\1/,' "$1/json" &&
        awk -F, 'BEGIN { OFS = "" }
            NR == 1 { for (i = 2; i <= NF; i++) column[i] = $i; next }
            { for (i = 2; i <= NF; i++) print "stage/", $1, "/counts/", column[i], "\t", $i }' "$1/counts" &&
        awk '/^layer +begin/ { times = 1; next }
            times && NF { print "layer/" $1 "/times\t" $2 " " $3 " " $4 }' "$1/cycles" &&
        awk 'BEGIN { split("layer reader depth beats elements digits bits signed", field, " ") }
            /^#define BAC_TOP_/ { print "top/" $2 "\t" $3 }
            /^    X\(/ {
                gsub(/^ *X\(|\).*|[" ]/, "")
                n = split($0, value, ",")
                if (n == 2) print "link/" value[2] "/handshakes\t"
                for (i = 3; i <= n; i++) print "link/" value[2] "/" field[i - 2] "\t" value[i]
            }' "$1/rtl/bac_links.h" &&
        sed -n 's,^\(.*/\)*\([^/]*\)\.v$,file/\2	,p' "$1/rtl/bac_top.f" &&
        awk '!/^ *(#|$)/ { key = "plan/" $1 "/" $2; $1 = $2 = ""; print key "\t" $0 }' "$1/rtl/plan.cfg" &&
        for image in "$1"/rtl/*.mem; do
            [ ! -f "$image" ] || echo "image/${image##*/}	$(sha256sum <"$image" | cut -d' ' -f1)"
        done
}

# compare BEFORE AFTER NAME: two files of facts through the map; differences and a line of sums, that of NAME.
compare() { awk -F '	' -v name="$3" -f "$here/compare.awk" "${MAP:-$here/renames}" "$1" "$2"; }
