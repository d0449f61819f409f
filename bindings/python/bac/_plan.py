"""Plans: how a network is built, what that costs, and when every frame leaves."""
import ctypes
from collections import namedtuple

from . import _c
from ._base import Handle, InputError, call, free, path_of, text_of, whole, word

LayerPlan = namedtuple("LayerPlan", "style inputs lanes elements digit")
LayerPlan.__doc__ = """A layer's style and the style's numbers; 0: chosen when the plan is built."""
Size = namedtuple("Size", "lut site cell ff carry srl ram bram dsp layers")
Size.__doc__ = """Estimated figures of a device family; layers: the same of each layer, a dict."""
Stage = namedtuple("Stage", "name module layer busy stalled_input stalled_output depth most")
Stage.__doc__ = """Clocks of a stage by activity; a FIFO's depth and largest fill in beats, else 0."""
Cycles = namedtuple("Cycles", "frames clocks clocks_per_frame latency_first latency_last predicted "
                              "deadlock stages")
Cycles.__doc__ = """What a run of the cycle simulator took, in clocks. latency_first, latency_last: from a
frame's first, last sample to its result, (least, most). predicted: (clocks_per_frame, latency_first,
latency_last) of a source that keeps the pace. deadlock: None, or its cause and remedy."""
Explored = namedtuple("Explored", "plan spec samples_per_clock clocks latency mhz size")
Explored.__doc__ = """A plan worth building: clocks a frame, clocks from the last sample to the result, estimated
clock rate (0: unknown) and size."""

_KEYS = {"inputs": _c.BAC_PLAN_INPUTS, "lanes": _c.BAC_PLAN_LANES, "elements": _c.BAC_PLAN_ELEMENTS,
         "digit": _c.BAC_PLAN_DIGIT}
STYLES = tuple(text_of(_c.bac_style_name(i)) for i in range(_c.BAC_STYLE_COUNT))
FAMILIES = tuple(text_of(_c.bac_family_name(i)) for i in range(_c.BAC_FAMILIES))
_FIGURES = ("lut", "site", "cell", "ff", "carry", "srl", "ram", "bram", "dsp")
MOST_FRAMES = 10**6


def _family(name):
    word(name, "family")
    if name not in FAMILIES:
        raise ValueError(f"no family {name!r}; there are: {' '.join(FAMILIES)}")
    return FAMILIES.index(name)


def _style(name):
    word(name, "style")
    if name not in STYLES:
        raise ValueError(f"no style {name!r}; there are: {' '.join(STYLES)}")
    return STYLES.index(name)


def _size(of, layers=None):
    return Size(*(getattr(of, figure) for figure in _FIGURES), layers)


