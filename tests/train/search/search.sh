#!/bin/sh
# bac search from the outside: a toy space trained in one go, in shards, interrupted; bad input.
# shellcheck source=tests/support/lib.sh
. "$(dirname "$0")/../../support/lib.sh"

cat >"$work/base.recipe" <<'END'
recipe 1
name toy
kernel 5 3
stride 8 8
channels 3 4
batch 32
shard 16
train signal:radioml,seed=11,count=3,snr=10:10:2
valid signal:radioml,seed=12,count=1,snr=10:10:2
END
cat >"$work/toy.space" <<'END'
space 1
recipe base.recipe
axis channels 3 4 | 4 6
axis weight_bits 4 | 6
axis kernel 5 3 | 9 5 | 3 3 3
frames 64
eta 2
rungs 2
colour kernel
mark don't = quote 0.0005 30
END
space=$work/toy.space

status 0 "$BAC" search "$space" --plan
says ': 8 trials of 12 points; 4 of 12 points examined are no recipes, the first: '
says '^rung 0 *8 trials *64 frames each$'
says '^rung 1 *4 trials *128 frames each more$'
says '^1024 frames in all$'
status 0 "$BAC" search "$space" --plan --json
equal "8 1024" "$("$json_get" trials <"$work/out") $("$json_get" frames <"$work/out")" "trials and frames as JSON"

status 0 "$BAC" search "$space" -o "$work/whole"
says '^rung 0: 8 trials to train of 8, 64 frames each'
says '^rung 1: 4 trials to train of 4, 128 frames each'
for file in results.csv results.json pareto.svg pareto.png pareto.dat pareto.gp; do
    [ -s "$work/whole/$file" ] || fail "no $file"
done
equal 9 "$(wc -l <"$work/whole/results.csv")" "lines of results.csv"
equal 4 "$(grep -c '^[0-9]*,[0-9a-f]*,1,192,' "$work/whole/results.csv")" "trials of rung 1"
equal 8 "$("$json_get" trials <"$work/whole/results.json")" "trials in results.json"
grep -q "don" "$work/whole/pareto.svg" || fail "the mark is not in the plot"

# Again: nothing to do, the same files.
cp "$work/whole/results.csv" "$work/first.csv"
status 0 "$BAC" search "$space" -o "$work/whole" --no-plot
grep -q 'to train' "$work/out" && fail "trained again"
cmp -s "$work/first.csv" "$work/whole/results.csv" || fail "results.csv changed"

# A trial is an ordinary run: its checkpoint is that of `bac train`.
run=$(sed -n '2s/^1,\([0-9a-f]*\),.*/\1/p' "$work/first.csv")
status 0 "$BAC" train "$work/whole/trials/$run/trial.recipe" -o "$work/alone"
cmp -s "$work/alone/checkpoint.bin" "$work/whole/trials/$run/checkpoint.bin" ||
    fail "bac train makes another network of $run"

# Shards, rung by rung, from another folder.
cd "$work" || exit 1
for shard in 1/2 0/2; do
    status 0 "$BAC" search toy.space -o shards --shard $shard
done
says '^rung 1: 2 trials to train of 4'
says '^rung 1 of shard 0/2 done; 2 of 4 results are there'
says '^run the other shards, then .bac search toy.space -o shards. (or the next array) goes on'
status 3 "$BAC" search toy.space -o early --rung 1
complains 'rung 0 lacks 8 of its 8 results, and rung 1 follows from them'
status 0 "$BAC" search toy.space -o shards --shard 1/2 --rung 1
status 0 "$BAC" search toy.space -o shards --report
cmp -s "$work/first.csv" shards/results.csv || fail "shards differ from the whole"
cmp -s whole/results.json shards/results.json || fail "results.json of shards differs"
[ -s shards/pareto.png ] || fail "--report drew nothing"

# SIGINT: exit 130, and the same command goes on to the same end.
sed 's/^frames 64/frames 640/' toy.space >long.space
status 0 "$BAC" search long.space -o long --no-plot
"$BAC" search long.space -o broken --no-plot >"$work/out" 2>"$work/err" &
pid=$!
while ! ls broken/trials/*/checkpoint.bin >/dev/null 2>&1 && kill -0 $pid 2>/dev/null; do
    sleep 0.05
done
kill -INT $pid
wait $pid
equal 130 $? "exit status after SIGINT"
complains '^bac search: stopped in rung 0, [0-7] of 8 results are there; the same command goes on'
status 0 "$BAC" search long.space -o broken --no-plot
cmp -s long/results.csv broken/results.csv || fail "the interrupted search ended otherwise"

# Slurm: one array a rung, each behind the one before; a task runs its shard.
mkdir bin
cat >bin/sbatch <<'END'
#!/bin/sh
echo "$*" >>sbatch.log
echo "$((100 + $(wc -l <sbatch.log)));cluster"
END
chmod +x bin/sbatch
script=$ROOT/bench/slurm/search.sbatch
status 0 sh -n "$script"
status 0 env PATH="$work/bin:$PATH" BAC="$BAC" sh "$script" toy.space jobs 2 --partition=cpu
says '^rung 1: job 102, 2 tasks'
equal "--parsable --array=0-1 --partition=cpu $script toy.space jobs 0 2
--parsable --array=0-1 --dependency=afterok:101 --partition=cpu $script toy.space jobs 1 2" \
    "$(cat sbatch.log)" "what sbatch was asked"
for rung in 0 1; do
    for task in 0 1; do
        status 0 env BAC="$BAC" SLURM_ARRAY_TASK_ID=$task SLURM_CPUS_PER_TASK=2 \
            sh "$script" toy.space jobs $rung 2
    done
done
cmp -s "$work/first.csv" jobs/results.csv || fail "the arrays differ from the whole"
status 2 sh "$script" toy.space jobs
complains '^usage: '
status 2 sh "$script" toy.space jobs 0x
complains 'SHARDS is how many'

# Bad input: one line, nothing left.
status 2 "$BAC" search toy.space
complains '-o DIR is missing'
status 2 "$BAC" search toy.space -o no --shard 2/2
complains 'I/N: I wants an integer of 0..1'
status 2 "$BAC" search toy.space -o no --shard 2
complains 'wants I/N'
status 2 "$BAC" search toy.space -o no --report --rung 1
complains 'trains nothing'
status 3 "$BAC" search toy.space -o no --rung 2 --no-plot
complains 'there is no rung 2'
status 3 "$BAC" search toy.space -o no --report
complains 'no: holds no result of this space'
status 3 "$BAC" search none.space -o no
complains '^bac search: none.space: '
absent no
echo 'axis kernle 1 | 2' >>toy.space
status 3 "$BAC" search toy.space -o no
complains "^bac search: toy.space:11: a recipe has no key 'kernle': is 'kernel' meant?"
sed -i '$d; s/^frames 64/frames 10/' toy.space
status 3 "$BAC" search toy.space -o no
complains 'none of 12 points is a recipe; the first: '
echo '{}' >"whole/trials/$run/epochs-1.json"
sed -i 's/^frames 10/frames 64/' toy.space
status 3 "$BAC" search toy.space -o whole --report
complains "^bac search: whole/trials/$run/epochs-1.json: is no result of this trial: remove"
status 3 "$BAC" search toy.space -o /dev/null/x --no-plot
complains '^bac search: /dev/null/x: cannot be made'
absent no

finish
