"""The data sets, by name, and tables read from a file."""

from __future__ import annotations

from .builtin.gates import GATE_NAMES
from .builtin.generated import GeneratorOptions
from .dataset import Dataset, Gaps, Kind, Part, Scaling, kind_of
from .registry import BUILTIN_DATASETS, DATASET_NAMES, BuiltinDataset, builtin
from .tables.column_roles import MISSING_CHOICES, ColumnRole, TableChoices
from .tables.layout import HEADERS
from .tables.remarks import Remark
from .tables.samples import dataset_of, read_table
from .tables.table import Table, open_table, parse_table
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
