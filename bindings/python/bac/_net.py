"""Networks and what the reference says of frames."""
import ctypes
from collections import namedtuple

import numpy

from . import _c
from ._base import Handle, call, path_of, text_of, whole, word

Layer = namedtuple("Layer", "name op inputs T C type lo hi scale")
Layer.__doc__ = """One layer. Its stream is [T][C] integers of `type` ('s8': signed, 8 bits), within lo..hi.

scale: float64 [1] or [C], the real value of one unit; None: unknown."""
Cost = namedtuple("Cost", "bops w_bits macs sparse_macs weights nonzero score")
Cost.__doc__ = """The inference cost by the ITU-ML5G-PS-007 rule, a frame (docs/arithmetic.md)."""
Result = namedtuple("Result", "logits classes")
Result.__doc__ = """logits: int32 [N][classes]; classes: uint32 [N]. Of a single frame: [classes] and []."""

_DTYPES = {"f4": _c.BAC_F32, "i1": _c.BAC_I8, "u1": _c.BAC_U8, "i2": _c.BAC_I16, "u2": _c.BAC_U16,
           "i4": _c.BAC_I32, "i8": _c.BAC_I64}
MOST_THREADS = 256


def _numbers(array, n, kind):
    return numpy.ctypeslib.as_array(array, (n,)).astype(kind) if n and array else None


def _type_name(of):
    return f"{'s' if of.is_signed else 'u'}{of.bits}"


