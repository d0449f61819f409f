"""The module bac against the command line, and what it refuses. BAC, ROOT: bac, the repository."""
import json
import os
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import bac
import numpy as np

ROOT = Path(os.environ["ROOT"])
TINY = ROOT / "tests/nets/tiny.bnet"
DEFAULT = ROOT / "golden/nets/default.bnet"
FRAMES = np.load(ROOT / "golden/frames/synthetic-48.npy")
VECTORS = ROOT / "golden/vectors"


def said(*words):
    text = subprocess.run([os.environ["BAC"], *map(str, words)], check=True, capture_output=True).stdout
    return json.loads(text)


def codes(net, n, seed=1):
    return np.random.default_rng(seed).integers(net.code_lo, net.code_hi + 1, (n, net.T, net.C), np.int32)


class Run(unittest.TestCase):
    def test_says_what_bac_run_says(self):
        with bac.Net.load(DEFAULT) as net, tempfile.TemporaryDirectory() as folder:
            want = said("run", DEFAULT, ROOT / "golden/frames/synthetic-48.npy", "--json", "--logits",
                        f"{folder}/logits.npy")
            got = net.run(FRAMES)
            self.assertEqual(got.classes.tolist(), want["predictions"])
            np.testing.assert_array_equal(got.logits, np.load(f"{folder}/logits.npy"))
            self.assertEqual((got.logits.dtype, got.classes.dtype), (np.int32, np.uint32))

    def test_does_not_depend_on_layout_type_and_threads(self):
        net = bac.Net.load(TINY)
        x = codes(net, 37)
        want = net.run(x, threads=1)
        spread = np.zeros((37, 2 * net.T, 3 * net.C), np.int16)
        spread[:, ::2, ::3] = x
        for other in (x.astype(np.int8), x.astype(np.int16), x.astype(np.int64), x.tolist(), x.astype(">i4"),
                      np.asfortranarray(x), x[::-1][::-1], spread[:, ::2, ::3], x.transpose(0, 2, 1),
                      np.ascontiguousarray(x.transpose(0, 2, 1)), x.transpose(1, 2, 0).copy().transpose(2, 0, 1)):
            for threads in (0, 1, 3):
                got = net.run(other, threads)
                np.testing.assert_array_equal(got.logits, want.logits)
                np.testing.assert_array_equal(got.classes, want.classes)

    def test_a_frame_is_a_frame_and_none_are_none(self):
        net = bac.Net.load(TINY)
        x = codes(net, 2)
        logits, winner = net.run(x[1])
        self.assertEqual(logits.shape, (net.n_classes,))
        self.assertEqual(winner, net.run(x).classes[1])
        empty = net.run(x[:0])
        self.assertEqual((empty.logits.shape, empty.classes.shape), ((0, net.n_classes), (0,)))
        same = net.run(np.broadcast_to(x[1], (5, net.T, net.C)))
        self.assertEqual(same.classes.tolist(), 5 * [winner])
        flat = np.broadcast_to(np.int8(3), (4, net.T, net.C))
        np.testing.assert_array_equal(net.run(flat).logits, net.run(flat.copy()).logits)

    def test_does_not_copy_or_write_what_it_is_given(self):
        net = bac.Net.load(TINY)
        x = codes(net, 3)
        for given in (x, x.transpose(0, 2, 1), x[:, :, ::-1], x.astype(np.int8)):
            given.flags.writeable = False
            before = given.copy()
            array, _, _ = net._frames(given, "frames")
            self.assertTrue(np.shares_memory(array, given))
            net.run(given)
            np.testing.assert_array_equal(given, before)

    def test_streams_are_the_golden_vectors(self):
        lines = {}
        net = bac.Net.load(DEFAULT)
        for name, stream in net.streams(FRAMES[0]).items():
            self.assertEqual(stream.dtype, np.int32)
            lines[name] = stream
        self.assertEqual(list(lines), [layer.name for layer in net.layers])
        compared = 0
        for file in sorted(VECTORS.glob("*.npy")):
            name = file.stem.partition("-")[2]
            if name in lines:
                np.testing.assert_array_equal(lines[name], np.load(file).reshape(lines[name].shape), name)
                compared += 1
        self.assertGreater(compared, 20)
        quantised = net.streams(net.quantise(FRAMES[0]))
        self.assertTrue(all((quantised[name] == lines[name]).all() for name in lines))

    def test_threads_share_a_network_and_closing_waits(self):
        net = bac.Net.load(TINY)
        x = codes(net, 200)
        want, failed = net.run(x).classes.tolist(), []

        def work():
            try:
                for _ in range(20):
                    if net.run(x, threads=2).classes.tolist() != want:
                        failed.append("other classes")
            except ValueError as refusal:
                if "closed" not in str(refusal):
                    failed.append(str(refusal))

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        net.close()
        for worker in workers:
            worker.join()
        self.assertEqual(failed, [])


