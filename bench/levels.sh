#!/bin/sh
# levels.sh NET.bnet PLAN.cfg [LAYER] : LUTs and CARRY4 on the longest register-to-register path, and the enables, of the
# network (or one layer), synthesised for UltraScale+ by Yosys. Four minutes for a whole network. PLAN - is the default
# plan; options joined by commas (--style,serial) make one. Generated files in build/levels. Clock rates of single layers:
# bench/routed/run.sh layers.
#   sh bench/levels.sh golden/nets/default-0099.bnet golden/plans/default-0099-serial-1.cfg
set -eu
export LC_ALL=C # awk: 1.5, not 1,5
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || {
    sed -n '2,6s/^# //p' "$0" >&2
    exit 2
}
net=$1 plan=$2 layer=${3:-}
work=${WORK:-build/levels}
# shellcheck source=bench/resources/lib.sh
. "$here/resources/lib.sh"
bac=${BAC:-build/release/bac}
export BAC="$bac"
mkdir -p "$work"
key=$(basename "$net" .bnet)-$(basename -- "$plan" .cfg | tr -c 'a-z0-9\n' '-')-${layer:-whole}
plan=$(plan_of "$net" "$plan")
figures=$(sh "$here/resources/layer.sh" "$net" "$plan" xilinx "$layer" "$work/$key" "write_blif -gates net.blif")
echo "$key: $figures (lut,site,ff,carry,srl,ram,bram,dsp)"
awk -f "$here/levels.awk" "$work/$key/net.blif"
