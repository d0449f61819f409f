#!/bin/sh
# page.sh : the tables and the picture of docs/results.md, from results.csv and synthesis.csv.
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-build/results} page=docs/results.md mhz=250
mkdir -p "$work"
for table in timing area plot; do
    awk -v table="$table" -v mhz="$mhz" -f "$here/page.awk" "$here/synthesis.csv" "$here/estimates.csv" \
        "$here/results.csv" \
        >"$work/$table.md"
done
sh "$here/../fill.sh" "$page" "$work"
gnuplot - <<END
set terminal svg size 900,560 font "sans,13" background "white"
set output "docs/results.svg"
set datafile separator ","
set logscale xy
set xrange [3000:600000]; set yrange [1000:4000000]
set xlabel "LUTs: sites on UltraScale+ (FINN: as published)"
set ylabel "classifications/s at $mhz MHz"
set title "Frames of 1024 samples a second against LUTs"
set key left center Left reverse
set grid lc rgb "#dddddd"
set label 1 "FINN VGG10 W4A4, ZCU104\n(another network)" at 90000,230000 center offset 0,-1.4 tc rgb "#7f8c8d"
picked(net, how, x) = (strcol(1) eq net && strcol(5) eq how) ? x : NaN
plot "$work/plot.md" using (picked("default","synthesised",\$4)):3 with points pt 7 ps 1.3 lc rgb "#c0392b" title "shipped network, synthesised", \
     "" using (picked("default","estimated",\$4)):3 with points pt 6 ps 1.3 lc rgb "#c0392b" title "shipped network, estimated", \
     "" using (picked("default-0099","synthesised",\$4)):3 with points pt 13 ps 1.3 lc rgb "#b9770e" title "default-0099, synthesised", \
     "" using (picked("default-0099","estimated",\$4)):3 with points pt 12 ps 1.3 lc rgb "#b9770e" title "default-0099, estimated", \
     "" using (picked("gold","synthesised",\$4)):3 with points pt 5 ps 1.3 lc rgb "#2471a3" title "published BacalhauNet, synthesised", \
     "" using (picked("gold","estimated",\$4)):3 with points pt 4 ps 1.3 lc rgb "#2471a3" title "published BacalhauNet, estimated", \
     "" using (picked("vgg10","estimated",\$4)):3 with points pt 8 ps 1.3 lc rgb "#117864" title "published VGG10 W8A8, estimated", \
     "-" using 1:2 with points pt 2 ps 1.6 lw 2 lc rgb "#7f8c8d" title "FINN examples, as published"
90000,230000
e
END
