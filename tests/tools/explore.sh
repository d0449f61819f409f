#!/bin/sh
# explore.sh : bac explore and bac plan --best: the front, limits, files, shards, going on, complaints.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
default=$ROOT/golden/nets/default.bnet
cd "$work" || exit 1

# quiet WANT COMMAND...: as status, and stderr has the one line that counts.
quiet() {
    status "$@"
    [ "$1" != 0 ] || grep -q 'layers priced and timed, .* built exactly' "$work/err" ||
        fail "no counts on stderr: $(cat "$work/err")"
}
# rows: the front's plans as printed: sites FF BRAM DSP clocks frames/s MS/s latency ns MHz plan
rows() { sed -n 's/^ *[0-9][0-9]*  *\([0-9].*:.*\)$/\1/p' "$work/out"; }
# field KEY...: a value of the JSON that the last command printed.
field() { "$json_get" "$@" <"$work/out" || fail "no such field: $*"; }

# The front: nothing in it beats anything else in it, fastest first.
quiet 0 "$BAC" explore "$tiny" --grain 0 --csv all.csv -o plans
rows >front
cp "$work/out" whole.txt
checks=$((checks + 1))
[ "$(wc -l <front)" -ge 4 ] || fail "a front of $(wc -l <front) plans"
awk '{ for (i = 1; i <= NR - 1; i++)
           if (s[i] < $1 && b[i] <= $3 && d[i] <= $4 && c[i] <= $5 && l[i] <= $8) bad = bad " " i ">" NR
       if (NR > 1 && $5 < c[NR - 1]) bad = bad " order " NR
       s[NR] = $1; b[NR] = $3; d[NR] = $4; c[NR] = $5; l[NR] = $8 }
     END { if (bad) { print bad; exit 1 } }' front || fail "the front is no front"
# The CSV has every plan built; none of it beats the front (sites rounded as printed).
awk -F, 'NR > 2 && $3 == "yes" { printf "%.0f %s %s %s %s\n", $7, $13, $14, $5, $6 }' all.csv >built
awk 'NR == FNR { s[NR] = $1; b[NR] = $2; d[NR] = $3; c[NR] = $4; l[NR] = $5; n = NR; next }
     { for (i = 1; i <= n; i++)
           if (s[i] < $1 && b[i] <= $3 && d[i] <= $4 && c[i] <= $5 && l[i] <= $8) bad = 1 }
     END { exit bad }' built front || fail "a plan that was built beats the front"
equal "$(wc -l <front)" "$(find plans -name '*.cfg' | wc -l)" "plans written"
# Each plan written is what the table says, by the other verbs.
for plan in plans/*.cfg; do
    rank=$(basename "$plan" | sed 's/^0*\([0-9]*\)-.*/\1/')
    row=$(sed -n "${rank}p" front)
    clocks=$(echo "$row" | awk '{ print $5 }') latency=$(echo "$row" | awk '{ print $8 }')
    status 0 "$BAC" plan "$tiny" --plan "$plan" -o again.cfg
    says "^$clocks clocks a frame, last sample to result $latency clocks$"
    status 0 "$BAC" plan "$tiny" --code "$(echo "$row" | awk '{ print $11 }')" -o coded.cfg
    cmp -s coded.cfg "$plan" || fail "the code of row $rank is another plan: $(diff coded.cfg "$plan")"
    status 0 "$BAC" size "$tiny" --plan "$plan" --json
    equal "$(echo "$row" | awk '{ print $1 }')" "$(field total sites)" "sites of $plan"
done

# Its layers are named, the command of a row works as printed, and no figure has digits of noise.
grep -q '^layers  dw0\.pw0\.' whole.txt || fail "the layers are not named: $(head -2 whole.txt)"
command=$(sed -n 's/^  bac plan //p' whole.txt)
checks=$((checks + 2))
(eval "\"\$BAC\" plan $command") >/dev/null || fail "not a command: bac plan $command"
cmp -s plan.cfg "$(find plans -name '01-*')" || fail "bac plan $command writes another plan"
sed '1,2d' all.csv | cut -d, -f7-16 | tr ',' '\n' | grep -q '\.[0-9][0-9][0-9][0-9]' && fail "figures of more than three decimals"

