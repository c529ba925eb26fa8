"""The data sets, by name, and tables read from a file."""

from __future__ import annotations

from .base import Dataset, Kind, Scaling, kind_of
from .registry import DATASET_NAMES, SOURCES, Draw, Source, builtin
from .tables import read_table

__all__ = [
    "DATASET_NAMES",
    "SOURCES",
    "Dataset",
    "Draw",
    "Kind",
    "Scaling",
    "Source",
    "builtin",
    "kind_of",
    "read_table",
]
