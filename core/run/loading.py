"""From a spec to its data: load the raw data, then prepare them as the spec says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.data import Dataset, builtin
from core.data.transforms import (
    TRAINED,
    edited,
    filled,
    parts,
    split,
    standardised,
    standardised_targets,
    with_extra,
)
from core.errors import SpecError
from core.user_input.file_reading import Reading

from .spec import RunSpec

if TYPE_CHECKING:
    from core.data import Table, TableChoices


def load(spec: RunSpec, table: Table | None = None) -> Dataset:
    """Return the prepared data of a spec: `fetch`, then `prepare`, with the errors of both."""
    return prepare(spec, fetch(spec, table))


def fetch(spec: RunSpec, table: Table | None = None, reading: Reading | None = None) -> Dataset:
    """Return the raw data set of a spec, reading its file if it names one.

    Parameters
    ----------
    table : Table, optional
        A file read earlier. If the spec names it, with the same options, it is used and nothing is
        read, even if the file has changed since.
    reading : Reading, optional
        Receives the progress of reading, and may stop it.

    Raises
    ------
    SpecError
        If samples or noise are set for data that are not generated.
    DataError
        If the file cannot be used.
    """
    if spec.data_file is None:
        assert spec.dataset is not None  # RunSpec sees to it
        return builtin(spec.dataset, spec.samples, spec.noise, spec.data_seed)
    for name in ("samples", "noise"):
        if getattr(spec, name):
            raise SpecError(
                name, f"{name} can be chosen for a made-up data set only, not for a file"
            )
    from core.data import dataset_of, open_table  # a run without a file needs neither

    choices = choices_of(spec)
    if table is None or not is_read(spec.data_file, spec.header, spec.encoding, table):
        asked = (*choices.target, *choices.keep)
        table = open_table(spec.data_file, reading, spec.header, spec.encoding, asked)
    return dataset_of(table, choices)


def choices_of(spec: RunSpec) -> TableChoices:
    """Return the choices in a spec of how the columns of its file are used."""
    from core.data import TableChoices

    return TableChoices(spec.target, spec.ignore, spec.keep, spec.missing, spec.strict)


def is_read(file: str | None, header: str, encoding: str, table: Table | None) -> bool:
    """Whether a table was read from that file with those options; False if there is none."""
    asked = (file, header, encoding)
    return table is not None and asked == (table.file, table.header, table.encoding)


def prepare(spec: RunSpec, dataset: Dataset) -> Dataset:
    """Prepare raw data: edit rows, fill missing inputs, add extra inputs, split, then scale.

    Raises
    ------
    SpecError
        If one of these steps is not possible for the data.
    """
    if spec.rows is not None:
        dataset = edited(dataset, spec.rows)
    if dataset.gaps is not None and (spec.split < 1.0 or spec.validation):
        part_of = parts(dataset, spec.split, spec.validation, spec.data_seed)
        dataset = filled(dataset, part_of == TRAINED)
    elif dataset.gaps is not None:
        dataset = filled(dataset, np.ones(len(dataset), dtype=np.bool_))
    dataset = with_extra(dataset, spec.extra)
    dataset = split(dataset, spec.split, spec.data_seed, spec.validation)
    if spec.scale == "standard":
        dataset = standardised(dataset)
    return standardised_targets(dataset) if spec.scale_target == "standard" else dataset
