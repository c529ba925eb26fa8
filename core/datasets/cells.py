"""From rows of cells to numbers. A column of text is numbered: its labels as they appear."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from ..types import DataError, Floats
from .labels import LONGEST_LABEL, MOST_LABELS, MOST_TEXTS
from .text import SEPARATORS, records
from .words import count, is_number, one_line, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_CELLS = 20_000_000
"""Tables with more numbers than this, labels spread out, are refused."""

_IGNORE = "leave a column of names or ids out with --ignore"


@dataclass
class Columns:
    """What the columns of a table are.

    Attributes
    ----------
    names : list of str
        The header.
    wanted : list of int
        The targets.
    aside : list of int
        The columns nobody looks at.
    labels : dict
        For each column of text the index of each label.
    first : dict
        For each column of text the place of its first label, for messages.
    """

    names: list[str]
    wanted: list[int]
    aside: list[int] = field(default_factory=list)
    labels: dict[int, dict[str, int]] = field(default_factory=dict)
    first: dict[int, str] = field(default_factory=dict)


class _TextFoundError(Exception):
    """Columns turn out to hold text."""

    def __init__(self, columns: set[int]) -> None:
        super().__init__()
        self.columns = columns


def read_cells(text: str, separator: str, columns: Columns, texts: Iterable[int]) -> Floats:
    """Turn the rows into numbers, shape (rows, columns), and fill in `Columns.labels`.

    Parameters
    ----------
    text, separator : str
        The table, and what parts its cells.
    columns : Columns
        What is known of the columns.
    texts : iterable of int
        The columns that are read as labels, whatever they hold.

    Raises
    ------
    DataError
        If a cell cannot be used, or a column of text has too few or too many labels.
    """
    known = set(texts)
    while True:
        columns.labels = {column: {} for column in sorted(known)}
        try:
            table = _numbers(text, separator, columns)
        except _TextFoundError as found:  # a target may turn out to be text late: begin again
            known |= found.columns
            continue
        _check_labels(columns, len(table))
        return table


def _numbers(text: str, separator: str, columns: Columns) -> Floats:
    """Turn the rows below the header into numbers; labels and what is aside into codes and 0."""
    names, values = columns.names, array("d")
    rows = records(text, separator)
    next(rows)
    for line, row in rows:
        if len(row) != len(names):
            raise DataError(
                f"line {line} has {count(len(row), 'cell')} separated by {SEPARATORS[separator]}, "
                f"and the header has {len(names)}; {_odd_cell(row, names)}"
            )
        plain = _encode(line, row, columns) if columns.labels or columns.aside else row
        # Whole rows at a time, for speed. Only a row at fault is searched cell by cell.
        try:
            numbers = list(map(float, plain))
        except ValueError:
            numbers = [float("nan")]
        if not all(map(isfinite, numbers)) or "_" in "".join(plain):
            look = columns.wanted if values else range(len(row))
            if found := {column for column in look if _is_text(plain[column])}:
                raise _TextFoundError(found)
            raise DataError(_bad_cell(line, row, plain, names))
        values.extend(numbers)
        if len(values) > MOST_CELLS:
            raise DataError(
                f"line {line}: the table is too large; at most {MOST_CELLS:,} cells are read"
            )
    if not values:
        raise DataError("there is no row of numbers below the header; add one for each sample")
    return np.frombuffer(values).reshape(-1, len(names))


def _encode(line: int, row: Sequence[str], columns: Columns) -> list[str]:
    """Return a row with numbers in the place of labels, and 0 for what is left aside."""
    plain = list(row)
    for column in columns.aside:
        plain[column] = "0"
    for column, codes in columns.labels.items():
        label = one_line(row[column])
        code = codes.get(label)
        if code is None:
            place = _place(line, row, column, columns.names)
            if not label:
                raise DataError(f"{place}: the cell is empty; write a label")
            if len(label) > LONGEST_LABEL:
                raise DataError(
                    f"{place}: {shown(label)} is too long for a label, which has at most "
                    f"{LONGEST_LABEL} characters"
                )
            is_target = column in columns.wanted
            if not is_target and is_number(label):
                raise DataError(
                    f"{place}: {shown(label)} is a number, but the column has text above; an "
                    "input holds one or the other"
                )
            code = codes[label] = len(codes)
            _check_count(len(codes), is_target, place)
            columns.first.setdefault(column, place)
        plain[column] = str(code)
    return plain


def _check_count(number: int, is_target: bool, place: str) -> None:
    """Refuse one text too many in a column."""
    if is_target and number > MOST_LABELS:
        raise DataError(
            f"{place}: this is label number {number}; a target has at most {MOST_LABELS}"
        )
    if not is_target and number > MOST_TEXTS:
        raise DataError(
            f"{place}: this is different text number {number}, and an input has at most "
            f"{MOST_TEXTS}; {_IGNORE}"
        )


def _check_labels(columns: Columns, rows: int) -> None:
    """Refuse a target with a single label, inputs that only name the rows, and what is too big."""
    width = len(columns.names)
    for column, codes in columns.labels.items():
        place = columns.first[column]
        if column in columns.wanted and len(codes) < 2:
            only = shown(next(iter(codes)))
            raise DataError(f"{place}: {only} is the only label; a target needs two or more")
        if column not in columns.wanted and len(codes) == rows > 2:
            raise DataError(f"{place}: the text differs in every row; {_IGNORE}")
        width += len(codes) - 1
    if rows * width > MOST_CELLS:
        raise DataError(
            f"the table is too large with a column for each label: {rows:,} rows of {width:,} "
            f"cells; at most {MOST_CELLS:,} cells are read"
        )


def _place(line: int, row: Sequence[str], column: int, names: Sequence[str]) -> str:
    """Say where a cell stands; cells before it may run over several lines."""
    line += "".join(row[:column]).count("\n")
    return f"line {line}, column {column + 1} {shown(names[column])}"


def _bad_cell(line: int, row: Sequence[str], plain: Sequence[str], names: Sequence[str]) -> str:
    """Say which cell of a row is not a finite number, where it is, and why it is refused."""
    faults = ((column, _fault(cell)) for column, cell in enumerate(plain))
    column, fault = next((column, fault) for column, fault in faults if fault)
    return f"{_place(line, row, column, names)}: {fault}"


def _odd_cell(row: Sequence[str], names: Sequence[str]) -> str:
    """Name the first column that has no cell, or the first cell that has no column."""
    if (here := len(row)) < len(names):
        return f"column {here + 1} {shown(names[here])} is the first without a cell"
    return f"cell {len(names) + 1}, {shown(row[len(names)])}, is the first without a column"


def _fault(cell: str) -> str:
    """Say why a cell is refused; the answer is empty for a legal number."""
    seen = shown(cell)
    if not cell.strip():
        return "the cell is empty; write a number"
    if is_number(cell):
        if isfinite(float(cell)):
            return ""
        if any(character.isdigit() for character in cell):
            return f"{seen} is too large; numbers go up to about 1.8e308"
        return f"{seen} is not a finite number; write one such as 0.5"
    if is_number(cell.replace("_", "")):
        return f"{seen} has an underscore; write the digits alone"
    if is_number(cell.replace(",", "")):
        return f"{seen} has a comma; write a decimal point and no thousands sign, as in 1234.5"
    return f"{seen} is not a number; write one such as 0.5 or 1e-3"


def _is_text(cell: str) -> bool:
    """Tell whether a cell is a label, not a number and not a number written wrongly."""
    return bool(cell.strip()) and not is_number(cell.replace("_", "").replace(",", ""))
