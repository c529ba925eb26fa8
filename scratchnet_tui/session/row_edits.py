"""Editing the rows of a truth table, held as tuples of inputs, then targets.

A run with other rows is another run, so every edit begins one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

from core import DataError, Dataset, Rows, RunSpec, load, raw_inputs
from core.printable import shortened

from . import events as ev
from .run_group import RunGroup

MOST_ROWS = 64
"""Larger data sets are no tables to be edited by hand."""


class Cell(NamedTuple):
    """A cell of the table: the name of its column, and its value."""

    column: str
    value: float


class RowEdits:
    """Edits the rows of the present run, and undoes edits. Rows are counted from 0.

    A refused edit raises `core.CoreError` and changes nothing. ``begin(spec)`` makes another run
    the present one.
    """

    def __init__(self, runs: RunGroup, begin: Callable[[RunSpec], ev.NewRun]) -> None:
        self._runs, self._begin = runs, begin
        self._done: tuple[tuple[Rows, Rows | None], ...] = ()
        """For each edit the rows it made, and those that were there before it."""

    @property
    def _spec(self) -> RunSpec:
        return self._runs.present.trainer.spec

    @property
    def _dataset(self) -> Dataset:
        return self._runs.present.trainer.dataset

    def cell(self, sample: int, column: int) -> Cell:
        """Return a cell that can be edited; columns are counted from the inputs on."""
        rows = rows_of(self._spec, self._dataset)
        place = place_of(self._dataset, column)
        return Cell(column_name(self._dataset, column), rows[sample][place])

    def set_cell(self, sample: int, column: int, value: float) -> ev.CellSet | None:
        """Set the value of a cell; None if it has that value already."""
        dataset = self._dataset
        rows, place = rows_of(self._spec, dataset), place_of(dataset, column)
        if value == rows[sample][place]:
            return None
        was_bias = dataset.has_bias_input and column == len(dataset.features) - 1
        new_run = self._edit(with_cell(rows, sample, place, value))
        return ev.CellSet(sample, column_name(dataset, column), value, was_bias, new_run)

    def copy_row(self, sample: int) -> ev.RowCopied:
        """Put a copy of a row below it."""
        rows = rows_of(self._spec, self._dataset)
        return ev.RowCopied(sample, self._edit(with_row(rows, sample, rows[sample])))

    def remove_row(self, sample: int) -> ev.RowRemoved:
        """Remove a row."""
        rows = rows_of(self._spec, self._dataset)
        return ev.RowRemoved(sample, self._edit(without_row(rows, sample)))

    def add_row(self, row: tuple[float, ...]) -> ev.RowAdded:
        """Add a row at the end, inputs then targets."""
        rows = rows_of(self._spec, self._dataset)
        return ev.RowAdded(self._edit(with_row(rows, len(rows) - 1, row)))

    def undo(self) -> ev.EditUndone | ev.NoEditToUndo:
        """Begin a run with the rows as they were before the last edit."""
        if not self._done or self._done[-1][0] != self._spec.rows:
            self._done = ()
            return ev.NoEditToUndo()
        new_run = self._begin(dataclasses.replace(self._spec, rows=self._done[-1][1]))
        self._done = self._done[:-1]
        return ev.EditUndone(new_run)

    def _edit(self, rows: Rows) -> ev.NewRun:
        """Begin a run with other rows, and remember the old ones."""
        before = self._spec
        new_run = self._begin(dataclasses.replace(before, rows=rows))
        self._done = (*self._done, (rows, before.rows))
        return new_run


def refuse_unless_editable(spec: RunSpec, dataset: Dataset) -> None:
    """Raise unless rows can be edited. It reads no data, so it is cheap enough for every frame.

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
    """Return the rows of a run's data, inputs then targets.

    Raises
    ------
    DataError
        If the table cannot be edited, or its file can no longer be read.
    """
    refuse_unless_editable(spec, dataset)
    if spec.rows is not None:
        return spec.rows
    if dataset.scaling or dataset.target_scaling:  # undoing the scaling would leave rounding errors
        bare = dataclasses.replace(spec, scale="none", scale_target="none")
        dataset = load(bare, dataset.table)
    pairs = zip(raw_inputs(dataset).tolist(), dataset.d.tolist(), strict=True)
    return tuple((*x, *d) for x, d in pairs)


def column_name(dataset: Dataset, column: int) -> str:
    """Return the name of a column, counted from the inputs on."""
    return (*dataset.features, *dataset.targets)[column]


def place_of(dataset: Dataset, column: int) -> int:
    """Return the index of a column of the table within a row tuple.

    Raises
    ------
    DataError
        If it is computed from other columns.
    """
    own = len(dataset.features) - len(dataset.extra)
    if own <= column < len(dataset.features):
        name = shortened(dataset.features[column], 40)
        raise DataError(f"{name} is made of other inputs; edit those")
    return column if column < own else column - len(dataset.extra)


def with_cell(rows: Rows, sample: int, place: int, value: float) -> Rows:
    """Return the rows with one number replaced."""
    row = rows[sample]
    changed = (*row[:place], value, *row[place + 1 :])
    return (*rows[:sample], changed, *rows[sample + 1 :])


def with_row(rows: Rows, after: int, row: tuple[float, ...]) -> Rows:
    """Return the rows with one inserted after another.

    Raises
    ------
    DataError
        If the maximum number of rows is reached.
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
