#!/bin/sh
# bac shrink: what it prints, that the file it writes classifies alike and trains on, refusal
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"
net=$ROOT/golden/nets/sparse-0050.bnet frames=$ROOT/golden/frames/synthetic-48.npy

status 0 "$BAC" shrink "$net" -o "$work/small.bnet" --check "$frames"
says '^block3_pw  *48 *44 *147 *140$'
says '^in all  *895 *833 *1500 *1466$'
says '^score 0.005102410, now 0.004986405; the logits are equal for every frame$'
says "^checked on 48 frames"
status 0 "$BAC" shrink "$net" -o "$work/json.bnet" --check "$frames" --json
equal 833 "$("$json_get" channels <"$work/out")" "channels in JSON"
equal 48 "$("$json_get" checked <"$work/out")" "checked frames in JSON"
cmp -s "$work/small.bnet" "$work/json.bnet" || fail "two runs write two files"
status 0 "$BAC" run "$net" "$frames" --logits "$work/a.npy"
status 0 "$BAC" run "$work/small.bnet" "$frames" --logits "$work/b.npy"
cmp -s "$work/a.npy" "$work/b.npy" || fail "other logits"

# Nothing is left to remove; the network that it starts from may be the file that it writes.
status 0 "$BAC" shrink "$work/small.bnet" -o "$work/small.bnet"
cmp -s "$work/small.bnet" "$work/json.bnet" || fail "shrinking again changes the file"
equal 1 "$(sed -n '/^layer/,/^in all/p' "$work/out" | grep -vc '^layer')" "lines of a table without a change"

# Training goes on from it, in a recipe of the channels that are left.
{
    sed -e "s|^init .*|init $work/small.bnet|; s|^epochs .*|epochs 1|; s|^valid .*|valid none|" \
        "$ROOT/train/recipes/sparse-0050.recipe"
    echo 'channels 23 23 44 44 44'
} >"$work/on.recipe"
status 0 "$BAC" train "$work/on.recipe" -o "$work/on" --set 'epoch_frames=256;batch=128;prune=none;lr=1e-9;lr_min=1e-9'
checks=$((checks + 1))
grep -q 'small.bnet: 256 of 256 frames classified alike' "$work/out" "$work/err" || fail "bac train begins elsewhere:
$(cat "$work/out" "$work/err")"

status 2 "$BAC" shrink "$net"
complains '^bac shrink: say where to write'
status 3 "$BAC" shrink "$work/missing.bnet" -o "$work/no.bnet"
complains "^bac shrink: $work/missing.bnet"
status 3 "$BAC" shrink "$net" -o "$work/no.bnet" --check "$work/missing.npy"
complains "^bac shrink: $work/missing.npy"
absent "$work/no.bnet"
status 3 "$BAC" shrink "$net" -o "$work/none/no.bnet"
finish