class Plan:
    """How a network is built. Plan(net): every layer unrolled, one sample a clock.

        plan = bac.Plan(net, style="folded")
        plan.set("fc", "folded", lanes=4)
        plan.size("ice40").cell, plan.cycles().clocks_per_frame
    """

    def __init__(self, net, *, style=None, samples_per_clock=1, text=None):
        from ._net import Net
        if not isinstance(net, Net):
            raise TypeError(f"a plan is of a bac.Net, not of {type(net).__name__}")
        self.net = net
        pointer = ctypes.POINTER(_c.bac_plan)()
        with net._handle.use() as of:
            if text is None:
                call(_c.bac_plan_create, of, ctypes.byref(pointer))
            else:
                data = word(text, "text")
                call(_c.bac_plan_parse, data, len(data), b"text", of, ctypes.byref(pointer))
            self._handle = Handle(pointer, _c.bac_plan_free, "the plan")
            if style is not None:
                _c.bac_plan_set_style(of, pointer, _style(style))
        if text is None:
            self.samples_per_clock = samples_per_clock
        elif style is not None or samples_per_clock != 1:
            raise ValueError("a plan's text has its styles and samples per clock")

    @classmethod
    def load(cls, path, net):
        """Reads a plan file. InputError names the line that is not of this network."""
        with open(path_of(path), "rb") as file:
            data = file.read(1 << 24)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise InputError(str(path), "is not text") from None
        return cls(net, text=text)

    @classmethod
    def _own(cls, net, pointer):
        plan = cls.__new__(cls)
        plan.net = net
        plan._handle = Handle(pointer, _c.bac_plan_free, "the plan")
        return plan

    def close(self):
        """Frees the plan."""
        self._handle.close()

    def __repr__(self):
        return "<bac.Plan, closed>" if self._handle.closed else (
            f"<bac.Plan of {self.net.name}: {self.samples_per_clock} samples a clock>")

    @property
    def samples_per_clock(self):
        """Positions of the input in a beat: a divisor of the frame."""
        with self._handle.use() as plan:
            return plan.contents.samples_per_clock

    @samples_per_clock.setter
    def samples_per_clock(self, number):
        number = whole(number, "samples_per_clock", 1, self.net.T)
        with self._handle.use() as plan:
            plan.contents.samples_per_clock = number

    def _named(self):
        """name to index of the layers that have hardware."""
        with self.net._handle.use() as net:
            layers = [_c.bac_net_layer(net, i) for i in range(_c.bac_net_layers(net))]
            return {text_of(layer.contents.name): i for i, layer in enumerate(layers)
                    if _c.bac_plan_has_layer(layer)}

    @property
    def layers(self):
        """The layers that have hardware: a dict of name to LayerPlan."""
        named = self._named()
        with self._handle.use() as plan:
            entries = {name: plan.contents.layer[i] for name, i in named.items()}
            return {name: LayerPlan(STYLES[entry.style], *(entry.value[key] for key in _KEYS.values()))
                    for name, entry in entries.items()}

    def set(self, layer, style="unrolled", **numbers):
        """Gives a layer a style and the style's numbers: inputs, lanes, elements, digit; the others are
        chosen when the plan is built."""
        word(layer, "layer")
        kind, named = _style(style), self._named()
        if layer not in named:
            raise ValueError(f"no layer {layer!r} with hardware; there are: {' '.join(named)}")
        values = {}
        with self.net._handle.use() as net, self._handle.use() as plan:
            at = _c.bac_net_layer(net, named[layer])
            for key, number in numbers.items():
                if key not in _KEYS or not _c.bac_plan_takes(at, kind, _KEYS[key]):
                    raise ValueError(f"layer {layer!r} takes no {key} when {style}")
                values[_KEYS[key]] = whole(number, key, 1, 2**31 - 1)
            entry = plan.contents.layer[named[layer]]
            entry.style = kind
            for key in _KEYS.values():
                entry.value[key] = values.get(key, 0)

    def set_fifo(self, name, depth):
        """Sets a FIFO's depth in beats, instead of the computed one."""
        depth = whole(depth, "depth", 1, 2**24)
        with self._handle.use() as plan:
            call(_c.bac_plan_set_fifo, plan, word(name, "name"), depth)

    def text(self):
        """The plan as text, which Plan(net, text=...) reads to an equal plan."""
        address = ctypes.c_void_p()
        with self.net._handle.use() as net, self._handle.use() as plan:
            call(_c.bac_plan_text, net, plan, ctypes.byref(address))
        try:
            return text_of(address.value)
        finally:
            free(address)

    def save(self, path):
        """Writes the text, to a temporary name, then renamed."""
        data = self.text().encode()
        call(_c.bac_file_write, path_of(path), data, len(data))

    def _compiled(self, compile_to):
        """A netlist as a Handle. The plan and the network must be in use."""
        netlist = ctypes.POINTER(_c.bac_netlist)()
        with self.net._handle.use() as net, self._handle.use() as plan:
            call(compile_to, net, plan, ctypes.byref(netlist))
        return Handle(netlist, _c.bac_netlist_free, "the netlist")

    def size(self, family="xilinx"):
        """What the plan costs on a device family (xilinx, ecp5, ice40), estimated without synthesis: Size.
        InputError: a layer that its style cannot build, by name and reason."""
        family = _family(family)
        with self.net._handle.use() as net:
            with self._compiled(_c.bac_compile).use() as netlist:
                n = netlist.contents.n_stages
                each, total = (_c.bac_size * n)(), _c.bac_size()
                call(_c.bac_size_netlist, netlist, family, each, ctypes.byref(total))
                sums = {}
                for i in range(n):
                    stage = ctypes.pointer(netlist.contents.stages[i])
                    layer = _c.bac_net_layer(net, _c.bac_size_layer(netlist, stage)).contents
                    of = sums.setdefault(text_of(layer.name), _c.bac_size())
                    _c.bac_size_add(ctypes.byref(of), ctypes.byref(each[i]))
        return _size(total, {name: _size(of) for name, of in sums.items()})

    def cycles(self, frames=16, stall="none", seed=1):
        """Drives frames through the cycle simulator: Cycles. stall: none, pace, random:P, burst:N, starve:P,
        block:P (docs/cycles.md)."""
        drive, driven = _c.bac_drive(), _c.bac_driven()
        drive.frames = whole(frames, "frames", 1, MOST_FRAMES)
        drive.seed = whole(seed, "seed", 0, 2**64 - 1)
        call(_c.bac_stall_parse, word(stall, "stall"), ctypes.byref(drive.stall))
        machine = ctypes.c_void_p()
        with self.net._handle.use() as net:
            with self._compiled(_c.bac_compile_times).use() as netlist:
                call(_c.bac_machine_create, netlist, ctypes.byref(machine))
                try:
                    call(_c.bac_machine_drive, machine, ctypes.byref(drive), ctypes.byref(driven))
                    stages = tuple(self._stage(net, netlist, machine, i)
                                   for i in range(netlist.contents.n_stages))
                finally:
                    _c.bac_machine_free(machine)
                of = netlist.contents
                predicted = (of.cycles_per_frame, of.latency_first, of.latency_last)
        deadlock = text_of(driven.deadlock)
        free(driven.deadlock)
        done = driven.frames > 0
        return Cycles(driven.frames, driven.clocks, driven.clocks_per_frame if driven.frames > 1 else None,
                      (driven.latency_first_min, driven.latency_first_max) if done else None,
                      (driven.latency_last_min, driven.latency_last_max) if done else None, predicted,
                      deadlock, stages)

    @staticmethod
    def _stage(net, netlist, machine, i):
        stage = netlist.contents.stages[i]
        probe = _c.bac_machine_stage_probe(machine, i)
        return Stage(text_of(stage.name), text_of(_c.bac_stage_module(ctypes.pointer(stage))),
                     text_of(_c.bac_net_layer(net, stage.layer).contents.name), probe.busy,
                     probe.stalled_input, probe.stalled_output, probe.depth, probe.most)


