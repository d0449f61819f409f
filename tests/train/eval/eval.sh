#!/bin/sh
# bac eval: figures, files, plots that a person can open, and refusals that say what to do.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
: "${XML:?xml_check}"
get() { "$json_get" "$@" <"$work/out"; }

# A set of 9 frames for the tiny network, three a class.
"$npy_make" "$work/set.npy" f4 9,16,2
"$npy_make" "$work/set-labels.npy" i8 9 3=0 4=1 5=2 6=0 7=1 8=2
"$npy_make" "$work/set-snr.npy" f4 9 0=-4 1=-4 2=-4 3=10 4=10 5=10 6=30 7=30 8=30
set=$work/set.npy

# The figures are those of `bac run` on the same frames.
status 0 "$BAC" run "$tiny" "$set" --labels "$work/set-labels.npy" --json
accuracy=$(get accuracy)
per_class=$(get per_class 1 correct)
status 0 "$BAC" eval "$tiny" "$set" --json
equal "$accuracy" "$(get accuracy)" accuracy
equal "$per_class" "$(get by_class 1 correct)" "correct of class 1"
equal 9 "$(get frames)" frames
equal '["low","middle","high"]' "$(get classes)" classes
equal 3 "$(get by_snr 2 frames)" "frames at the third SNR"
equal 30 "$(get by_snr 2 snr)" "third SNR"
equal 6 "$(get from_10_db frames)" "frames at 10 dB and up"
says '"score": 5.507494455058084e-05,$'
equal false "$(get set synthetic)" synthetic
cp "$work/out" "$work/one.json"
status 0 "$BAC" eval "$tiny" "$set" --json --threads 7
checks=$((checks + 1))
cmp -s "$work/out" "$work/one.json" || fail "the JSON depends on the threads"
status 0 "$BAC" eval "$tiny" "$set" --frames 2:5 --json
equal '3 2 5' "$(get frames) $(get set from) $(get set to)" "a range of frames"

status 0 "$BAC" eval "$tiny" "$set"
says '^tiny (.*tiny.bnet)'
says '^accuracy  *[0-9.]* %   95 % interval'
says '^     -4        3 '
says '^middle  *3 '
status 0 "$BAC" eval "$tiny" "$set" --confusion -4,all
says '^confusion at -4 dB'
says '^confusion over all frames'

# From the JSON: the same text, JSON and CSV again.
status 0 "$BAC" eval --from "$work/one.json" --json --csv "$work/from.csv"
checks=$((checks + 1))
cmp -s "$work/out" "$work/one.json" || fail "--from --json changes the result"
status 0 "$BAC" eval "$tiny" "$set" --csv "$work/direct.csv"
checks=$((checks + 1))
cmp -s "$work/from.csv" "$work/direct.csv" || fail "--from --csv differs"
equal 17 "$(wc -l <"$work/from.csv" | tr -d ' ')" "lines of the CSV" # head, 1, 3 SNRs, 3 classes, 9

# Two networks on the same frames.
sed 's/bias 5 -3 0/bias 3 -3 0/' "$tiny" >"$work/other.bnet"
status 0 "$BAC" eval "$tiny" "$set" --against "$work/other.bnet" --json
equal 9 $(($(get difference both) + $(get difference only_this) + $(get difference only_against) + $(get difference neither))) pairs
equal "$accuracy" "$(get accuracy)" "accuracy of the first"
cp "$work/out" "$work/two.json"
status 0 "$BAC" eval "$tiny" "$set" --against "$tiny"
says '^difference  *+0.00 points'
says 'p = 1; .* cannot be told apart'

# Generated and stored synthetic frames are called so.
net=$ROOT/golden/nets/default.bnet
status 0 "$BAC" eval "$net" "$ROOT/golden/frames/synthetic-48.npy"
says '^synthetic frames of '
says '^accuracy  *68.75 %' # 33 of 48, as docs/results.md says
status 0 "$BAC" eval "$net" signal:radioml,seed=7,count=1,snr=-4:30:17 --json
equal true "$(get set synthetic)" synthetic
equal 72 "$(get frames)" frames
equal '"OQPSK"' "$(get classes | sed 's/.*,//; s/]//')" "the last class"
cp "$work/out" "$work/many.json"

