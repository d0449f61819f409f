# record-credits.sh : remakes what the records hold of hardware that changed (branch h-credits). Resumable: run it again.
# Run it with the machine to itself if possible; beside other work it takes hours.
#   sh bench/resources/credits.sh rows      358 of 418 rows of measured.csv (60 are of unchanged hardware, kept)
#   sh bench/resources/credits.sh adopt     when all rows are there: into the tree, fit, page
#   sh bench/resources/credits.sh rest      co-simulated tables, gates, closure, routed layers
cd . || exit 1
R=build/record
case $1 in
rows)
    cp build/release/bac $R/bac
    grep -vE "^fit,(xilinx|ice40|ecp5),(tests/nets/tiny.bnet,-,logits|golden/nets/sparse-0050.bnet,-,fc)," $R/measured.csv > $R/m.$$ # measured before bac_fc changed
    [ -e $R/fc-again ] || { mv $R/m.$$ $R/measured.csv; touch $R/fc-again; }; rm -f $R/m.$$
    { grep "^fit .*tiny" bench/resources/designs.txt; grep "default.bnet *--style,folded" bench/resources/designs.txt
      grep -v "^#" bench/resources/designs.txt | grep -v tiny | grep -v "default.bnet *--style,folded"; } > $R/designs.txt
    BAC=$R/bac WORK=$R/work BAC_JOBS=${BAC_JOBS:-2} sh bench/resources/measure.sh $R/designs.txt $R/measured.csv
    echo "$(($(wc -l < $R/measured.csv) - 1)) of 418 rows"
    ;;
adopt)
    [ "$(wc -l < $R/measured.csv)" = 419 ] || { echo "rows are missing"; exit 1; }
    awk -F, 'NR == FNR { k = $1 FS $2 FS $3 FS $4 FS $5; row[k] = $0; next } { print row[$1 FS $2 FS $3 FS $4 FS $5] }' \
        $R/measured.csv bench/resources/measured.csv > $R/ordered.csv && cp $R/ordered.csv bench/resources/measured.csv
    sh bench/resources/refit.sh && ninja -C build/release bac && sh bench/resources/report.sh
    echo "then: ctest -R '^resources'; commit"
    ;;
rest)
    sh bench/timing.sh golden/nets/default.bnet golden/frames/synthetic-48.npy 16   # rows of docs/timing.md, plans.md, results.md
    build/release/bac regress golden/suites/quick.cfg -o build/quick --record       # golden/suites/quick.gates
    sh bench/closure.sh levels golden/nets/default-0099.bnet golden/plans/default-serial-1.cfg
    sh bench/closure.sh levels golden/nets/default-0099.bnet -
    for l in "golden/plans/default-serial-1.cfg block1_pw_q" "golden/plans/default-serial-1.cfg block0_dw_q" "- block1_dw" "--style,folded block1_dw"; do
        # shellcheck disable=SC2086
        sh bench/closure.sh route golden/nets/default-0099.bnet $l
    done
    ;;
esac
