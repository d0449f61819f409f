#!/bin/sh
# Golden vectors agree when nothing changed, and every planted change is found and named.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../support/lib.sh"
cd "$work" || exit 1
cp "$tiny" net.bnet
"$npy_make" frames.npy f4 4,2,16
v=$work/vectors

status 0 "$BAC" golden net.bnet frames.npy -o "$v" --frames 1:3
says ': 32 files of 16 layers, 2 frame'
status 0 "$BAC" golden --check "$v"
says ': 32 files agree'
equal 17 "$(wc -l <"$v/01-dw0.hex" | tr -d ' ')" "title and 2*8 beats"
equal 4 "$(sed -n 2p "$v/01-dw0.hex" | tr -d '\n' | wc -c | tr -d ' ')" "digits of 2 channels of 8 bits"

# By the command in its MANIFEST it is made again, byte for byte.
cp -R "$v" first
command=$(sed -n 's/^command bac //p' "$v/MANIFEST")
# shellcheck disable=SC2086 # words of the command
status 0 "$BAC" $command
checks=$((checks + 1))
diff -r first "$v" || fail "making the vectors again changed them"
absent "$v." "$v.tmp"

# plant FILE SED-SCRIPT PATTERN: on a copy, exit 1 and the pattern names the culprit.
plant() {
    rm -rf "$v"
    cp -R first "$v"
    LC_ALL=C sed "$2" "first/$1" >"$v/$1"
    ! cmp -s "first/$1" "$v/$1" || fail "nothing planted in $1"
    status 1 "$BAC" golden --check "$v"
    complains "$3"
}
old=$(sed -n 11p first/01-dw0.hex)
new=$(echo "$old" | tr '0123456789abcdef' '1032547698badcfe')
plant 01-dw0.hex "11s/$old/$new/" "^bac golden: $v/01-dw0.hex: layer dw0, frame 2, t 1, c 0: expected "
plant 01-dw0.hex '3d' '01-dw0.hex: has [0-9]* bytes, expected [0-9]*'
plant 01-dw0.hex '1s/dw0/dw9/' '01-dw0.hex:1: '
plant 02-dw0_q.hex '5s/^./g/' '02-dw0_q.hex:5: is not a word'
plant 03-pw0.npy '1s/pad/pad/;1s/NUMPY/NUMPX/' '03-pw0.npy: SHA-256'
plant MANIFEST 's/ 04-pw0_q.npy/ 04-other.npy/' 'lists 04-other.npy'
plant MANIFEST '/^file .* 04-pw0_q.npy/d' 'lists 31 files'

# One element of an NPY: the last byte is class 0 of frame 2 of the argmax.
rm -rf "$v"
cp -R first "$v"
size=$(wc -c <first/15-class.npy)
head -c $((size - 1)) first/15-class.npy >"$v/15-class.npy"
printf '\003' >>"$v/15-class.npy"
status 1 "$BAC" golden --check "$v"
complains "15-class.npy: layer class, frame 2, t 0, c 0: expected [0-2], got 3"

# Unreadable vectors are bad input.
rm -rf "$v"
cp -R first "$v"
rm "$v/07-pw1.npy"
status 3 "$BAC" golden --check "$v"
complains '07-pw1.npy'
echo nonsense >>"$v/MANIFEST"
status 3 "$BAC" golden --check "$v"
complains "MANIFEST:[0-9]*: "
status 3 "$BAC" golden --check "$work/nowhere"
complains 'nowhere/MANIFEST'

# The network or the frames moved on.
rm -rf "$v"
cp -R first "$v"
sed 's/^  w 0 1 0 -3 2 0/  w 0 1 0 -2 2 0/; s/acc -86 79/acc -86 79/' "$tiny" >net.bnet
status 1 "$BAC" golden --check "$v"
complains 'net.bnet: has changed since'
cp "$tiny" net.bnet
"$npy_make" frames.npy f4 4,2,16 5=0.5
status 1 "$BAC" golden --check "$v"
complains 'frames.npy: has changed since'
rm frames.npy
status 3 "$BAC" golden --check "$v"
complains 'run from the directory'

"$npy_make" frames.npy f4 4,2,16
for range in 4 3:5 2:2 3:1 x 1:2:3 -1:2; do
    status 2 "$BAC" golden net.bnet frames.npy -o range --frames "$range"
done
absent "$work/range"

# What the repository ships, on a copy with one byte changed.
if [ "${1:-}" = shipped ]; then
    cd "$ROOT" || exit 1
    status 0 "$BAC" golden --check
    cp -R golden/vectors "$work/shipped"
    file=$(awk '$1 == "file" && $4 ~ /hex$/ { n++; if (n == 3) print $4 }' golden/vectors/MANIFEST)
    sed '2s/.$/X/; 2y/0123456789abcdefX/1032547698badcfe0/' "golden/vectors/$file" >"$work/shipped/$file"
    status 1 "$BAC" golden --check "$work/shipped"
    complains "shipped/$file: layer "
fi

finish