# Stored by bac signal: marked inside, whatever their name.
for file in set-7.h5 set-7.sigmf-meta; do
    status 0 "$BAC" signal --profile radioml --seed 7 --count 1 --snr -4:30:17 -o "$work/$file"
    status 0 "$BAC" eval "$net" "$work/$file" --json
    equal true "$(get set synthetic)" "synthetic of $file"
    equal "$("$json_get" confusion <"$work/many.json")" "$(get confusion)" "confusion from $file"
done

# Refusals.
refuse() { # PATTERN ARGUMENT...
    pattern=$1
    shift
    status 3 "$BAC" eval "$@"
    complains "^bac eval: .*$pattern"
    equal 0 "$(wc -c <"$work/out" | tr -d ' ')" "bytes on stdout after an error"
}
refuse 'cannot open' "$tiny" "$work/missing.npy"
refuse 'cannot open' "$work/missing.bnet" "$set"
refuse 'missing.onnx' "$work/missing.onnx" "$set"
refuse '\[1024\]\[2\].*\[16\]\[2\]' "$tiny" signal:radioml,count=1
refuse '\[16\]\[2\].*\[1024\]\[2\]' "$net" "$set"
"$npy_make" "$work/bare.npy" f4 9,16,2
refuse 'no labels' "$tiny" "$work/bare.npy"
"$npy_make" "$work/nan.npy" f4 9,16,2 "$((4 * 32 + 5))=nan"
cp "$work/set-labels.npy" "$work/nan-labels.npy"
refuse 'frame 4, position 2' "$tiny" "$work/nan.npy"
"$npy_make" "$work/big.npy" f4 3,16,2
"$npy_make" "$work/big-labels.npy" i4 3 2=3
refuse 'frame 2 is of class 3' "$tiny" "$work/big.npy"
sed 's/classes low middle high/classes low high middle/' "$tiny" >"$work/order.bnet"
refuse 'names its classes otherwise' "$tiny" "$set" --against "$work/order.bnet"
echo '{"format": "bac eval 1"}' >"$work/bad.json"
refuse 'bad.json: not a result' --from "$work/bad.json"
: >"$work/a-file"
refuse 'a-file.*cannot be made' "$tiny" "$set" --plot "$work/a-file/plots"
PATH=/nonexistent status 3 "$BAC" eval "$tiny" "$set" --plot "$work/never"
complains 'gnuplot-nox'
absent "$work/never"
# A file that cannot be written does not cost the result.
status 3 "$BAC" eval "$tiny" "$set" --csv "$work/a-file/out.csv"
complains 'out.csv'
says '^accuracy'

usage() { # PATTERN ARGUMENT...
    pattern=$1
    shift
    status 2 "$BAC" eval "$@"
    complains "$pattern"
}
usage 'or --from RESULT.json' "$tiny"
usage 'finished result' --from "$work/one.json" "$tiny" "$set"
usage 'finished result' --from "$work/one.json" --threads 2
usage 'frames wants A:B' "$tiny" "$set" --frames 3:10
usage 'confusion wants' "$tiny" "$set" --confusion -4,,10
usage 'no such SNR among the frames' "$tiny" "$set" --confusion 11
usage 'snr-bin wants' "$tiny" "$set" --snr-bin 0
usage 'threads wants' "$tiny" "$set" --threads 0

# Interrupted: one line, nothing written, and the shell sees the signal.
"$BAC" eval "$net" signal:radioml,count=4000 --json --csv "$work/cut.csv" >"$work/out" 2>"$work/err" &
pid=$!
sleep 1
kill -TERM "$pid"
wait "$pid" 2>/dev/null
equal 143 $? "exit status after SIGTERM"
complains '^bac eval: stopped after [0-9]* of 2496000 frames'
equal 0 "$(wc -c <"$work/out" | tr -d ' ')" "bytes on stdout after SIGTERM"
absent "$work/cut.csv"

