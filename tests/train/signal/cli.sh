#!/bin/sh
# bac signal: the same bytes in any number of threads, three formats that agree, and nothing left behind
# when it is refused, interrupted or out of room.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
net=$ROOT/golden/nets/default.bnet
small="--classes FM+BPSK+OOK --snr 0:30:10 --count 3 --seed 5"

# signal OUT OPTION...: a small set
signal() {
    out=$1
    shift
    # shellcheck disable=SC2086 # the options of $small are words
    status 0 "$BAC" signal $small -o "$out" "$@"
}
same() { # FILE FILE
    checks=$((checks + 1))
    cmp "$1" "$2" || fail "$1 and $2 differ"
}

for kind in npy h5 sigmf-meta; do
    signal "$work/one.$kind" --threads 1
    says '36 synthetic frames of profile radioml'
    signal "$work/two.$kind" --threads 5
    same "$work/one.$kind" "$work/two.$kind"
done
same "$work/one-labels.npy" "$work/two-labels.npy"
same "$work/one-snr.npy" "$work/two-snr.npy"
same "$work/one.sigmf-data" "$work/two.sigmf-data"
signal "$work/other.npy" --profile textbook
checks=$((checks + 1))
! cmp -s "$work/one.npy" "$work/other.npy" || fail "two profiles make the same frames"

# Layout: a header of 128 bytes, then as many frames; class-major, then SNR, then index.
body() { # FILE: numbers behind the header
    tail -c +129 "$1" | od -An -v -w4 -t "$2" | tr -d ' ' | tr '\n' ' '
}
equal $((128 + 36 * 8192)) "$(wc -c <"$work/one.npy")" "size of one.npy"
want='' snr=''
for class in 0 3 21; do
    for level in 0 10 20 30; do
        want="$want$class $class $class " snr="$snr$level $level $level "
    done
done
equal "$want" "$(body "$work/one-labels.npy" d4)" labels
equal "$snr" "$(body "$work/one-snr.npy" f4)" SNR
tail -c +129 "$work/one.npy" >"$work/samples"
same "$work/samples" "$work/one.sigmf-data"

# A recording says what it is, and classifies as its labels say.
"$json_get" annotations 13 <"$work/one.sigmf-meta" >"$work/out"
says '"core:sample_start": *13312'
says '"core:sample_count": *1024'
says '"core:label": *"BPSK"'
says '"bac:snr_db": *0'
equal cf32_le "$("$json_get" global core:datatype <"$work/one.sigmf-meta")" datatype
equal 5 "$("$json_get" global bac:seed <"$work/one.sigmf-meta")" seed
status 0 "$BAC" signal --classes FM+BPSK+OOK+GMSK --snr 30 --count 5 -o "$work/clear.sigmf-meta"
status 0 "$BAC" classify "$work/clear.sigmf-meta" "$net"
says '20 of a known class: \(1[89]\|20\) right'

# The three files and the set made on the fly are the same frames to an evaluation.
for set in "$work/one.npy" "$work/one.h5" signal:radioml,seed=5,count=3,snr=0:30:10,classes=OOK+BPSK+FM; do
    status 0 "$BAC" eval "$net" "$set" --json
    mv "$work/out" "$work/evaluation"
    for key in accuracy correct_by_class_and_snr confusion; do
        "$json_get" "$key" <"$work/evaluation" >>"$work/eval-$key"
    done
done
for key in accuracy correct_by_class_and_snr confusion; do
    equal 3 "$(wc -l <"$work/eval-$key")" "evaluations with $key"
    equal 1 "$(sort -u "$work/eval-$key" | wc -l)" "different values of $key"
done

# Wrong usage: one line, exit 2, no file.
refuse() { # PATTERN OPTION...
    pattern=$1
    shift
    status 2 "$BAC" signal "$@"
    complains "$pattern"
    absent "$work/x"
}
x=$work/x.npy
refuse 'count=0: wanted' --count 0 -o "$x"
refuse 'count=1e9: wanted' --count 1e9 -o "$x"
refuse 'Add --count' -o "$x"
refuse 'Add -o' --count 1
refuse 'ends in .npy, .h5' --count 1 -o "$work/x"
refuse 'ends in .npy, .h5' --count 1 -o "$work/.npy"
refuse 'snr=30:0:2: wanted' --count 1 --snr 30:0:2 -o "$x"
refuse 'snr=nan: wanted' --count 1 --snr nan -o "$x"
refuse 'snr=-101: wanted' --count 1 --snr -101 -o "$x"
refuse 'snr=0:1:1e-9: wanted' --count 1 --snr 0:1:1e-9 -o "$x"
refuse 'FOO is no class' --count 1 --classes OOK+FOO -o "$x"
refuse 'OOK is named twice' --count 1 --classes OOK+OOK -o "$x"
refuse 'is not one value' --count 1 --classes all,seed=3 -o "$x"
refuse "'' is not one value" --count 1 --classes= -o "$x"
refuse 'naive: no such signal profile' --count 1 --profile naive -o "$x"
refuse 'seed=-1: wanted' --count 1 --seed -1 -o "$x"
refuse 'seed=18446744073709551616: wanted' --count 1 --seed 18446744073709551616 -o "$x"
refuse 'threads wants' --count 1 --threads 0 -o "$x"
refuse 'one operand too many' --count 1 -o "$x" more

# No such folder, a folder of that name, far too much, a limit on the size of files.
status 3 "$BAC" signal --count 1 -o "$work/none/x.npy"
complains 'none/x.npy: cannot write: No such file'
mkdir "$work/folder.npy"
status 3 "$BAC" signal --count 1 -o "$work/folder.npy"
complains 'folder.npy: cannot write: not a regular file'
status 3 "$BAC" signal --count 4294967296 -o "$x"
complains 'x.npy: takes 21976488660.2 MB, but the disk has'
absent "$work/x"
for kind in npy h5 sigmf-meta; do
    echo precious >"$work/x.$kind"
    # shellcheck disable=SC2016 # expanded by the inner shell
    status 3 sh -c 'trap "" XFSZ; ulimit -f 200; exec "$BAC" signal --count 1 -o "$0"' "$work/x.$kind"
    complains 'cannot write: File too large'
    equal precious "$(cat "$work/x.$kind")" "what $kind held before"
    rm "$work/x.$kind"
    absent "$work/x"
done

# SIGINT in the middle: exit as interrupted, the old file as it was.
for kind in npy h5 sigmf-meta; do
    echo precious >"$work/x.$kind"
    "$BAC" signal --count 600 --threads 1 -o "$work/x.$kind" >"$work/out" 2>"$work/err" &
    process=$!
    tries=0
    while [ "$(cat "$work"/x*.tmp.* 2>/dev/null | wc -c)" -lt 20000 ] && [ $tries -lt 400 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    kill -TERM $process # a shell without job control makes its children deaf to SIGINT
    wait $process
    equal 143 $? "exit status when interrupted"
    complains 'interrupted; nothing was written'
    equal precious "$(cat "$work/x.$kind")" "what $kind held before"
    rm "$work/x.$kind"
    absent "$work/x"
done
finish
