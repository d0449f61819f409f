#!/bin/sh
# speed.sh [NET.bnet...]: frames a second of the reference on one core, from quantised codes: plain loops, portable
# vectors, AVX2 and, where Debian's python3-torch is installed, PyTorch's dense float network of the same layers, in one
# run. Default: golden/nets/default.bnet. BUILD: the build folder, build/release.
#   sh bench/speed/speed.sh golden/nets/default.bnet golden/nets/vgg10-w8a8.bnet
set -eu
cd "$(dirname "$0")/../.."
speed=${BUILD:-build/release}/bench/bac_speed
python=/usr/bin/python3
[ -x "$speed" ] || { echo "speed.sh: $speed is missing: build first, or say BUILD=folder" >&2; exit 1; }
[ $# -gt 0 ] || set -- golden/nets/default.bnet
grep -m 1 'model name' /proc/cpuinfo || true
for net in "$@"; do
    echo "$net"
    "$speed" "$net"
    if "$python" -c 'import torch' 2>/dev/null; then
        "$python" bench/speed/speed_torch.py "$net"
    else
        echo "PyTorch   python3-torch is not installed: not measured"
    fi
done
