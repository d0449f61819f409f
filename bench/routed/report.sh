#!/bin/sh
# report.sh : the tables of docs/routed.md, from records.csv, layers.csv and residuals.csv.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-build/fpga}/tables page=${PAGE:-docs/routed.md}
mkdir -p "$work"
for table in records layers front estimates errors; do
    awk -v table="$table" -f "$here/report.awk" "$here/records.csv" "$here/layers.csv" "$here/residuals.csv" >"$work/$table.md"
done
sh "$here/../fill.sh" "$page" "$work"
