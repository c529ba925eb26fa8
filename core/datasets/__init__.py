"""The data sets, by name, and tables read from a file."""

from __future__ import annotations

from .base import Dataset, Gaps, Kind, Part, Scaling, kind_of
from .gates import GATE_NAMES
from .layout import HEADERS
from .playground import Draw
from .prepare import (
    edited,
    encode,
    filled,
    raw_inputs,
    raw_targets,
    split,
    standardised,
    standardised_targets,
    unscaled,
    unscaled_errors,
    unscaled_targets,
    with_extra,
)
from .registry import DATASET_NAMES, SOURCES, Source, builtin
from .remarks import Remark
from .roles import MISSING_CHOICES, ColumnRole, TableChoices
from .tables import Table, open_table, parse_table, read_table

__all__ = [
    "DATASET_NAMES",
    "GATE_NAMES",
    "HEADERS",
    "MISSING_CHOICES",
    "SOURCES",
    "ColumnRole",
    "Dataset",
    "Draw",
    "Gaps",
    "Kind",
    "Part",
    "Remark",
    "Scaling",
    "Source",
    "Table",
    "TableChoices",
    "builtin",
    "edited",
    "encode",
    "filled",
    "kind_of",
    "open_table",
    "parse_table",
    "raw_inputs",
    "raw_targets",
    "read_table",
    "split",
    "standardised",
    "standardised_targets",
    "unscaled",
    "unscaled_errors",
    "unscaled_targets",
    "with_extra",
]
