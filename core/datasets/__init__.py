"""The data sets, by name, and tables read from a file."""

from __future__ import annotations

from .base import Dataset, Kind, kind_of
from .gates import GATE_NAMES, gate
from .tables import read_table

__all__ = ["DATASET_NAMES", "Dataset", "Kind", "builtin", "kind_of", "read_table"]

DATASET_NAMES: tuple[str, ...] = GATE_NAMES
"""The names `builtin` accepts."""


def builtin(name: str) -> Dataset:
    """Return the built-in data set of that name, one of `DATASET_NAMES`."""
    return gate(name)
