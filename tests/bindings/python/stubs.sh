#!/bin/sh
# stubs.sh : the module's types are those of its stubs, a program that uses them passes mypy --strict, one that misuses
# them does not, and _c.py is what the headers say.
set -eu
: "${ROOT:?}" "${BUILD:?}" "${PYTHON:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$PYTHON" "$ROOT/bindings/headers.py" ctypes >"$work/_c.py"
cmp "$work/_c.py" "$ROOT/bindings/python/bac/_c.py" ||
    { echo "make it anew: python3 bindings/headers.py ctypes >bindings/python/bac/_c.py"; exit 1; }
cd "$work" # the cache of mypy stays here
export PYTHONPATH="$BUILD/python" MYPYPATH="$ROOT/bindings/python"
stubtest bac --ignore-missing-stub --concise --mypy-config-file /dev/null
cat >good.py <<'END'
import numpy as np
import bac

net = bac.Net.load("a.bnet")
result = net.run(np.zeros((3, net.T, net.C), np.float32), threads=2)
best: int = int(result.logits.argmax())
plan = bac.Plan(net, style="folded")
clocks: float = plan.cycles(stall="pace").clocks_per_frame or 0.0
luts: float = plan.size("ice40").cell
names: list[str] = [layer.name for layer in net.layers]
front = [found.plan.text() for found in net.explore(device="up5k")]
END
mypy --strict good.py
cat >bad.py <<'END'
import bac

net = bac.Net.load(3)
net.run()
bac.Plan("net").size(7)
END
if mypy --strict bad.py >bad.txt; then echo "mypy finds nothing wrong with bad.py"; exit 1; fi
[ "$(grep -c 'error:' bad.txt)" -ge 3 ] || { cat bad.txt; exit 1; }
