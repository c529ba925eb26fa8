"""The data sets, by name, and tables read from a file.

What reads a table is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .builtin.gates import GATE_NAMES
from .builtin.generated import GeneratorOptions
from .dataset import Dataset, Gaps, Kind, Part, Scaling, kind_of
from .registry import BUILTIN_DATASETS, DATASET_NAMES, BuiltinDataset, builtin
from .tables.choices import HEADERS, MISSING_CHOICES
from .transforms import (
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

if TYPE_CHECKING:  # where each is said again below, for the program
    from .tables.column_roles import ColumnRole, TableChoices
    from .tables.remarks import Remark
    from .tables.samples import dataset_of, read_table
    from .tables.table import Table, open_table, parse_table

_LATER = {
    "tables.column_roles": ("ColumnRole", "TableChoices"),
    "tables.remarks": ("Remark",),
    "tables.samples": ("dataset_of", "read_table"),
    "tables.table": ("Table", "open_table", "parse_table"),
}
"""The names that are imported when they are first used, by the module they are in."""

if not TYPE_CHECKING:  # or any name at all would seem to exist

    def __getattr__(name: str) -> object:
        for module, names in _LATER.items():
            if name in names:
                found = getattr(import_module(f".{module}", __name__), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "BUILTIN_DATASETS",
    "DATASET_NAMES",
    "GATE_NAMES",
    "HEADERS",
    "MISSING_CHOICES",
    "BuiltinDataset",
    "ColumnRole",
    "Dataset",
    "Gaps",
    "GeneratorOptions",
    "Kind",
    "Part",
    "Remark",
    "Scaling",
    "Table",
    "TableChoices",
    "builtin",
    "dataset_of",
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
