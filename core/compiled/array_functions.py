"""Functions of large arrays by the compiled library, with the bits that `core.exact` has in numpy.

Each returns None where there is no library, or it does not take the sizes.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import Floats
from . import library

if TYPE_CHECKING:
    import ctypes

_MAPS = ("exp", "log", "log1p", "tanh", "erf", "normal_share")
"""In the order of ``arrays.h``."""


def mapped(name: str, x: Floats) -> Floats | None:
    """Return a function of every number, in the shape of `x`.

    `name` is one of exp, log, log1p, tanh, erf and normal_share; any other gives None.
    """
    loaded = library.load()
    if loaded is None or name not in _MAPS:
        return None
    x = np.require(x, np.float64, ("C", "A"))
    out = np.empty(x.shape)
    code = _prepared(loaded).sn_map(_MAPS.index(name), x.ctypes.data, out.ctypes.data, x.size)
    return None if code else out


def product(a: Floats, b: Floats) -> Floats | None:
    """Return the product of matrices (..., n, k) and (..., k, m), as `core.exact.matmul` does."""
    loaded = library.load()
    if loaded is None:
        return None
    rows, terms, width = a.shape[-2], a.shape[-1], b.shape[-1]
    leading = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    out = np.empty((*leading, rows, width))
    count, b_step = math.prod(leading), 0
    if b.size == terms * width:  # one b, so all rows of a follow one another
        a = _repeated(a, leading)
        rows, count, a_step = rows * count, 1, 0
    else:
        a_step = 0 if a.size == rows * terms else rows * terms
        a = _repeated(a, leading) if a_step else np.require(a, np.float64, ("C", "A"))
        b, b_step = _repeated(b, leading), terms * width
    b = np.require(b, np.float64, ("C", "A"))
    code = _prepared(loaded).sn_product(
        *(a.ctypes.data, b.ctypes.data, out.ctypes.data),
        *(rows, terms, width, count, a_step, b_step),
    )
    return None if code else out


def _repeated(a: Floats, leading: tuple[int, ...]) -> Floats:
    return np.ascontiguousarray(np.broadcast_to(a, (*leading, *a.shape[-2:])))


@cache
def _prepared(loaded: ctypes.CDLL) -> ctypes.CDLL:
    """Tell ctypes the arguments of the functions."""
    from ctypes import c_int64, c_void_p

    loaded.sn_map.argtypes = [c_int64, c_void_p, c_void_p, c_int64]
    loaded.sn_map.restype = c_int64
    loaded.sn_product.argtypes = [*([c_void_p] * 3), *([c_int64] * 6)]
    loaded.sn_product.restype = c_int64
    return loaded
