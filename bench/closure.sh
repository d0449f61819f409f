#!/bin/sh
# closure.sh levels NET.bnet PLAN.cfg [LAYER]         LUTs and CARRY4 on the longest register-to-register path, and the
#                                                     enables, of the network (or one layer) on UltraScale+
# closure.sh route NET.bnet PLAN.cfg LAYER [SEEDS]    MHz of one layer, placed and routed by itself on an HX8K, with each
#                                                     of the seeds ("1 2 3"), and the median
# PLAN - is the default plan; options joined by commas (--style,serial) make one. Generated files in build/closure.
#   sh bench/closure.sh levels golden/nets/default-0099.bnet golden/plans/default-serial-1.cfg
#   sh bench/closure.sh route golden/nets/default-0099.bnet --style,folded block1_dw
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
[ $# -ge 3 ] || usage
what=$1 net=$2 plan=$3 layer=${4:-}
bac=${BAC:-build/release/bac} work=${WORK:-build/closure}
export BAC="$bac"
# shellcheck source=bench/resources/lib.sh
. "$here/resources/lib.sh"
mkdir -p "$work"
key=$(basename "$net" .bnet)-$(basename -- "$plan" .cfg | tr -c 'a-z0-9\n' '-')-${layer:-whole}
plan=$(plan_of "$net" "$plan")
case $what in
levels)
    out=$work/levels-$key
    figures=$(sh "$here/resources/layer.sh" "$net" "$plan" xilinx "$layer" "$out" \
        "write_blif -gates net.blif")
    echo "$key: $figures (lut,site,ff,carry,srl,ram,bram,dsp)"
    awk -f "$here/closure/levels.awk" "$out/net.blif"
    ;;
route)
    [ -n "$layer" ] || usage
    out=$work/route-$key
    sh "$here/resources/layer.sh" "$net" "$plan" ice40 "$layer" "$out" >/dev/null
    awk -f "$here/closure/harness.awk" "$out/layer.v" >"$out/harness.v"
    (cd "$out" && yosys -q -l route.log -p "read_verilog -defer rtl/*.v; read_verilog layer.v harness.v; \
        synth_ice40 -top harness -json harness.json" >/dev/null 2>yosys.err)
    for seed in ${5:-1 2 3}; do
        nextpnr-ice40 --hx8k --package ct256 --json "$out/harness.json" --seed "$seed" --freq 200 \
            --timing-allow-fail -q -l "$out/pnr-$seed.log" --report "$out/pnr-$seed.json" >/dev/null 2>&1 || {
            echo "closure.sh: $key does not route; see $out/pnr-$seed.log" >&2
            exit 1
        }
        mhz=$(awk '/Max frequency for clock/ { m = $(NF - 5); for (i = 1; i <= NF; i++) if ($i == "MHz") { m = $(i - 1); break } } END { print m }' \
            "$out/pnr-$seed.log")
        echo "$key: seed $seed $mhz MHz"
        echo "$mhz" >>"$out/mhz.$$"
    done
    awk '/ICESTORM_LC:/ { sub(/\/.*/, "", $4); cells = $4 + 0; c = $0 } END { print c }' "$out/pnr-${seed}.log"
    echo "$key: median $(sort -n "$out/mhz.$$" | awk '{ m[NR] = $1 } END { print m[int((NR + 1) / 2)] }') MHz"
    rm -f "$out/mhz.$$"
    ;;
*) usage ;;
esac
