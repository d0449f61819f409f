"""play.py FOLDER FAULT: runs test_bac_ip.py on a block that gives the golden results, but for one FAULT."""

import os
import sys

folder, fault = sys.argv[1:]
sys.path.insert(0, folder)

import bac_check
import cocotb
import test_bac_ip

block = bac_check.Block(os.path.join(folder, "bac_ip.json"))
golden = bac_check.Golden(block, folder)


class Signal:
    def __init__(self):
        self.now = self.value_next = 0

    value = property(lambda self: self.now, lambda self, value: setattr(self, "value_next", value))


class Dut:
    """Ports as bac_ip.json names them: another name is an error. Takes two beats of three."""

    def __init__(self):
        self.port = {name: Signal() for name in block.ports["input"] + block.ports["output"]}
        self.sent = self.came = self.clock = 0

    def __getattr__(self, name):
        return self.port[name]

    def edge(self):
        """What was set before the edge is what the edge sees; afterwards the outputs change."""
        port = self.port
        ready = port["s_axis_tready"].now if block.WAITS else 1
        if port["aresetn"].now and port["s_axis_tvalid"].now and ready:
            wanted = golden.input[self.sent], int(self.sent % block.beats == block.beats - 1)
            last = port["s_axis_tlast"].now if block.CHECK_LAST else wanted[1]
            assert (port["s_axis_tdata"].now, last) == wanted, (self.sent, port["s_axis_tdata"].now, wanted)
            assert port["s_axis_tkeep"].now == (1 << block.C * block.S_LANE // 8) - 1
            self.sent += 1
        if port["m_axis_tvalid"].now and port["m_axis_tready"].now:
            self.came += 1
        self.clock += 1
        if block.WAITS:
            port["s_axis_tready"].value = int(self.clock % 3 != 0)
        there = self.sent // block.beats * block.results + (self.came >= 3 and fault == "surplus")
        at = self.came - (self.came > 3 and fault == "surplus")
        there -= fault == "missing" and there == len(golden.result)
        port["m_axis_tvalid"].value = int(self.came < there)
        port["m_axis_tdata"].value = golden.result[min(at, len(golden.result) - 1)] ^ (self.came == 3 and fault == "value")
        port["m_axis_tlast"].value = int(at % block.results == block.results - 1) ^ (self.came == 3 and fault == "last")
        port["m_axis_tuser"].value = int(self.came == 3 and fault == "user")


dut = Dut()
running = [test(dut) for test in cocotb.tests]
assert len(running) == 1
main = running[0]
while main in running:
    running += cocotb.started
    cocotb.started.clear()
    for signal in dut.port.values():
        signal.now = signal.value_next
    dut.edge()
    for coroutine in list(running):
        try:
            coroutine.send(None)
        except StopIteration:
            running.remove(coroutine)
assert dut.sent == len(golden.input) and dut.clock > 600, (dut.sent, dut.clock)
