#!/bin/sh
# schedule.sh [PAGE.md] : the drawing of a serial layer's clocks in docs/timing.md, from the machine's
# trace of the shipped network's serial plan: which digit of which position passes each link.
#   sh bench/schedule.sh
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
bac=${BAC:-build/release/bac} page=${1:-docs/timing.md}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bac" cycles golden/nets/default-0099.bnet --plan golden/plans/default-0099-digits-1.cfg --frames 2 --stall pace \
    --trace "$work/trace" >/dev/null
awk -v links="block1_add_q 1|block2_dw_window 5|block2_dw_q 5|block2_pw_q 5" -v from=40 -v columns=26 '
    BEGIN { n = split(links, list, "|")
            for (i = 1; i <= n; i++) { split(list[i], part, " "); name[i] = part[1]; digits[part[1]] = part[2] } }
    $3 != "beat" || !($2 in digits) { next }
    # The drawing begins with the window of position `from` of frame 0.
    $2 == name[2] && $4 == 0 && $5 == from * digits[$2] { start = $1 }
    { clock[++m] = $1; link[m] = $2
      cell[m] = sprintf("%c%s", 97 + int($5 / digits[$2]) % 26, digits[$2] > 1 ? $5 % digits[$2] : "*") }
    END {
        start -= 3
        printf "%-34s", "clock"
        for (c = 0; c < columns; c++) printf "%3d", c
        print ""
        for (i = 1; i <= n; i++) {
            for (c = 0; c < columns; c++) row[c] = "."
            for (k = 1; k <= m; k++)
                if (link[k] == name[i] && clock[k] >= start && clock[k] < start + columns) row[clock[k] - start] = cell[k]
            printf "%-34s", name[i]
            for (c = 0; c < columns; c++) printf "%3s", row[c]
            print ""
        }
        print "```"
    }' "$work/trace" >"$work/schedule.md"
sh bench/fill.sh "$page" "$work"