if ! command -v gnuplot >/dev/null; then
    echo "no gnuplot: plots not tested"
    finish
    exit
fi

# drawn DIR NAME SERIES: four files; an SVG with that many plots in it, and a PNG.
drawn() {
    checks=$((checks + 1))
    for suffix in svg png gp dat; do
        [ -s "$1/$2.$suffix" ] || fail "$1/$2.$suffix is missing or empty"
    done
    equal "$3" "$("$XML" "$1/$2.svg" =gnuplot_plot_)" "series in $2.svg"
    equal 89504e470d0a1a0a "$(head -c 8 "$1/$2.png" | od -An -tx1 | tr -d ' \n')" "signature of $2.png"
}
plots=$work/deep/er/plots
status 0 "$BAC" eval --from "$work/one.json" --plot "$plots"
says '^6 figures in '
drawn "$plots" accuracy_by_snr 5 # interval, three classes, all
drawn "$plots" accuracy_by_class 3
for at in -4dB 10dB 30dB all; do
    drawn "$plots" "confusion_$at" 3
done
equal 24 "$(find "$plots" -type f | wc -l | tr -d ' ')" "files of six figures"
equal 1 "$("$XML" "$plots/accuracy_by_snr.svg" "9 frames of $set")" "the set, in the figure"
equal 0 "$("$XML" "$plots/accuracy_by_snr.svg" synthetic)" "synthetic, in a figure of frames that are not"
# What is left beside the figures draws them again.
checks=$((checks + 1))
cp "$plots/accuracy_by_snr.svg" "$work/before.svg"
(cd "$plots" && gnuplot accuracy_by_snr.gp) || fail "the script that was left does not run"
cmp -s "$plots/accuracy_by_snr.svg" "$work/before.svg" || fail "drawing again gives another figure"

status 0 "$BAC" eval --from "$work/many.json" --plot "$work/many" --confusion 13
drawn "$work/many" accuracy_by_snr 8 # interval, six families, all
drawn "$work/many" confusion_13dB 3
equal 1 "$("$XML" "$work/many/confusion_13dB.svg" 'synthetic frames')" "synthetic, in the figure"
[ ! -e "$work/many/confusion_all.svg" ] || fail "a matrix nobody asked for"

status 0 "$BAC" eval --from "$work/two.json" --plot "$work/two"
says '^12 figures in '
drawn "$work/two" accuracy_by_snr 4 # two intervals, two networks
drawn "$work/two" difference_by_snr 1
drawn "$work/two" confusion_all_against 3

# Names are only names: no shell, no gnuplot command, no markup comes of them.
hostile="x'; system('touch $work/hacked') # \`touch $work/hacked\` <b>&{/Bold y}@z"
sed "s|\"network\": \"tiny\"|\"network\": \"$(echo "$hostile" | sed 's/[&|]/\\&/g')\"|; s/\"middle\"/\"'m<i\&{_d}\"/" \
    "$work/one.json" >"$work/hostile.json"
status 0 "$BAC" eval --from "$work/hostile.json" --plot "$work/hostile" --confusion all
says "^x'; system"
drawn "$work/hostile" accuracy_by_snr 5
drawn "$work/hostile" accuracy_by_class 3
drawn "$work/hostile" confusion_all 3
absent "$work/hacked"

# The XML reader does see a broken figure.
head -c 3000 "$plots/accuracy_by_snr.svg" >"$work/cut.svg"
status 1 "$XML" "$work/cut.svg"
sed 's/<title>/<title><b>/' "$plots/accuracy_by_snr.svg" >"$work/cut.svg"
status 1 "$XML" "$work/cut.svg"

# A folder that takes no files: nothing is left half made.
mkdir "$work/full"
mkdir "$work/full/accuracy_by_snr.svg" # a rename over it fails
: >"$work/full/accuracy_by_snr.svg/keep"
status 3 "$BAC" eval --from "$work/one.json" --plot "$work/full"
complains 'accuracy_by_snr.svg: cannot be written'
equal 0 "$(find "$work/full" -name '.bac-eval-*' | wc -l | tr -d ' ')" "work folders left"

finish
