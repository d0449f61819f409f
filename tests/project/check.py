"""check.py FOLDER: bac_check.py on the golden files of FOLDER, right and with every fault planted."""

import os
import sys

import bac_check

folder = sys.argv[1]
block = bac_check.Block(os.path.join(folder, "bac_ip.json"))
golden = bac_check.Golden(block, folder)
assert golden.frames == 6, golden.frames
beats = list(golden.beats())
assert len(beats) == 6 * block.beats
assert [i for i, beat in enumerate(beats) if beat[1]] == [f * block.beats + block.beats - 1 for f in range(6)]
right = [(word, int(i % block.results == block.results - 1), 0) for i, word in enumerate(golden.result)]


def complaint(stream):
    """What the checker says of this stream of beats."""
    checker = bac_check.Checker(golden)
    for beat in stream:
        checker.take(*beat)
    try:
        checker.finish()
    except AssertionError as error:
        return str(error)
    return ""


def planted(at, beat):
    return right[:at] + [beat] + right[at + 1 :]


tdata, tlast, tuser = right[3]
assert complaint(right) == ""
for bit in range(8 * block.M_BYTES):
    said = complaint(planted(3, (tdata ^ 1 << bit, tlast, tuser)))
    assert said.startswith(f"frame {3 // block.results}, beat {3 % block.results} of its result: got"), said
assert "tlast" in complaint(planted(3, (tdata, 1 - tlast, tuser)))
assert "tuser" in complaint(planted(3, (tdata, tlast, 1)))
assert f"{len(right) - 1} of {len(right)} beats" in complaint(right[:-1])
assert "too many" in complaint(right + right[:1])

# Pauses: as many as asked for, the same for a seed, others for another.
draws = [[stalls() for _ in range(20000)] for stalls in (bac_check.Stalls(1, 30), bac_check.Stalls(1, 30), bac_check.Stalls(2, 30))]
assert draws[0] == draws[1] != draws[2]
assert abs(sum(draws[0]) - 6000) < 400, sum(draws[0])
assert not any(bac_check.Stalls(0, 0)() for _ in range(100))

# Files that are no whole frames are refused.
broken = os.path.join(folder, "broken")
os.mkdir(broken)
with open(os.path.join(broken, "golden_input.hex"), "w", encoding="utf-8") as file:
    file.write("// a remark\n0\n")
with open(os.path.join(broken, "golden_result.hex"), "w", encoding="utf-8") as file:
    file.write("0\n")
try:
    bac_check.Golden(block, broken)
    sys.exit("a part of a frame was taken")
except ValueError as error:
    assert "no whole frames" in str(error), error