# Coarser fronts are shorter; the figures of JSON are those of the table.
quiet 0 "$BAC" explore "$tiny" --grain 50 --json
equal "$(head -1 front | awk '{ print $5 }')" "$(field front 0 clocks_per_frame)" "the fastest plan"
equal 250.0 "$(field clock_mhz)" "the assumed clock"
equal true "$(field clock_assumed)" "that it is assumed"

# Limits hold.
quiet 0 "$BAC" explore "$tiny" --grain 0 --max-lut 1500 --min-rate 200MSPS --clock 100MHz
rows | awk '$1 > 1500 || $7 < 200 { exit 1 }' || fail "a plan beyond the limits: $(cat "$work/out")"
[ -n "$(rows)" ] || fail "no plan within the limits"
quiet 0 "$BAC" explore "$tiny" --grain 0 --max-latency 0.25us --target zu3eg
rows | awk '$9 > 250 { exit 1 }' || fail "a latency beyond the limit: $(cat "$work/out")"
quiet 0 "$BAC" explore "$tiny" --samples-per-clock 2 --max-bram 0 --max-dsp 0
rows | grep -v ' 2:' && fail "plans of other numbers of samples a clock"

# An iCE40 counts logic cells, and each plan has the clock rate that bac size says; room is kept.
quiet 0 "$BAC" explore "$tiny" --grain 0 --target hx8k -o ice
grep -q '; clock rates estimated' "$work/out" || fail "no clock rates are estimated: $(head -1 "$work/out")"
rows >ice.front
row=$(head -1 ice.front)
status 0 "$BAC" size "$tiny" --plan "$(find ice -name '01-*')" --family ice40 --json
equal "$(echo "$row" | awk '{ print $1 }')" "$(field total cells)" "logic cells of the fastest plan"
equal "$(echo "$row" | awk '{ print $10 }')" "$(field clock hx8k | awk '{ printf "%.0f", $1 }')" "its clock rate"
awk '{ r = $6; if (NR > 1 && r > last) exit 1; last = r }' ice.front || fail "not the fastest first: $(cat ice.front)"
quiet 0 "$BAC" explore "$tiny" --grain 0 --target hx8k --reserve 75
rows | awk '$1 > 1920 || $3 > 8 { exit 1 }' || fail "what is reserved is taken: $(cat "$work/out")"
[ -n "$(rows)" ] || fail "no plan fits a quarter of an HX8K"
status 2 "$BAC" explore "$tiny" --reserve 10
complains '^bac explore: --reserve is a share of a device: name it with --target'

# Shards, merged, are the whole: to the byte, in the table and in the file.
for i in 0 1 2; do
    quiet 0 "$BAC" explore "$tiny" --grain 0 --shard $i/3 --csv shard-$i.csv
    says "^shard $i/3: "
done
quiet 0 "$BAC" explore "$tiny" --grain 0 --merge shard-2.csv shard-0.csv shard-1.csv --csv merged.csv
cmp -s "$work/out" whole.txt || fail "the merged front is another: $(diff "$work/out" whole.txt)"
cmp -s merged.csv all.csv || fail "the merged file is another"
status 3 "$BAC" explore "$tiny" --merge shard-0.csv shard-2.csv
complains 'plans are in no file, the first is number 1: a shard is missing or not done'

# What is there is not built again; what is missing is.
quiet 0 "$BAC" explore "$tiny" --grain 0 --csv all.csv
grep -q ' 0 built exactly, [0-9]* read from files' "$work/err" || fail "built again: $(cat "$work/err")"
cmp -s "$work/out" whole.txt || fail "figures did not read back exactly"
cp all.csv kept.csv
sed '5,9d' kept.csv >all.csv
quiet 0 "$BAC" explore "$tiny" --grain 0 --csv all.csv
grep -q ' 5 built exactly, ' "$work/err" || fail "not the five that were missing: $(cat "$work/err")"
cmp -s all.csv kept.csv || fail "the file that went on differs"

