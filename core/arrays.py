"""What an array of numbers is, and how one is made read-only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
"""Any array of double-precision numbers."""

Params: TypeAlias = Mapping[str, Floats]
"""Arrays by name: ``W1``, ``b1``, ``W2``, ... from the input to the output. ``W`` is (out, in)."""

Masks: TypeAlias = Mapping[str, NDArray[np.bool_]]
"""Boolean arrays by name, shaped as the parameters; a missing name stands for all False."""


def frozen(array: Floats) -> Floats:
    """Return the array itself, made read-only."""
    array.setflags(write=False)
    return array


def frozen_params(arrays: Mapping[str, Floats]) -> Params:
    """Return the same arrays by name, with neither the names nor the numbers open to change."""
    return MappingProxyType({name: frozen(array) for name, array in arrays.items()})


def frozen_masks(masks: Mapping[str, NDArray[np.bool_]]) -> Masks:
    """Return the same masks by name, with neither the names nor the marks open to change."""
    for mask in masks.values():
        mask.setflags(write=False)
    return MappingProxyType(dict(masks))
