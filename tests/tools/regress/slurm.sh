#!/bin/sh
# slurm.sh : bench/slurm/regress.sbatch on a Slurm of one node that is started here: four tasks give the bytes of one
# process. Skipped (77) without Slurm, munge and root.
for program in slurmctld slurmd sbatch munged mungekey; do
    PATH=$PATH:/usr/sbin:/sbin command -v $program >/dev/null || {
        echo "SKIPPED: needs $program (Debian: slurmctld slurmd slurm-client munge)"
        exit 77
    }
done
[ "$(id -u)" = 0 ] || {
    echo "SKIPPED: needs root to start a Slurm of its own"
    exit 77
}
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/tools/regress/lib.sh
. "$ROOT/tests/tools/regress/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
slurm=$work/slurm
host=$(hostname -s)
mkdir -p "$slurm/state" "$slurm/spool" "$slurm/munge"
chmod 755 "$work" "$slurm" "$slurm/munge"
chmod 700 "$slurm/state" "$slurm/spool"
port=$((20000 + $$ % 20000)) # two tests at once do not meet
mungekey --create -k "$slurm/munge/key"
cat >"$slurm/slurm.conf" <<CONF
ClusterName=local
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm/munge/sock
CryptoType=crypto/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1
ReturnToService=2
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
SlurmctldPort=$port
SlurmdPort=$((port + 1))
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$slurm/slurm.conf"
stop() {
    for name in slurmd slurmctld munge/pid; do
        pid=$(cat "$slurm/$name" "$slurm/$name.pid" 2>/dev/null) && kill "$pid" 2>/dev/null
    done
    sleep 1
    rm -rf "$work"
}
trap stop EXIT
munged --force --key-file="$slurm/munge/key" --socket="$slurm/munge/sock" --pid-file="$slurm/munge/pid" \
    --log-file="$slurm/munge/log" --seed-file="$slurm/munge/seed"
slurmctld -c -f "$slurm/slurm.conf"
slurmd -c -f "$slurm/slurm.conf"
waited=0
until sinfo -h -o '%t' 2>/dev/null | grep -q '^idle'; do
    waited=$((waited + 1))
    [ $waited -lt 120 ] || {
        tail "$slurm"/*.log
        fail "the node is not idle after a minute"
        break
    }
    sleep 0.5
done

# What one process makes of the suite.
suite 'stall none random:30 block:50' 'seed 1..3'
regress 0
cp "$dir/results.json" "$work/whole.json"
rm -r "$dir"

# Four tasks and, behind them, the report.
cd "$work" || exit 1
export BAC
status 0 sh "$ROOT/bench/slurm/regress.sbatch" "$work/suite.cfg" "$dir" 4 --cpus-per-task=1 --mem=100
says '^shards: job [0-9]*, 4 tasks$'
says '^report: job [0-9]*$'
waited=0
until [ -z "$(squeue -h 2>/dev/null)" ]; do
    waited=$((waited + 1))
    [ $waited -lt 600 ] || {
        squeue
        fail "the jobs did not end in five minutes"
        break
    }
    sleep 0.5
done
cmp "$work/whole.json" "$dir/results.json" || {
    cat "$work"/bac-regress-*.log
    fail "four shards are not the whole"
}
for i in 0 1 2 3; do
    sound "$dir/shard-$i-of-4"
done

# A case that fails fails its shard, and the report is made all the same.
sed '/^layer pw0 /,/^end/s/w 3 0 1/w 3 0 -1/' "$tiny" >"$work/wrong.bnet"
status 0 "$BAC" rtl "$work/wrong.bnet" -o "$work/wrong"
suite 'plan unrolled' "rtl $work/wrong"
status 0 sh "$ROOT/bench/slurm/regress.sbatch" "$work/suite.cfg" "$dir" 2 --cpus-per-task=1 --mem=100
report=$(sed -n 's/^report: job //p' "$work/out")
waited=0
until [ -z "$(squeue -h 2>/dev/null)" ] || [ $waited -gt 1200 ]; do
    waited=$((waited + 1))
    sleep 0.5
done
equal failed "$(result verdict)" "the verdict of a suite with a wrong weight"
equal 1 "$(result passed)" "cases that passed"
checks=$((checks + 1))
scontrol show job "$report" | grep -q 'JobState=FAILED' || fail "the report's job does not say that the suite failed"

status 2 sh "$ROOT/bench/slurm/regress.sbatch" suite
status 2 sh "$ROOT/bench/slurm/regress.sbatch" suite dir many
finish