# Interrupted, and the same command goes on: to the same file.
set -- explore "$default" --samples-per-clock 2
"$BAC" "$@" --csv cut.csv >/dev/null 2>"$work/err" &
pid=$!
while [ ! -e cut.csv ] && kill -0 $pid 2>/dev/null; do
    sleep 0.05
done
kill -INT $pid
wait $pid
equal 130 $? "exit status after SIGINT"
complains '^bac explore: stopped, [0-9]* of [0-9]* plans are there; the same command goes on$'
quiet 0 "$BAC" "$@" --csv cut.csv
mv "$work/out" cut.txt
quiet 0 "$BAC" "$@" --csv uncut.csv
cmp -s cut.csv uncut.csv || fail "the interrupted exploration ended otherwise"
cmp -s cut.txt "$work/out" || fail "the interrupted exploration printed another front"
priced=$(sed -n 's/.* \([0-9]*\) plans of .* priced and timed.*/\1/p' "$work/err")
[ "${priced:-0}" -ge 10000 ] || fail "only $priced plans of the shipped network priced"

# No plan fits: by how much, and what would do.
status 1 "$BAC" explore "$tiny" --max-lut 100
grep -q 'no plan of [0-9]* fits; the nearest, .*, takes [0-9]* LUT sites, [0-9]* more than 100$' \
    "$work/err" || fail "what is short: $(cat "$work/err")"
# the nearest breaks one limit, though another is less far from two
status 1 "$BAC" explore "$tiny" --max-lut 100 --min-rate 1 --clock 100
grep -q ' more than 100$' "$work/err" || fail "the nearest breaks more than one limit: $(cat "$work/err")"
status 1 "$BAC" plan "$tiny" --target up5k --best rate --min-rate 20000 --clock 24
grep -q ' MS/s, .* less than 20000; no device of the table would do$' "$work/err" ||
    fail "no device would do: $(cat "$work/err")"
status 1 "$BAC" plan "$tiny" --target up5k --best lut --min-rate 200
grep -q 'no plan of .* fits up5k; .*; [a-z0-9-]* would do$' "$work/err" ||
    fail "which device would do: $(cat "$work/err")"

# bac plan --best writes the winner.
for best in rate lut latency; do
    quiet 0 "$BAC" plan "$tiny" --target ecp5-25 --samples-per-clock 1 --best $best -o $best.cfg
    grep -q '^samples_per_clock  1$' $best.cfg || fail "not one sample a clock: $(cat $best.cfg)"
    status 0 "$BAC" size "$tiny" --family ecp5 --plan $best.cfg --json
    eval "$best=$(field total sites)"
done
# shellcheck disable=SC2154 # set by eval
if [ "$lut" -gt "$rate" ] || [ "$lut" -gt "$latency" ]; then
    fail "least LUT: $lut of $rate, $latency"
fi

