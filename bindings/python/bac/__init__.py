"""bac: quantised, pruned 1-D CNNs as streaming FPGA hardware, from Python.

    import bac
    net = bac.Net.load("golden/nets/default.bnet")
    logits, classes = net.run(frames)              # bit for bit what the hardware computes
    bac.Plan(net, style="folded").size("ice40")    # what it costs
    bac.Plan(net).cycles(stall="random:30")        # when frames leave

Everything is computed by libbac, libbacsim and libbaconnx in C; what they refuse is an exception with their
text. Networks and plans may be shared by threads, and the interpreter's lock is free while C works.
"""
from ._base import Error, FileError, InputError, OutOfMemory
from ._net import Cost, Layer, Net, Result
from ._plan import FAMILIES, STYLES, Cycles, Explored, LayerPlan, Plan, Size, Stage, devices, explore

__all__ = ["Cost", "Cycles", "Error", "Explored", "FAMILIES", "FileError", "InputError", "Layer", "LayerPlan",
           "Net", "OutOfMemory", "Plan", "Result", "STYLES", "Size", "Stage", "devices", "explore"]
