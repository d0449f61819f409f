"""Errors, and C objects that are freed once and not while somebody uses them."""
import ctypes
import threading
from contextlib import contextmanager

from . import _c


class Error(Exception):
    """What the library refuses: str() is its text; `where` names the file, line, layer or frame."""

    def __init__(self, where, text):
        super().__init__(f"{where}: {text}" if where else text)
        self.where = where


class InputError(Error, ValueError):
    """A file or an argument is not acceptable."""


class FileError(Error, OSError):
    """The system refused a read or a write."""


class OutOfMemory(Error, MemoryError):
    """Out of memory."""


_KINDS = {_c.BAC_ERR_INPUT: InputError, _c.BAC_ERR_IO: FileError, _c.BAC_ERR_MEMORY: OutOfMemory}


def error(status, err):
    """The exception of a bac_error."""
    return _KINDS.get(status, Error)(err.where.decode(errors="replace"), err.text.decode(errors="replace"))


def call(function, *arguments):
    """Calls a function whose last parameter is a bac_error; raises what it tells."""
    err = _c.bac_error()
    status = function(*arguments, ctypes.byref(err))
    if status != _c.BAC_OK:
        raise error(status, err)


def text_of(address):
    """A C string by its address, or None."""
    if not address:
        return None
    data = address if isinstance(address, bytes) else ctypes.string_at(address)
    return data.decode(errors="replace")


_libc = ctypes.CDLL(None)
_libc.free.argtypes = [ctypes.c_void_p]
_libc.free.restype = None
free = _libc.free


def path_of(path):
    """A path as bytes; TypeError of anything else, ValueError of a NUL in it."""
    import os
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError("a path holds a NUL byte")
    return name


def word(text, what):
    if not isinstance(text, str):
        raise TypeError(f"{what} is a str, not {type(text).__name__}")
    if "\0" in text:
        raise ValueError(f"{what} holds a NUL character")
    return text.encode()


def whole(number, what, low, high):
    """A whole number within low..high: bool and float are none."""
    import operator
    if isinstance(number, bool):
        raise TypeError(f"{what} is an int, not bool")
    try:
        number = operator.index(number)
    except TypeError:
        raise TypeError(f"{what} is an int, not {type(number).__name__}") from None
    if not low <= number <= high:
        raise ValueError(f"{what} is {number}, but must be {low}..{high}")
    return number


class Handle:
    """A C object. `with handle.use() as pointer`: it is not freed meanwhile, in whichever thread it is
    closed; used when closed it raises ValueError."""

    def __init__(self, pointer, release, what):
        self._pointer, self._release, self._what = pointer, release, what
        self._users, self._closed = 0, False
        self._lock = threading.Lock()

    @contextmanager
    def use(self):
        with self._lock:
            if self._closed:
                raise ValueError(f"{self._what} is closed")
            self._users += 1
        try:
            yield self._pointer
        finally:
            with self._lock:
                self._users -= 1
                last = self._closed and self._users == 0
            if last:
                self._free()

    @property
    def closed(self):
        return self._closed

    def close(self):
        with self._lock:
            if self._closed:
                return
            self._closed = True
            idle = self._users == 0
        if idle:
            self._free()

    def _free(self):
        pointer, self._pointer = self._pointer, None
        if pointer:
            self._release(pointer)

    def __del__(self):
        if not getattr(self, "_closed", True):
            self.close()
