"""Finds the shared libraries: beside the build tree's python/, or where `cmake --install` put them."""
import ctypes
import os
from pathlib import Path

ABI = 2  # of the libraries: cmake/bac_library.cmake

_folder = Path(os.path.abspath(__file__)).parent  # links stay: the build tree links to the sources


def _places():
    if "BAC_LIBRARIES" in os.environ:
        yield Path(os.environ["BAC_LIBRARIES"])
    try:
        from ._place import LIBRARIES  # type: ignore  # made by cmake --install
        yield _folder / LIBRARIES
    except ImportError:
        yield _folder.parent.parent / "lib"


def library(name):
    """The ctypes library lib<name>.so.<ABI>; ImportError says where it was looked for."""
    looked = []
    for place in _places():
        path = place / f"lib{name}.so.{ABI}"
        if path.exists():
            return ctypes.CDLL(os.path.normpath(path))
        looked.append(os.path.normpath(path))
    raise ImportError(f"bac: there is no {' nor '.join(looked)}: build or install the libraries, or set "
                      "BAC_LIBRARIES to their folder")
