"""What bac_ip has to give for the golden frames beside this file; no simulator, no package.

    block = Block("bac_ip.json")            its parameters, by their Verilog names
    golden = Golden(block, ".")             golden_input.hex, golden_result.hex
    for tdata, tlast in golden.beats(): ... what to send
    checker = Checker(golden)
    checker.take(tdata, tlast, tuser)       for every beat that comes out
    checker.finish()                        raises AssertionError with every difference
"""

import json
import os


class Block:
    """Parameters of the block, as attributes, and the names of its ports."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            described = json.load(file)
        self.network = described["network"]
        self.ports = described["ports"]
        self.beats = described["parameters"]["T"]
        self.results = described["results"]
        self.pace = described["pace"]
        for name, value in described["parameters"].items():
            setattr(self, name, value)


def read_hex(path):
    """The numbers of a $readmemh image without addresses, one a line; // begins a remark."""
    words = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            word = line.split("//")[0].strip()
            if word:
                words.append(int(word, 16))
    return words


class Golden:
    """Beats to send and beats to expect, as integers."""

    def __init__(self, block, folder="."):
        self.block = block
        self.input = read_hex(os.path.join(folder, "golden_input.hex"))
        self.result = read_hex(os.path.join(folder, "golden_result.hex"))
        self.frames = len(self.input) // block.beats
        if (
            self.frames == 0
            or len(self.input) != self.frames * block.beats
            or len(self.result) != self.frames * block.results
        ):
            raise ValueError(
                f"{folder}: {len(self.input)} beats and {len(self.result)} results are no whole "
                f"frames of {block.beats} and {block.results}"
            )

    def beats(self):
        """(tdata, tlast) of every beat of every frame."""
        last = self.block.beats - 1
        for i, tdata in enumerate(self.input):
            yield tdata, int(i % self.block.beats == last)


class Stalls:
    """True in `percent` of the calls, the same ones for the same seed."""

    def __init__(self, seed, percent):
        self.state = (seed & 0xFFFFFFFF) or 1
        self.percent = percent

    def __call__(self):
        now = self.state
        x = (now ^ (now << 13)) & 0xFFFFFFFF
        x ^= x >> 17
        self.state = (x ^ (x << 5)) & 0xFFFFFFFF
        return (now >> 8) % 100 < self.percent


class Checker:
    """Compares what comes out, beat by beat, and keeps the differences."""

    def __init__(self, golden):
        self.golden = golden
        self.got = 0
        self.differences = []

    @property
    def complete(self):
        return self.got >= len(self.golden.result)

    def take(self, tdata, tlast, tuser):
        results = self.golden.block.results
        frame, beat = divmod(self.got, results)
        if self.complete:
            self.differences.append(f"a result too many: {tdata:#x}")
        else:
            wanted = (self.golden.result[self.got], int(beat == results - 1), 0)
            if (tdata, tlast, tuser) != wanted:
                self.differences.append(
                    f"frame {frame}, beat {beat} of its result: got tdata {tdata:#x} tlast {tlast} "
                    f"tuser {tuser}, expected {wanted[0]:#x} {wanted[1]} 0"
                )
        self.got += 1

    def finish(self):
        if not self.complete:
            self.differences.append(f"{self.got} of {len(self.golden.result)} beats of results")
        assert not self.differences, "\n".join(self.differences)