class Look(unittest.TestCase):
    def test_layers_classes_and_cost(self):
        net = bac.Net.load(DEFAULT)
        self.assertEqual((net.T, net.C, net.n_classes, net.name), (1024, 2, 24, "default"))
        self.assertEqual(net.classes[23], "OQPSK")
        self.assertEqual(bac.Net.load(TINY).classes, ["low", "middle", "high"])
        want = said("cost", DEFAULT, "--json")
        cost = net.cost()
        self.assertEqual((cost.nonzero, cost.score), (want["nonzero"], want["score"]))
        first = net.layers[0]
        self.assertEqual((first.op, first.type, first.T, first.C, first.inputs), ("input", "s8", 1024, 2, ()))

    def test_import_save_and_parse_give_one_network(self):
        labels = (ROOT / "golden/nets/radioml-2018.classes").read_text().split()
        net = bac.Net.import_onnx(ROOT / "golden/nets/default.onnx", classes=labels, name="default")
        self.assertEqual(net.report["layers"], len(net.layers))
        self.assertTrue(all(join["exact"] for join in net.report["joins"]))
        with tempfile.TemporaryDirectory() as folder:
            net.save(Path(folder, "a.bnet"))
            text = Path(folder, "a.bnet").read_text()
        for other in (bac.Net.parse(text), bac.Net.load(DEFAULT)):
            np.testing.assert_array_equal(other.run(FRAMES).logits, net.run(FRAMES).logits)


class Plans(unittest.TestCase):
    def test_size_and_cycles_are_those_of_bac(self):
        net = bac.Net.load(TINY)
        with tempfile.TemporaryDirectory() as folder:
            for style in bac.STYLES:
                plan = bac.Plan(net, style=style, samples_per_clock=1)
                plan.save(f"{folder}/plan.cfg")
                want = said("size", TINY, "--plan", f"{folder}/plan.cfg", "--family", "ice40", "--json")
                size = plan.size("ice40")
                self.assertEqual(round(size.lut), want["total"]["lut"])
                self.assertAlmostEqual(sum(of.ff for of in size.layers.values()), size.ff, 6)
                want = said("cycles", TINY, "--plan", f"{folder}/plan.cfg", "--stall", "random:30", "--json")
                got = plan.cycles(stall="random:30")
                self.assertEqual((got.clocks, got.frames), (want["clocks"], want["results"]))
                self.assertEqual(got.deadlock, None)
                self.assertEqual([stage.name for stage in got.stages],
                                 [stage["name"] for stage in want["stages"]])

    def test_text_is_a_round_trip_and_set_sets(self):
        net = bac.Net.load(TINY)
        plan = bac.Plan(net, style="folded")
        plan.set("logits", "folded", lanes=2)
        plan.samples_per_clock = 2
        other = bac.Plan(net, text=plan.text())
        self.assertEqual(other.text(), plan.text())
        self.assertEqual(other.layers["logits"], bac.LayerPlan("folded", 0, 2, 0, 0))
        self.assertEqual(other.samples_per_clock, 2)

    def test_a_fifo_too_shallow_is_a_deadlock_in_words(self):
        net = bac.Net.load(ROOT / "tests/sim/cosim/long_residual.bnet")
        plan = bac.Plan(net)
        plan.set_fifo("sum_in1_fifo", 1)
        self.assertIn("sum_in1_fifo", plan.cycles(frames=3).deadlock)

    def test_explore_gives_plans_that_fit(self):
        net = bac.Net.load(TINY)
        found = net.explore(device="up5k" if "up5k" in bac.devices() else None, most=60)
        self.assertGreater(len(found), 1)
        self.assertEqual([e.clocks for e in found], sorted(e.clocks for e in found))
        for e in found[:3]:
            self.assertEqual(e.plan.cycles(stall="pace").predicted[0], e.clocks)


