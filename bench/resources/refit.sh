#!/bin/sh
# refit.sh [MEASURED.csv] : the coefficients of `bac size` from the recorded synthesis, and every
# layer's estimate beside it (residuals.csv). Seconds; measure.sh is what takes long.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
measured=${1:-$here/measured.csv}
bac=${BAC:-build/release/bac} fit=${FIT:-build/release/bench/bac_fit_resources}
work=${WORK:-build/resources} table=${TABLE:-hw/size/coefficients.csv}
residuals=${RESIDUALS:-$here/residuals.csv}
mkdir -p "$work"
# shellcheck source=bench/resources/lib.sh
. "$here/lib.sh"
tail -n +2 "$measured" | cut -d, -f1-4 | sort -u | while IFS=, read -r set family net plan; do
    file=$(plan_of "$net" "$(echo "$plan" | tr ' ' ',')")
    "$bac" size "$net" ${file:+--plan "$file"} --family "$family" --counts | tail -n +2 |
        sed "s|^|$set,$family,$net,$plan,|"
done >"$work/counts.csv"
"$fit" "$work/counts.csv" "$measured" "$work/coefficients.csv" "$residuals"
cmp -s "$work/coefficients.csv" "$table" || cp "$work/coefficients.csv" "$table"
