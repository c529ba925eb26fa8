"""Editing a truth table: the rows of a data set written out, with one of them changed.

Every function returns new rows, inputs then targets; a run with them is another run.
"""

from __future__ import annotations

import dataclasses

from core import DataError, Dataset, Rows, RunSpec, load, raw_inputs
from core.user_input.printable import shortened

MOST_ROWS = 64
"""Larger data sets are no tables to be edited by hand."""


def refuse_unless_editable(spec: RunSpec, dataset: Dataset) -> None:
    """Refuse where rows cannot be edited. It reads no data, so it may be asked in every frame.

    Parameters
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data.

    Raises
    ------
    DataError
        If the table is too long to be edited, or part of it is held out.
    """
    if spec.split < 1.0:
        raise DataError("rows cannot be edited while some are held out for testing; set split to 1")
    if len(dataset) > MOST_ROWS:
        raise DataError(
            f"data set {dataset.name} has {len(dataset):,} rows; at most {MOST_ROWS} can be edited"
        )


def rows_of(spec: RunSpec, dataset: Dataset) -> Rows:
    """Return the rows of a run's data.

    Parameters
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data.

    Raises
    ------
    DataError
        If the table cannot be edited, or its file cannot be read any more.
    """
    refuse_unless_editable(spec, dataset)
    if spec.rows is not None:
        return spec.rows
    if dataset.scaling or dataset.target_scaling:  # going back would leave traces of rounding
        bare = dataclasses.replace(spec, scale="none", scale_target="none")
        dataset = load(bare, dataset.table)
    pairs = zip(raw_inputs(dataset).tolist(), dataset.d.tolist(), strict=True)
    return tuple((*x, *d) for x, d in pairs)


def column_name(dataset: Dataset, column: int) -> str:
    """Return what a column is called, the inputs counted first."""
    return (*dataset.features, *dataset.targets)[column]


def place_of(dataset: Dataset, column: int) -> int:
    """Return where a column of the table stands in a row written out.

    Raises
    ------
    DataError
        If it is made of other columns, so that it has no number of its own.
    """
    own = len(dataset.features) - len(dataset.extra)
    if own <= column < len(dataset.features):
        name = shortened(dataset.features[column], 40)
        raise DataError(f"{name} is made of other inputs; edit those")
    return column if column < own else column - len(dataset.extra)


def with_cell(rows: Rows, sample: int, place: int, value: float) -> Rows:
    """Return the rows with another number in one place."""
    row = rows[sample]
    changed = (*row[:place], value, *row[place + 1 :])
    return (*rows[:sample], changed, *rows[sample + 1 :])


def with_row(rows: Rows, after: int, row: tuple[float, ...]) -> Rows:
    """Return the rows with one more below another.

    Raises
    ------
    DataError
        If there are as many as can be edited.
    """
    if len(rows) >= MOST_ROWS:
        raise DataError(f"there are {len(rows)} rows already, and {MOST_ROWS} is the limit")
    return (*rows[: after + 1], row, *rows[after + 1 :])


def without_row(rows: Rows, sample: int) -> Rows:
    """Return the rows without one.

    Raises
    ------
    DataError
        If it is the last one.
    """
    if len(rows) == 1:
        raise DataError("this is the only row; a data set needs one")
    return (*rows[:sample], *rows[sample + 1 :])
