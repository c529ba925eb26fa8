"""The data sets, by name, and tables read from a file."""

from __future__ import annotations

from ..types import SpecError
from .base import Dataset, Kind, kind_of
from .gates import GATE_NAMES, gate
from .tables import read_table

__all__ = ["DATASET_NAMES", "Dataset", "Kind", "builtin", "kind_of", "read_table"]

DATASET_NAMES: tuple[str, ...] = GATE_NAMES
"""The names `builtin` accepts."""


def builtin(name: str) -> Dataset:
    """Return the built-in data set of that name.

    Raises
    ------
    SpecError
        If it is none of `DATASET_NAMES`.
    """
    if name not in DATASET_NAMES:
        raise SpecError("dataset", f"there is no data set {name!r}; there are {DATASET_NAMES}")
    return gate(name)
