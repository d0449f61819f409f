"""litex_ports.py FOLDER : bac_litex.py makes an instance with the ports of bac_ip.v, each of its direction and width."""

import os
import re
import sys

folder = sys.argv[1]
sys.path.insert(0, folder)
import bac_litex  # noqa: E402
from migen import ClockSignal, Constant, ResetSignal, Value  # noqa: E402


class Platform:
    def __init__(self):
        self.sources = []

    def add_source(self, path):
        assert os.path.isfile(path), path
        self.sources.append(os.path.basename(path))


with open(os.path.join(folder, "bac_ip.v"), encoding="utf-8") as file:
    head = file.read().split(");")[0]
ports = {}
for direction, high, name in re.findall(r"(input|output) +wire +(?:\[(\d+):0\] )?(\w+)", head):
    ports[direction[0] + "_" + name] = int(high or 0) + 1

platform = Platform()
block = bac_litex.BacIP(platform)
(instance,) = block.specials
assert instance.module == "bac_ip"
assert set(instance.connections) == set(ports), set(instance.connections) ^ set(ports)
for name, value in instance.connections.items():
    while value.of[0] == "~":
        value = value.of[1]
    if isinstance(value, (ClockSignal, ResetSignal)):
        assert ports[name] == 1 and name[2:].endswith("aclk" if isinstance(value, ClockSignal) else "aresetn"), name
    else:
        assert isinstance(value, Value) and value.of[1] == ports[name], (name, value.of, ports[name])
        assert isinstance(value, Constant) or name.endswith(value.of[0]) or name == "o_m_axis_tuser", (name, value.of)
assert platform.sources[-1] == "bac_ip.v"
into = os.path.join(folder, "gateware")
os.mkdir(into)
bac_litex.copy_images(into)
assert sorted(os.listdir(into)) == sorted(name for name in os.listdir(folder) if name.endswith(".mem"))
print(len(ports), "ports", len(platform.sources), "sources", len(block.comb), "statements")
