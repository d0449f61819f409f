"""What Python adds: Net.run against bac_run_frames of the same library, frames and threads, round by round in turn.

    PYTHONPATH=build/release/python /usr/bin/python3 bench/bindings/python.py [NET.bnet [FRAMES [THREADS [ROUNDS]]]]

Frames are random int8 codes (seed 1). The best round of each counts, in seconds of the clock and of the processors; the
target is a ratio of at most 1.05."""
import ctypes
import sys
import time

import bac
import numpy as np
from bac import _c


def measured(function):
    wall, cpu = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - wall, time.process_time() - cpu


def main(path="golden/nets/default.bnet", frames=100000, threads=2, rounds=3):
    net = bac.Net.load(path)
    x = np.random.default_rng(1).integers(net.code_lo, net.code_hi + 1, (int(frames), net.T, net.C), np.int8)
    n, threads = len(x), int(threads)
    of = _c.bac_frames(n, _c.BAC_I8, x.ctypes.data, (ctypes.c_int64 * 3)(net.T * net.C, net.C, 1))
    logits, classes = np.empty((n, net.n_classes), np.int32), np.empty(n, np.uint32)
    results = []

    def in_c():
        with net._handle.use() as pointer:
            status = _c.bac_run_frames(pointer, ctypes.byref(of), threads, logits.ctypes.data, classes.ctypes.data,
                                       _c.bac_frames_step_fn(), None, None)
        assert status == _c.BAC_OK

    def in_python():
        results[:] = [net.run(x, threads)]

    net.run(x[:1000], threads)
    times = {"bac_run_frames": [], "Net.run": []}
    for _ in range(int(rounds)):
        times["bac_run_frames"].append(measured(in_c))
        times["Net.run"].append(measured(in_python))
    assert (results[0].logits == logits).all() and (results[0].classes == classes).all()
    best = {name: [min(of) for of in zip(*rounds_of)] for name, rounds_of in times.items()}
    for name, (wall, cpu) in best.items():
        print(f"{name:15} {n} frames, {threads} threads: {wall:.3f} s, {cpu:.3f} s of processors, {n / wall:.0f} frames a second")
    (c_wall, c_cpu), (p_wall, p_cpu) = best["bac_run_frames"], best["Net.run"]
    print(f"ratio {p_wall / c_wall:.4f} of the clock, {p_cpu / c_cpu:.4f} of the processors")


if __name__ == "__main__":
    main(*sys.argv[1:])
