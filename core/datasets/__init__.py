"""The data sets, by name, and tables read from a file."""

from __future__ import annotations

from .base import Dataset, Kind, Part, Scaling, kind_of
from .gates import GATE_NAMES
from .playground import Draw
from .prepare import edited, encode, raw_inputs, split, standardised, unscaled, with_extra
from .registry import DATASET_NAMES, SOURCES, Source, builtin
from .tables import Table, open_table, parse_table, read_table

__all__ = [
    "DATASET_NAMES",
    "GATE_NAMES",
    "SOURCES",
    "Dataset",
    "Draw",
    "Kind",
    "Part",
    "Scaling",
    "Source",
    "Table",
    "builtin",
    "edited",
    "encode",
    "kind_of",
    "open_table",
    "parse_table",
    "raw_inputs",
    "read_table",
    "split",
    "standardised",
    "unscaled",
    "with_extra",
]
