"""Random calls with random arguments: an answer or an exception that names something, never a crash.

fuzz.py SEED CALLS; a crash prints the last call. Run it on libraries with AddressSanitizer too (the asan preset)."""
import faulthandler
import os
import random
import sys
from pathlib import Path

import bac
import numpy as np

ROOT = Path(os.environ["ROOT"])
TEXT = (ROOT / "tests/nets/tiny.bnet").read_text()
EXPECTED = (ValueError, TypeError, bac.Error, MemoryError, OverflowError, OSError)
faulthandler.enable()


def number(r):
    return r.choice([0, 1, 2, 3, 7, 16, 64, -1, -128, 127, 128, 255, 2**31, -2**31, 2**32, 2**63, -2**63, 10**30, 0.5,
                     float("nan"), float("inf"), True, None, "4", b"4", r.randrange(-300, 300)])


def array(r, net):
    shape = r.choice([(net.T, net.C), (net.C, net.T), (3, net.T, net.C), (3, net.C, net.T), (0, net.T, net.C), (),
                      (net.T,), (2, 3), (1, 2, 3, 4), (net.T, net.C + 1), (40, net.T, net.C)])
    kind = r.choice(["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "?", "O", "S3", "U2", ">i4",
                     ">f4", "M8[s]"])
    low, high = r.choice([(net.code_lo, net.code_hi), (0, 2), (-200, 200), (-2**31, 2**31 - 1)])
    rng = np.random.default_rng(r.randrange(2**32))
    data = rng.integers(low, high, shape, endpoint=True)
    with np.errstate(all="ignore"):
        made = data.astype(kind)
    if made.dtype.kind == "f" and made.size and r.random() < 0.3:
        made.flat[r.randrange(made.size)] = r.choice([np.nan, np.inf, -np.inf, 1e30])
    if made.ndim >= 2:
        turn = r.randrange(6)
        if turn == 1:
            made = made[..., ::-1]
        elif turn == 2:
            made = np.swapaxes(made, -1, -2)
        elif turn == 3:
            made = np.asfortranarray(made)
        elif turn == 4:
            made = np.repeat(made, 2, axis=-1)[..., ::2]
        elif turn == 5 and made.dtype.itemsize > 1 and made.dtype.kind in "iuf":
            raw = np.zeros(made.nbytes + 1, np.uint8)  # not aligned
            odd = raw[1:].view(made.dtype).reshape(made.shape)
            odd[...] = made
            made = odd
    return made


def word(r):
    return r.choice(["folded", "serial", "unrolled", "ice40", "xilinx", "none", "random:30", "burst:4", "block:95", "pace",
                     "starve:200", "", "a\0b", "\udcff", "x" * 5000, None, 5, b"folded", "dw0", "logits", "sum_in1_fifo",
                     "plan 1\nnetwork tiny\n", TEXT])


def damaged(r):
    text = bytearray(TEXT.encode())
    for _ in range(r.randrange(1, 6)):
        at = r.randrange(len(text))
        text[at:at + r.randrange(3)] = bytes(r.choice([b"", b"9", b"-", b"\n", b"\xff", b"\0", b" 99999999999 ", b"nan"]))
    return r.choice([bytes(text), bytes(text).decode("latin1"), bytes(text[:r.randrange(len(text))])])


def calls(r, net, plan):
    """One random call: its name and what to do."""
    anything = r.choice([lambda: number(r), lambda: word(r), lambda: array(r, net)])
    return r.choice([
        ("run", lambda: net.run(array(r, net), *r.choice([(), (), (number(r),), (2,)]))),
        ("run anything", lambda: net.run(anything())),
        ("streams", lambda: net.streams(array(r, net))),
        ("quantise", lambda: net.quantise(array(r, net))),
        ("load", lambda: bac.Net.load(anything())),
        ("parse", lambda: bac.Net.parse(damaged(r)).run(array(r, net))),
        ("parse anything", lambda: bac.Net.parse(anything(), anything())),
        ("import", lambda: bac.Net.import_onnx(ROOT / "tests/nets/tiny.bnet", name=anything(), add_bits=number(r))),
        ("plan", lambda: bac.Plan(net, style=word(r), samples_per_clock=number(r))),
        ("plan text", lambda: bac.Plan(net, text=word(r))),
        ("set", lambda: plan.set(word(r), word(r), **{r.choice(["lanes", "digit", "wings"]): number(r)})),
        ("set good", lambda: plan.set(r.choice(list(plan.layers)), r.choice(bac.STYLES))),
        ("samples", lambda: setattr(plan, "samples_per_clock", r.choice([1, 1, 2, 4, number(r)]))),
        ("fifo", lambda: plan.set_fifo(r.choice(["sum_in1_fifo", word(r)]), r.choice([1, 2, 3, number(r)]))),
        ("size", lambda: plan.size(r.choice([*bac.FAMILIES, word(r)]))),
        ("cycles", lambda: plan.cycles(r.choice([1, 3]), word(r), r.choice([1, number(r)]))),
        ("text", lambda: plan.text()),
        ("look", lambda: (net.layers, net.classes, net.cost(), repr(net), repr(plan), plan.layers)),
        ("close", lambda: r.random() < 0.1 and net.close()),
        ("close plan", lambda: r.random() < 0.1 and plan.close()),
    ])


def main(seed, n):
    r = random.Random(seed)
    answered = refused = 0
    net = plan = None
    for i in range(n):
        if net is None or i % 25 == 0:
            net = bac.Net.parse(TEXT)
            plan = bac.Plan(net)
        name, call = calls(r, net, plan)
        print(f"seed {seed} call {i}: {name}", file=sys.stderr)
        try:
            call()
            answered += 1
        except EXPECTED as refusal:
            refused += 1
            if not str(refusal):
                raise AssertionError(f"{name}: a refusal without words: {refusal!r}") from refusal
    print(f"seed {seed}: {answered} answers, {refused} refusals")
    if not answered or not refused:
        raise SystemExit("fuzz.py: nothing was answered, or nothing refused")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