class Refuse(unittest.TestCase):
    def refuses(self, kind, words, function, *arguments, **named):
        with self.assertRaises(kind) as caught:
            function(*arguments, **named)
        self.assertIn(words, str(caught.exception))

    def test_frames(self):
        net = bac.Net.load(TINY)
        x = codes(net, 3)
        for kind, text, frames in (
                (TypeError, "float64", x.astype(float)), (TypeError, "complex", x.astype(complex)),
                (TypeError, "bool", x.astype(bool)), (TypeError, "object", np.array([None, {}])),
                (TypeError, "float16", x.astype(np.float16)), (TypeError, "uint64", x.astype(np.uint64)),
                (ValueError, "shape [3]", x[:, 0, 0]), (ValueError, "shape", x[:, :-1]),
                (ValueError, "shape", x[None]), (TypeError, "U", "frames"), (TypeError, "object", None),
                (ValueError, "shape", np.int32(3)),
                (bac.InputError, "frame 1: position 2", np.where(np.arange(3)[:, None, None] == 1, 999, 0) *
                 (np.arange(net.T) == 2)[None, :, None] * np.ones((1, 1, net.C), np.int32)),
                (bac.InputError, "not a number", np.full(x.shape, np.nan, np.float32)),
                (bac.InputError, "infinite", np.full(x.shape, np.inf, np.float32)),
                (bac.InputError, "outside", np.full(x.shape, 2**40, np.int64))):
            self.refuses(kind, text, net.run, frames)
        for threads in (-1, 257, 10**30):
            self.refuses(ValueError, "threads", net.run, x, threads)
        for threads in (1.5, "2", None, True):
            self.refuses(TypeError, "threads", net.run, x, threads)
        self.refuses(ValueError, "one frame", net.streams, x)
        self.refuses(TypeError, "float32", net.quantise, x)
        self.refuses(bac.InputError, "outside", net.streams, np.full((net.T, net.C), 500))

    def test_files_and_text(self):
        self.refuses(bac.FileError, "/nowhere", bac.Net.load, "/nowhere")
        self.refuses(OSError, "/nowhere", bac.Net.load, "/nowhere")
        self.refuses(TypeError, "int", bac.Net.load, 3)
        self.refuses(ValueError, "NUL", bac.Net.load, "a\0b")
        self.refuses(bac.InputError, "text:1", bac.Net.parse, "no network")
        self.refuses(bac.InputError, "", bac.Net.parse, b"\xff\0\xff")
        self.refuses(bac.InputError, "", bac.Net.import_onnx, TINY)
        self.refuses(ValueError, "add_bits", bac.Net.import_onnx, TINY, add_bits=99)
        self.refuses(TypeError, "a class", bac.Net.import_onnx, TINY, classes=[1])
        self.refuses(TypeError, "Net.load", bac.Net)
        self.refuses(TypeError, "bac.Net", bac.Plan, "net")
        net = bac.Net.load(TINY)
        with self.assertRaises(OSError):
            bac.Plan.load("/nowhere", net)
        self.refuses(bac.FileError, "/nowhere", net.save, "/nowhere/a/b")

    def test_plans(self):
        net = bac.Net.load(TINY)
        plan = bac.Plan(net)
        self.refuses(ValueError, "no style", bac.Plan, net, style="origami")
        self.refuses(ValueError, "samples_per_clock", bac.Plan, net, samples_per_clock=0)
        self.refuses(bac.InputError, "text:1", bac.Plan, net, text="plan 9")
        self.refuses(ValueError, "no layer", plan.set, "nothing")
        self.refuses(ValueError, "takes no", plan.set, "logits", "folded", wings=2)
        self.refuses(ValueError, "lanes", plan.set, "logits", "folded", lanes=0)
        self.refuses(ValueError, "no family", plan.size, "abacus")
        self.refuses(bac.InputError, "stall", plan.cycles, stall="sometimes")
        self.refuses(ValueError, "frames", plan.cycles, frames=0)
        self.refuses(ValueError, "no device", net.explore, device="abacus")
        plan.set_fifo("no_such_fifo", 3)
        self.refuses(bac.InputError, "no_such_fifo", plan.size)
        plan = bac.Plan(net)
        plan.samples_per_clock = 7
        self.refuses(bac.InputError, "7", plan.size)

    def test_what_is_closed(self):
        net = bac.Net.load(TINY)
        plan = bac.Plan(net)
        x = codes(net, 1)
        net.close()
        net.close()
        for function in (lambda: net.run(x), net.cost, lambda: net.streams(x[0]), lambda: net.layers,
                         lambda: net.classes, net.explore, lambda: net.save("/tmp/x"), plan.size, plan.text,
                         plan.cycles, lambda: plan.layers, lambda: bac.Plan(net), lambda: plan.set("logits")):
            self.refuses(ValueError, "closed", function)
        self.assertIn("closed", repr(net))
        plan.close()
        self.refuses(ValueError, "closed", lambda: plan.samples_per_clock)


if __name__ == "__main__":
    unittest.main()
