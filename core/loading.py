"""From a spec to its data: fetched as they are, then made ready as the spec says."""

from __future__ import annotations

from .datasets import Dataset, Table, builtin, open_table
from .datasets.prepare import edited, split, standardised, with_extra
from .files import Reading
from .spec import RunSpec
from .types import SpecError


def load(spec: RunSpec, table: Table | None = None) -> Dataset:
    """Return the data of a spec, made ready: edited, extended, split and scaled as it says.

    Parameters
    ----------
    spec : RunSpec
        The spec.
    table : Table, optional
        A file that was read before. It is taken if it is the one the spec names.

    Raises
    ------
    SpecError
        If what the spec does to the data does not suit them.
    DataError
        If the file cannot be used.
    """
    return made_ready(spec, fetch(spec, table))


def fetch(spec: RunSpec, table: Table | None = None, reading: Reading | None = None) -> Dataset:
    """Return the data set a spec names as it is, reading its file if it names one.

    Parameters
    ----------
    spec : RunSpec
        The spec.
    table : Table, optional
        A file that was read before. If it is the one the spec names, nothing is read: the data stay
        what they are, whatever has become of the file.
    reading : Reading, optional
        Is told how far reading the file has come, and may stop it.

    Raises
    ------
    SpecError
        If samples or noise are chosen for data that are not made up.
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
    if table is None or table.file != spec.data_file:
        table = open_table(spec.data_file, spec.target, spec.ignore, reading)
    return table.dataset(spec.target, spec.ignore)


def made_ready(spec: RunSpec, dataset: Dataset) -> Dataset:
    """Do to a data set what the spec says: its rows, then extra inputs, the split, the scale.

    Raises
    ------
    SpecError
        If one of them does not suit the data.
    """
    if spec.rows is not None:
        dataset = edited(dataset, spec.rows)
    dataset = with_extra(dataset, spec.extra)
    dataset = split(dataset, spec.split, spec.data_seed, spec.validation)
    return standardised(dataset) if spec.scale == "standard" else dataset
