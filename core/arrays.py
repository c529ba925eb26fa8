"""The words every other file uses: what an array of numbers is, and what can go wrong.

Errors carry their facts as attributes, so that a command line can name the option at fault and a
screen can name the row, each from the same exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .user_input.printable import printable

Floats: TypeAlias = NDArray[np.float64]
"""Any array of double-precision numbers."""

Params: TypeAlias = Mapping[str, Floats]
"""Arrays by name: ``W1``, ``b1``, ``W2``, ... from the input to the output. ``W`` is (out, in)."""


Masks: TypeAlias = Mapping[str, NDArray[np.bool_]]
"""Which numbers of an array something holds for, by its name; names that are missing: none."""


class CoreError(Exception):
    """Anything the core refuses, in one sentence that any terminal can show.

    Parameters
    ----------
    message : str
        The sentence, without a full stop. What it quotes from outside is to go through
        `printable.quoted` or `printable.shortened`, which keep it short.
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class SpecError(CoreError):
    """A setting of a run is not legal.

    Attributes
    ----------
    field : str
        The name of the field of `RunSpec` at fault.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

    def of(self, name: str) -> str:
        """Return the sentence with the setting called otherwise, such as ``--rate``.

        Parameters
        ----------
        name : str
            What the reader knows the setting as.
        """
        message, own = str(self), f"{self.field.replace('_', ' ')} "
        return name + message[len(own) - 1 :] if message.startswith(own) else f"{name}: {message}"


class DataError(CoreError):
    """A table of data cannot be used; the message names the file, the row and the column."""


class Diverged(CoreError):  # noqa: N818 - an event of a run rather than a fault of the program
    """A number of the run is no longer finite. The update that made it so was not applied.

    Attributes
    ----------
    name : str
        What is not finite: ``W2``, ``b1``, ``mse``, ...
    epoch : int
        The epoch in which it happened, counted from 1.
    step : int
        The number of the update that would have made it so, counted from 1; 0 before any.
    """

    def __init__(self, name: str, epoch: int, step: int) -> None:
        if step == 0:
            message = (
                f"the untrained network already has no finite {name}: its numbers are too large"
            )
        else:
            message = f"{name} is no longer finite: diverged in epoch {epoch} at update {step}"
        super().__init__(message)
        self.name = name
        self.epoch = epoch
        self.step = step


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