# The devices, and complaints.
status 0 "$BAC" explore --devices
equal 12 "$(wc -l <"$work/out")" "lines of devices"
says '^zu7ev  *XCZU7EV (ZCU104) .* AMD DS891'
refused() {
    pattern=$1
    shift
    status 2 "$BAC" "$@"
    complains "$pattern"
}
refused "no device 'zu9'; there are: up5k .* zu48dr" explore "$tiny" --target zu9
refused "clock: no unit 'mph'; there are: MHz kHz GHz" explore "$tiny" --clock 100mph
refused "clock wants a number above 0, in MHz, not 'fast'" explore "$tiny" --clock fast
refused "min-rate: no unit 'Hz'; there are: MSPS " explore "$tiny" --min-rate 5Hz
refused 'max-latency wants a number above 0, in ns' explore "$tiny" --max-latency -3
refused 'max-lut wants an integer' explore "$tiny" --max-lut 1e3
refused 'wants I/N, 0/8 for the first of eight' explore "$tiny" --shard 3 --csv x.csv
refused 'I/N: I wants an integer of 0..1' explore "$tiny" --shard 2/2 --csv x.csv
refused 'shard needs --csv' explore "$tiny" --shard 0/2
refused 'merge wants the files' explore "$tiny" --merge
refused 'one operand too many: all.csv' explore "$tiny" all.csv
refused 'merge builds nothing' explore "$tiny" --merge all.csv --shard 0/2 --csv x.csv
refused 'ends in .svg or .png' explore "$tiny" --plot front.pdf
refused 'which network' explore
refused 'best wants rate, lut or latency' plan "$tiny" --best speed
refused 'are for --best rate' plan "$tiny" --target zu3eg
refused 'code is a whole plan' plan "$tiny" --code 1:u --style folded
refused 'chooses styles, lanes' plan "$tiny" --best lut --style folded
absent x.csv front.pdf
for code in u 1 0:u 1:x 1:u9 1:u.u 1:u.u.u.u.u.u.u.u.u.u.u.u.u.u.u.u.u 1:s99.u.u.u.u.u.u.u.u 999999999:u; do
    status 3 "$BAC" plan "$tiny" --code $code
    complains "$code: "
done
status 3 "$BAC" explore "$tiny" --samples-per-clock 3
complains '3 samples a clock do not divide a frame of 16'
status 3 "$BAC" explore "$tiny" --csv all.csv --samples-per-clock 2
complains 'all.csv: is of another network, target, question or version'
sed '4s/,yes,/,maybe,/' kept.csv >all.csv
status 3 "$BAC" explore "$tiny" --csv all.csv
complains 'all.csv: line 4: not a result of this exploration'
status 3 "$BAC" explore "$tiny" --csv no/such/folder.csv
complains 'no/such/folder.csv'
status 3 "$BAC" explore "$tiny" -o no/such/folder
complains 'no/such/folder: cannot be made'

# Slurm: an array of shards, and a merge behind it.
mkdir bin
cat >bin/sbatch <<'END'
#!/bin/sh
echo "$*" >>sbatch.log
echo "$((100 + $(wc -l <sbatch.log)));cluster"
END
chmod +x bin/sbatch
script=$ROOT/bench/slurm/explore.sbatch
status 0 env PATH="$work/bin:$PATH" BAC="$BAC" SBATCH_OPTIONS=--partition=cpu sh "$script" "$tiny" jobs 2 --grain 0
equal "--parsable --array=0-1 --partition=cpu $script task $tiny jobs 2 --grain 0
--parsable --dependency=afterok:101 --partition=cpu $script merge $tiny jobs 2 --grain 0" \
    "$(cat sbatch.log)" "what sbatch was asked"
for task in 0 1; do
    status 0 env BAC="$BAC" SLURM_ARRAY_TASK_ID=$task sh "$script" task "$tiny" jobs 2 --grain 0
done
status 0 env BAC="$BAC" SLURM_JOB_ID=1 sh "$script" merge "$tiny" jobs 2 --grain 0
cmp -s jobs/front.txt whole.txt || fail "the array's front differs from the whole"
status 2 sh "$script" "$tiny" jobs
complains '^usage: '
status 2 sh "$script" "$tiny" jobs 0x
complains 'SHARDS is how many'

# The drawing, where there is a gnuplot.
if command -v gnuplot >/dev/null; then
    status 0 "$BAC" explore "$tiny" --target up5k --plot front.svg
    grep -q 'up5k: 5280 LUT' front.svg || fail "no limit in the drawing"
    sed -n 's/^ *\([0-9][0-9]*\)  .*:.*/\1/p' "$work/out" >numbers
    [ -s numbers ] || fail "no row to look for"
    while read -r row; do
        grep -q ">$row<\|>$row *</tspan>" front.svg || fail "row $row has no number in the drawing"
    done <numbers
    status 0 "$BAC" explore "$tiny" --plot front.png
    [ -s front.png ] || fail "no drawing"
    equal "" "$(find . -maxdepth 1 -name '.bac-*')" "left behind"
fi
finish
