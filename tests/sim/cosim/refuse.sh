#!/bin/sh
# refuse.sh : wrong words exit 2, bad inputs exit 3, one line each, nothing left behind.
# shellcheck source=tests/support/lib.sh
. "$ROOT/tests/support/lib.sh"
# shellcheck source=tests/sim/cosim/lib.sh
. "$ROOT/tests/sim/cosim/lib.sh"
BAC_CACHE=$work/cache
export BAC_CACHE
refused() {
    want=$1 pattern=$2
    shift 2
    status "$want" "$BAC" cosim "$@"
    complains "$pattern"
}
refused 2 "unknown pattern" "$tiny" "$frames" --stall sometimes
refused 2 "1 to 95" "$tiny" "$frames" --stall random:96
refused 2 "1 to 95" "$tiny" "$frames" --stall random
refused 2 "takes no value" "$tiny" "$frames" --stall none:3
refused 2 "1 to 65535" "$tiny" "$frames" --stall burst:0
refused 2 "frames" "$tiny" "$frames" --frames 3:3
refused 2 "frames" "$tiny" "$frames" --frames 0:25
refused 2 "seed" "$tiny" "$frames" --seed -1
refused 2 "NAME=DEPTH" "$tiny" "$frames" --fifo sum
refused 2 "fifo" "$tiny" "$frames" --fifo sum_in1_fifo=0
refused 2 "rtl" "$tiny" "$frames" --fifo sum_in1_fifo=9 --rtl "$work"
refused 2 "pins" "$tiny" "$frames" --pins --links
refused 2 "wave" "$tiny" "$frames" --wave-frames 0:1
refused 2 "one process" "$tiny" "$frames" --wave "$work/out.fst" --jobs 2
refused 2 "one process" "$tiny" "$frames" --coverage "$work/out.dat" --jobs 2
refused 2 "model of its own" "$tiny" "$frames" --coverage "$work/out.dat" --wave "$work/out.fst"
refused 3 "cannot be made there" "$tiny" "$frames" --coverage "$work/none/out.dat"
refused 2 "jobs" "$tiny" "$frames" --jobs 0
refused 3 "nothing.bnet" "$work/nothing.bnet" "$frames"
refused 3 "nothing.npy" "$tiny" "$work/nothing.npy"
refused 3 "bac_top.f" "$tiny" "$frames" --rtl "$work"
refused 3 "sum_in1_fifo" "$tiny" "$frames" --fifo summ=9
# nothing half built, and the folder of each run is gone
checks=$((checks + 1))
left=$(ls -A "$BAC_CACHE")
[ -z "$left" ] || fail "left in the cache: $left"

# RTL that does not compile: Verilog's own message, then one line
"$BAC" rtl "$tiny" -o "$work/rtl" >/dev/null || fail "bac rtl failed"
echo 'module nonsense (;' >>"$work/rtl/bac_top.v"
status 3 "$BAC" cosim "$tiny" "$frames" --rtl "$work/rtl"
warns "syntax error"
left=$(ls -A "$BAC_CACHE")
[ -z "$left" ] || fail "left in the cache: $left"

# RTL of another network
sed 's/positions 16/positions 32/' "$tiny" >"$work/other.bnet"
"$BAC" rtl "$work/other.bnet" -o "$work/other" >/dev/null || fail "bac rtl failed"
status 3 "$BAC" cosim "$tiny" "$frames" --rtl "$work/other"
warns "does not belong to"
finish
