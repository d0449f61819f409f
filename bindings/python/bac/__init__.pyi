import os
from collections.abc import Iterable
from types import TracebackType
from typing import Any, NamedTuple, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import Self

_Path = Union[str, bytes, os.PathLike[str], os.PathLike[bytes]]

FAMILIES: tuple[str, ...]
STYLES: tuple[str, ...]

class Error(Exception):
    where: str
    def __init__(self, where: str, text: str) -> None: ...

class InputError(Error, ValueError): ...
class FileError(Error, OSError): ...
class OutOfMemory(Error, MemoryError): ...

class Layer(NamedTuple):
    name: str
    op: str
    inputs: tuple[str, ...]
    T: int
    C: int
    type: str
    lo: int
    hi: int
    scale: NDArray[np.float64] | None

class Cost(NamedTuple):
    bops: float
    w_bits: float
    macs: int
    sparse_macs: int
    weights: int
    nonzero: int
    score: float

class Result(NamedTuple):
    logits: NDArray[np.int32]
    classes: Any  # NDArray[np.uint32]; of a single frame np.uint32

class Net:
    T: int
    C: int
    n_classes: int
    code_lo: int
    code_hi: int
    name: str
    report: dict[str, Any] | None
    def __init__(self, pointer: Any = ...) -> None: ...
    @classmethod
    def load(cls, path: _Path) -> Self: ...
    @classmethod
    def parse(cls, text: str | bytes, name: str = ...) -> Self: ...
    @classmethod
    def import_onnx(
        cls, path: _Path, *, name: str | None = ..., classes: Iterable[str] | None = ..., add_bits: int = ...
    ) -> Self: ...
    def save(self, path: _Path) -> None: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, *_: type[BaseException] | BaseException | TracebackType | None
    ) -> None: ...
    @property
    def classes(self) -> list[str] | None: ...
    @property
    def layers(self) -> tuple[Layer, ...]: ...
    def cost(self) -> Cost: ...
    def run(self, frames: ArrayLike, threads: int = ...) -> Result: ...
    def quantise(self, samples: ArrayLike) -> NDArray[np.int32]: ...
    def streams(self, frame: ArrayLike) -> dict[str, NDArray[np.int32]]: ...
    def explore(
        self,
        *,
        device: str | None = ...,
        family: str | None = ...,
        samples_per_clock: int = ...,
        most: int = ...,
        grain: float = ...,
    ) -> list[Explored]: ...

class LayerPlan(NamedTuple):
    style: str
    inputs: int
    lanes: int
    elements: int
    digit: int

class Size(NamedTuple):
    lut: float
    site: float
    cell: float
    ff: float
    carry: float
    srl: float
    ram: float
    bram: float
    dsp: float
    layers: dict[str, Size] | None

class Stage(NamedTuple):
    name: str
    module: str
    layer: str
    busy: int
    stalled_input: int
    stalled_output: int
    depth: int
    most: int

class Cycles(NamedTuple):
    frames: int
    clocks: int
    clocks_per_frame: float | None
    latency_first: tuple[int, int] | None
    latency_last: tuple[int, int] | None
    predicted: tuple[int, int, int]
    deadlock: str | None
    stages: tuple[Stage, ...]

class Explored(NamedTuple):
    plan: Plan
    spec: str
    samples_per_clock: int
    clocks: int
    latency: int
    mhz: float
    size: Size

class Plan:
    net: Net
    samples_per_clock: int
    def __init__(
        self, net: Net, *, style: str | None = ..., samples_per_clock: int = ..., text: str | None = ...
    ) -> None: ...
    @classmethod
    def load(cls, path: _Path, net: Net) -> Self: ...
    def close(self) -> None: ...
    @property
    def layers(self) -> dict[str, LayerPlan]: ...
    def set(self, layer: str, style: str = ..., **numbers: int) -> None: ...
    def set_fifo(self, name: str, depth: int) -> None: ...
    def text(self) -> str: ...
    def save(self, path: _Path) -> None: ...
    def size(self, family: str = ...) -> Size: ...
    def cycles(self, frames: int = ..., stall: str = ..., seed: int = ...) -> Cycles: ...

def devices() -> dict[str, dict[str, Any]]: ...
def explore(
    net: Net,
    *,
    device: str | None = ...,
    family: str | None = ...,
    samples_per_clock: int = ...,
    most: int = ...,
    grain: float = ...,
) -> list[Explored]: ...