class Net:
    """A quantised network: immutable, shared by threads. Net.load, Net.parse, Net.import_onnx make one.

        net = bac.Net.load("golden/nets/default.bnet")
        logits, classes = net.run(frames)          # frames: float32 or codes, [N][T][C] or [N][C][T]
    """

    def __init__(self, pointer=None):
        if not isinstance(pointer, ctypes.c_void_p):
            raise TypeError("make a network by Net.load, Net.parse or Net.import_onnx")
        self._handle = Handle(pointer, _c.bac_net_free, "the network")
        first = _c.bac_net_layer(pointer, 0).contents
        logits = _c.bac_net_logits(pointer).contents
        #: positions and channels of a frame; classes; how far codes go
        self.T, self.C, self.n_classes = first.T, first.C, logits.C
        self.code_lo, self.code_hi = first.code_lo, first.code_hi
        self.name = text_of(_c.bac_net_name(pointer))
        self.report = None

    @classmethod
    def load(cls, path):
        """Reads and checks a .bnet file. InputError names the line; FileError: it cannot be read."""
        pointer = ctypes.c_void_p()
        call(_c.bac_net_load, path_of(path), ctypes.byref(pointer))
        return cls(pointer)

    @classmethod
    def parse(cls, text, name="text"):
        """As load, from the text (str or bytes) of a .bnet file; messages name `name` as the file."""
        data = text.encode() if isinstance(text, str) else bytes(memoryview(text))
        pointer = ctypes.c_void_p()
        call(_c.bac_net_parse, data, len(data), word(name, "name"), ctypes.byref(pointer))
        return cls(pointer)

    @classmethod
    def import_onnx(cls, path, *, name=None, classes=None, add_bits=0):
        """A QONNX file as exact integers. classes: labels; add_bits: width of a residual sum of unequal
        scales, 8..24 (16). `report` of the network says what was exact: a dict of nodes, layers,
        requantiser_channels, joins, logits, logits_error."""
        options = _c.bac_import_options()
        options.name = None if name is None else word(name, "name")
        options.add_bits = whole(add_bits, "add_bits", 0, 24)
        if classes is not None:
            labels = [word(label, "a class") for label in classes]
            if not labels:
                raise ValueError("classes is empty")
            array = (ctypes.c_char_p * len(labels))(*labels)
            options.classes = ctypes.cast(array, ctypes.POINTER(ctypes.c_char_p))
            options.n_classes = len(labels)
        report, pointer = _c.bac_import_report(), ctypes.c_void_p()
        call(_c.bac_import_onnx, path_of(path), ctypes.byref(options), ctypes.byref(pointer),
             ctypes.byref(report))
        try:
            net = cls(pointer)
            net.report = _report(report)
        finally:
            _c.bac_import_report_free(ctypes.byref(report))
        return net

    def save(self, path):
        """Writes a .bnet file: to a temporary name, then renamed. Loading it gives an equal network."""
        with self._handle.use() as pointer:
            call(_c.bac_net_save, pointer, path_of(path))

    def close(self):
        """Frees the network; what is running ends first. Closing twice is fine."""
        self._handle.close()

    @property
    def closed(self):
        return self._handle.closed

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f"<bac.Net {self.name}: frames [{self.T}][{self.C}], {self.n_classes} classes" + (
            ", closed>" if self.closed else ">")

    @property
    def classes(self):
        """The labels, a list of n_classes; None: the network has none."""
        with self._handle.use() as pointer:
            labels = [text_of(_c.bac_net_class(pointer, i)) for i in range(self.n_classes)]
        return None if None in labels else labels

    @property
    def layers(self):
        """All layers, in order: a tuple of Layer."""
        with self._handle.use() as pointer:
            found = [_c.bac_net_layer(pointer, i).contents for i in range(_c.bac_net_layers(pointer))]
            names = [text_of(layer.name) for layer in found]
            return tuple(
                Layer(names[i], text_of(_c.bac_op_name(layer.op)),
                      tuple(names[getattr(layer, "in")[k]] for k in range(layer.n_in)),
                      layer.T, layer.C, _type_name(layer.type), layer.lo, layer.hi,
                      _numbers(layer.scale, layer.n_scale, numpy.float64))
                for i, layer in enumerate(found))

    def cost(self):
        """The inference cost of a frame: Cost."""
        of = _c.bac_cost()
        with self._handle.use() as pointer:
            _c.bac_net_cost(pointer, ctypes.byref(of))
        return Cost(*(getattr(of, field) for field in Cost._fields))

    # ---- frames

    def _frames(self, frames, what):
        """A numpy array as (array [N][T][C], was it a single frame). No number is copied unless numpy has
        to: lists, bytes in another order, addresses that are not aligned."""
        array = numpy.asarray(frames)
        kind = array.dtype.kind + str(array.dtype.itemsize)
        if kind == "f8":
            raise TypeError(f"{what} are float64: samples are float32, so say astype(numpy.float32)")
        if kind not in _DTYPES:
            raise TypeError(f"{what} are {array.dtype}: take float32 samples or integer codes")
        if not array.dtype.isnative or not array.flags.aligned:
            array = numpy.array(array, dtype=array.dtype.newbyteorder("="))
        single = array.ndim == 2
        if single:
            array = array[None]
        if array.ndim == 3 and array.shape[1:] == (self.T, self.C):
            pass
        elif array.ndim == 3 and array.shape[1:] == (self.C, self.T):
            array = array.transpose(0, 2, 1)
        else:
            raise ValueError(f"{what} have the shape {list(numpy.shape(frames))}, but a frame is "
                             f"[{self.T}][{self.C}] or [{self.C}][{self.T}], frames one dimension more")
        if any(stride % array.itemsize for stride in array.strides):
            array = numpy.ascontiguousarray(array)
        return array, single, _DTYPES[kind]

    def run(self, frames, threads=0):
        """Classifies frames with the bit-true reference. Returns Result: logits int32 [N][classes] and
        classes uint32 [N]; of a single frame int32 [classes] and a uint32.

        frames: float32 samples or integer codes, [N][T][C] or [N][C][T], or one frame without N (when T
        equals C, [T][C] is meant). Any strides: views are not copied. threads: 0 is one a processor.
        Raises InputError of a code outside code_lo..code_hi or a sample that is not finite, with frame,
        position and channel; ValueError of another shape; TypeError of other numbers."""
        array, single, dtype = self._frames(frames, "frames")
        n = array.shape[0]
        of = _c.bac_frames(n, dtype, array.ctypes.data, (ctypes.c_int64 * 3)(
            *(stride // array.itemsize for stride in array.strides)))
        logits = numpy.empty((n, self.n_classes), numpy.int32)
        classes = numpy.empty(n, numpy.uint32)
        threads = whole(threads, "threads", 0, MOST_THREADS)
        with self._handle.use() as pointer:
            call(_c.bac_run_frames, pointer, ctypes.byref(of), threads, logits.ctypes.data,
                 classes.ctypes.data, _c.bac_frames_step_fn(), None)
        return Result(logits[0], classes[0]) if single else Result(logits, classes)

    def quantise(self, samples):
        """The codes of samples, as the network's input quantiser makes them: float32 [N][T][C], [N][C][T] or
        a frame; returns int32 [N][T][C], or [T][C]."""
        array, single, dtype = self._frames(samples, "samples")
        if dtype != _c.BAC_F32:
            raise TypeError(f"samples are float32, not {array.dtype}")
        array = numpy.ascontiguousarray(array)
        codes = numpy.empty(array.shape, numpy.int32)
        with self._handle.use() as pointer:
            for i in range(array.shape[0]):
                call(_c.bac_frame_quantise, pointer, array[i].ctypes.data, codes[i].ctypes.data)
        return codes[0] if single else codes

    def streams(self, frame):
        """Every layer's stream for one frame: a dict of name to int32 array [T][C], in the network's order.
        frame: as run takes it, without N."""
        array, single, dtype = self._frames(frame, "the frame's numbers")
        if not single:
            raise ValueError(f"streams takes one frame, [{self.T}][{self.C}]")
        codes = self.quantise(frame) if dtype == _c.BAC_F32 else numpy.ascontiguousarray(
            numpy.clip(array[0], -2**31, 2**31 - 1), numpy.int32)
        run = ctypes.c_void_p()
        with self._handle.use() as pointer:
            call(_c.bac_run_create, pointer, ctypes.byref(run))
            try:
                call(_c.bac_run_frame, run, codes.ctypes.data, None, None)
                found = {}
                for i in range(_c.bac_net_layers(pointer)):
                    layer = _c.bac_net_layer(pointer, i).contents
                    values = ctypes.cast(_c.bac_run_layer(run, i), ctypes.POINTER(ctypes.c_int32))
                    found[text_of(layer.name)] = numpy.ctypeslib.as_array(values,
                                                                          (layer.T, layer.C)).copy()
                return found
            finally:
                _c.bac_run_free(run)

    def explore(self, **question):
        """Which plans are worth building: bac.explore(net, ...)."""
        from ._plan import explore
        return explore(self, **question)


def _report(of):
    forms = {text_of(_c.bac_form_name(i)): of.form_channels[i] for i in range(_c.BAC_FORM_COUNT)}
    joins = [{"layer": text_of(of.joins[i].layer), "exact": of.joins[i].exact, "error": of.joins[i].error}
             for i in range(of.n_joins)]
    return {"nodes": of.nodes, "layers": of.layers, "requantiser_channels": forms, "joins": joins,
            "logits": text_of(of.logits), "logits_error": of.logits_error}
