#!/bin/sh
# report.sh : the tables and the picture of docs/resources.md, from residuals.csv.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
residuals=${RESIDUALS:-$here/residuals.csv} page=${PAGE:-docs/resources.md} picture=${PICTURE:-docs/resources.svg}
work=${WORK:-build/resources}
mkdir -p "$work"
for table in sets primitives designs; do
    awk -v table="$table" -f "$here/report.awk" "$residuals" >"$work/$table.md"
done
sh "$here/../fill.sh" "$page" "$work"
gnuplot - <<END
set terminal svg size 900,620 font "sans,13" background "white"
set output "$picture"
set datafile separator ","
set logscale xy
set xrange [10:10000]; set yrange [10:10000]
set xlabel "LUT sites by Yosys 0.23"; set ylabel "LUT sites by bac size"
set title "Estimated against synthesised, a point a layer"
set key left top
set grid lc rgb "#dddddd"
set size ratio 0.66
picked(set, family, x) = (strcol(1) eq set && strcol(2) eq family && strcol(5) ne "whole") ? x : NaN
plot x with lines lc rgb "#444444" title "equal", \
     1.15*x with lines dt 2 lc rgb "#999999" title "15 %", x/1.15 with lines dt 2 lc rgb "#999999" notitle, \
     "$residuals" using (picked("test","xilinx",\$9)):10 with points pt 7 ps 0.8 lc rgb "#c0392b" title "UltraScale+, not fitted", \
     "" using (picked("test","ecp5",\$9)):10 with points pt 5 ps 0.8 lc rgb "#2471a3" title "ECP5, not fitted", \
     "" using (picked("test","ice40",\$9)):10 with points pt 9 ps 0.9 lc rgb "#1e8449" title "iCE40, not fitted", \
     "" using (picked("fit","xilinx",\$9)):10 with points pt 6 ps 0.6 lc rgb "#e6b0aa" title "UltraScale+, fitted", \
     "" using (picked("fit","ecp5",\$9)):10 with points pt 4 ps 0.6 lc rgb "#aed6f1" title "ECP5, fitted", \
     "" using (picked("fit","ice40",\$9)):10 with points pt 8 ps 0.7 lc rgb "#a9dfbf" title "iCE40, fitted"
END