def devices():
    """The devices that explore knows, small to large: a dict of name to its part, family and size."""
    found, i = {}, 0
    while _c.bac_device_at(i):
        of = _c.bac_device_at(i).contents
        found[text_of(of.name)] = {"part": text_of(of.part), "family": FAMILIES[of.family], "lut": of.lut,
                                   "ff": of.ff, "bram": of.bram, "dsp": of.dsp, "clock_mhz": of.clock_mhz}
        i += 1
    return found


def _question(device, family, samples_per_clock, most):
    question = _c.bac_explore_question()
    if device is not None:
        of = _c.bac_device_find(word(device, "device"))
        if not of:
            raise ValueError(f"no device {device!r}; there are: {' '.join(devices())}")
        if family is not None:
            raise ValueError("a device has its family: give one of the two")
        question.device, question.family = of, of.contents.family
        question.limits = _c.bac_limits_of(of)
    else:
        question.family = _family("xilinx" if family is None else family)
        question.limits = _c.bac_limits_none()
    question.samples_per_clock = whole(samples_per_clock, "samples_per_clock", 0, 2**16)
    question.most = whole(most, "most", 1, 100000)
    return question


def explore(net, *, device=None, family=None, samples_per_clock=0, most=200, grain=0.05):
    """The plans that are worth building on a device (devices()) or a family: a list of Explored, fastest
    first. most: candidates to build, a few milliseconds to a second each. grain: of plans that differ by
    less in every figure one is kept. InputError: no plan can be built, with the reason."""
    from ._net import Net
    if not isinstance(net, Net):
        raise TypeError(f"explore takes a bac.Net, not {type(net).__name__}")
    question = _question(device, family, samples_per_clock, most)
    if not 0 <= grain <= 1:
        raise ValueError("grain lies in 0..1")
    opened, err = ctypes.c_void_p(), _c.bac_error()
    with net._handle.use() as pointer:
        call(_c.bac_explore_open, pointer, ctypes.byref(question), ctypes.byref(opened))
        try:
            n = _c.bac_explore_count(opened).candidates
            built = (_c.bac_explored * n)()
            for i in range(n):
                status = _c.bac_explore_build(opened, i, ctypes.byref(built[i]), ctypes.byref(err))
                if status == _c.BAC_ERR_MEMORY:
                    raise MemoryError(text_of(err.text))
            front = (ctypes.c_uint32 * n)()
            limits = ctypes.byref(question.limits)
            return [_explored(net, opened, i, built[i])
                    for i in front[:_c.bac_explore_front(built, n, limits, grain, front)]]
        finally:
            _c.bac_explore_free(opened)


def _explored(net, opened, i, of):
    plan, spec = ctypes.POINTER(_c.bac_plan)(), ctypes.create_string_buffer(_c.BAC_EXPLORE_SPEC)
    call(_c.bac_explore_plan, opened, i, ctypes.byref(plan))
    _c.bac_explore_spec(opened, i, spec)
    return Explored(Plan._own(net, plan), spec.value.decode(), of.samples_per_clock, of.clocks, of.latency,
                    of.mhz, _size(of.size))
