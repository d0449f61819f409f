#!/bin/sh
# fit.sh [RECORDS.csv] : the prices of hw/size/clock.csv and packed.csv from what is on record, and every design's estimate beside it
# (residuals.csv: clock rates, levels, and cells, of each network and plan once: the median of its seeds). Seconds.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
records=${1:-$here/records.csv} bac=${BAC:-build/release/bac} work=${WORK:-build/fpga}
tables=${TABLES:-hw/size} residuals=${RESIDUALS:-$here/residuals.csv}
mkdir -p "$work"
# shellcheck source=bench/resources/lib.sh
. "$here/../resources/lib.sh"
# shellcheck source=bench/routed/lib.sh
. "$here/lib.sh"
number() { sed -n "s/.*\"$1\": *\([-0-9.]*\).*/\1/p" "$2" | head -1; }

# designs: set plan network target, a line each
awk -F, 'NR > 1 && $6 != "does not fit" && !seen[$1, $2, $3, $4]++ { print $1 "|" $2 "|" $3 "|" $4 }' "$records" |
    while IFS='|' read -r set plan network target; do
        net=$(net_of "$network")
        file=$(plan_file "$net" "$(echo "$plan" | tr ' ' ',')")
        case $target in
        hx8k | up5k) family=ice40 ;;
        ecp5-*) family=ecp5 ;;
        *) family=xilinx ;;
        esac
        "$bac" size "$net" ${file:+--plan "$file"} --family "$family" --json >"$work/size.json"
        medians=$(awk -F, -v p="$plan" -v n="$network" -v t="$target" '
            NR > 1 && $2 == p && $3 == n && $4 == t { mhz[++k] = $12; cells = $6; luts = $15; carries = $16 }
            END {
                for (i = 1; i <= k; i++) for (j = i + 1; j <= k; j++)
                    if (mhz[j] + 0 < mhz[i] + 0) { x = mhz[i]; mhz[i] = mhz[j]; mhz[j] = x }
                print mhz[int((k + 1) / 2)], cells, luts, carries
            }' "$records")
        # shellcheck disable=SC2086 # numbers
        set -- $set $medians
        terms="1,$(number widest "$work/size.json"),$(number size "$work/size.json"),$(number ready "$work/size.json")"
        design="$network $plan"
        case $1 in
        fit | tiny) use="fit" ;;
        *) use="test" ;;
        esac
        if [ "$family" = ice40 ]; then
            echo "$use,$target,ns,$terms,$(awk -v m="$2" 'BEGIN { printf "%.4f", 1000 / m }'),$design"
            echo "$use,$target,$3,$(number cells "$work/size.json"),$design" >&3
        else
            echo "$use,$family,levels,$terms,$4,$design"
            echo "$use,$family,carry,$terms,$5,$design"
        fi
    done >"$work/terms" 3>"$work/cells"
{ echo "set,device,figure,one,widest,size,ready,measured,design" && cat "$work/terms"; } >"$work/terms.csv"
echo "set,device,figure,design,measured,estimated,error" >"$work/residuals.csv"
awk -v table="$work/clock.csv" -v residuals="$work/residuals.csv" -f "$here/fit.awk" "$here/priors.csv" "$work/terms.csv"
# Layers: the cells that what Yosys counts is packed into; over: carry cells that there is no LUT for. Those below 60 cells are left out: a few are many percent.
awk -F, 'NR == 1 { print "set,device,figure,lut,ff,over,stage,measured,design"; next }
    $8 >= 60 { print $1 ",ice40,cells," $5 "," $6 "," ($7 > $5 ? $7 - $5 : 0) ",1," $8 "," $2 " " $3 " " $4 }' "$here/packed.csv" >"$work/packed.terms"
printf 'device,figure,lut,ff,over,stage\nice40,cells,0.83,0.8,1,3\n' >"$work/packed.priors"
awk -v table="$work/packed.csv" -v residuals="$work/residuals.csv" -f "$here/fit.awk" "$work/packed.priors" "$work/packed.terms"
# Whole networks: estimated counts packed by those prices.
awk -F, '{ printf "%s,%s,cells,%s,%d,%d,%.3f\n", $1 == "fit" ? "whole" : "whole-test", $2, $5, $3, $4, $4 / $3 - 1 }' \
    "$work/cells" >>"$work/residuals.csv"
cp "$work/residuals.csv" "$residuals"
for made in clock packed; do
    cmp -s "$work/$made.csv" "$tables/$made.csv" || cp "$work/$made.csv" "$tables/$made.csv"
done
awk -F, 'NR > 1 {
        e = $7 < 0 ? -$7 : $7
        k = $1 " " $2 " " $3
        n[k]++
        sum[k] += e
        if (e > most[k]) most[k] = e
    }
    END { for (k in n) printf "%s: %d designs, mean error %.1f %%, worst %.1f %%\n", k, n[k], 100 * sum[k] / n[k], 100 * most[k] }' \
    "$residuals" | sort
