# speed_torch.py NET.bnet: frames a second of PyTorch's dense float network with the layers of NET, one frame after the
# other on one thread: convolutions with their zeros, a ReLU for each requantiser. Only its speed means anything: weights
# are random. The yardstick of bench/speed/speed.sh; nothing else depends on it.
import sys
import time

import torch
from torch.nn import functional as F

ROUNDS, SECONDS = 5, 0.2


def layers_of(path):
    layers = []
    with open(path) as file:
        for line in file:
            word = line.split("#")[0].split()
            if word[:1] == ["layer"]:
                layers.append({"name": word[1], "op": word[2]})
            elif word and layers and word[0] in ("from", "channels", "groups", "kernel", "stride", "pad", "positions"):
                layers[-1][word[0]] = word[1:] if word[0] == "from" else [int(w) for w in word[1:]]
    return layers


def step_of(layer, channels):
    """What a layer does with its inputs, which have so many channels."""
    op = layer["op"]
    if op in ("conv", "fc"):
        out, groups = layer["channels"][0], layer.get("groups", [1])[0]
        if op == "fc":
            weight = torch.randn(out, channels[0])
            return lambda x: F.linear(x.flatten(1), weight).unsqueeze(2)
        weight = torch.randn(out, channels[0] // groups, layer["kernel"][0])
        pad, stride = layer["pad"], layer["stride"][0]
        if pad[0] == pad[1]:
            return lambda x: F.conv1d(x, weight, None, stride, pad[0], 1, groups)
        return lambda x: F.conv1d(F.pad(x, pad), weight, None, stride, 0, 1, groups)
    if op == "requant":
        return F.relu
    if op == "add":
        return lambda *x: sum(x[1:], x[0])
    if op == "concat":
        return lambda *x: torch.cat(x, 1)
    if op == "maxpool":
        kernel, stride, pad = layer["kernel"][0], layer["stride"][0], layer["pad"]
        return lambda x: F.max_pool1d(F.pad(x, pad, value=-1e30), kernel, stride)
    if op == "globalmax":
        return lambda x: x.amax(2, keepdim=True)
    if op == "flatten":
        return lambda x: x.transpose(1, 2).reshape(1, -1, 1)
    return lambda x: x.argmax(1)


layers = layers_of(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(1)
value = {layers[0]["name"]: torch.randn(1, layers[0]["channels"][0], layers[0]["positions"][0])}
program = []
with torch.no_grad():
    for layer in layers[1:]:
        inputs = [value[name] for name in layer["from"]]
        step = step_of(layer, [x.shape[1] for x in inputs])
        value[layer["name"]] = step(*inputs)
        program.append((step, layer["from"], layer["name"]))

    def frame():
        for step, names, out in program:
            value[out] = step(*[value[name] for name in names])

    best = float("inf")
    for _ in range(ROUNDS):
        done, start = 0, time.process_time()
        while time.process_time() - start < SECONDS:
            frame()
            done += 1
        best = min(best, (time.process_time() - start) / done)
print(f"PyTorch  {best * 1e6:10.2f} us a frame {1 / best:10.0f} frames/s, dense float, {torch.__version__}")
