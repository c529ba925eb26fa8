"""From rows of cells to typed columns, in one pass.

Each column is read as numbers and as labels, for as long as it can be either, so that it may be
chosen as an input or a target later without reading the file again.

A cell that cannot be used is noted in its column, for it counts only if the column is used so.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..types import DataError, Floats
from .labels import LONGEST_LABEL, MOST_LABELS, MOST_TEXTS
from .text import SEPARATORS, Rows
from .words import count, is_number, one_line, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from ..files import Reading

MOST_CELLS = 20_000_000
"""Tables with more numbers than this, labels spread out, are refused."""

MOST_KEPT_LABELS = 500_000
"""So many labels are kept in all columns together. Beyond, only those that are asked for are."""

_BLOCK_CELLS = 100_000  # cells that are taken in at a time, or
_BLOCK_ROWS = 100  # so many rows, where that is more, but no more than
_MOST_BLOCK_CELLS = 1_000_000
_BLOCK_CHARACTERS = 16 << 20
_FEW = 256  # labels that are taken in at a time
_MOST_SPELLINGS = 4096  # ways of writing its labels that a column remembers, blanks around and all

_IGNORE = "leave a column of names or ids out with --ignore"


class Fault(NamedTuple):
    """A cell that stands in the way of using its column in some way; the first of its kind.

    Attributes
    ----------
    row : int
        The line on which its row starts. Faults are compared by this, then by their column.
    column : int
        Its column, counted from 0.
    line : int
        Its own line; cells before it may run over several.
    why : str
        What is wrong, after the place.
    """

    row: int
    column: int
    line: int
    why: str

    def sentence(self, names: Sequence[str]) -> str:
        """Say where the cell is and what is wrong with it."""
        return f"{place(self.line, self.column, names)}: {self.why}"


def place(line: int, column: int, names: Sequence[str]) -> str:
    """Say where a cell stands."""
    return f"line {line}, column {column + 1} {shown(names[column])}"


class Block:
    """Some rows of a table, one below the other."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self._breaks: dict[int, list[int]] = {}

    def add(self, row: list[str], first: int, last: int) -> None:
        """Add a row that stands on these lines."""
        if last > first:
            self._breaks[len(self.rows)] = []
        self.rows.append(row)
        self.lines.append(first)

    def line(self, row: int, column: int) -> int:
        """Return the line on which a cell starts; the cells before it may run over several."""
        first, breaks = self.lines[row], self._breaks.get(row)
        if breaks is None:
            return first
        if not breaks:  # once for the whole row, since each of its cells may be asked for
            breaks += accumulate((cell.count("\n") for cell in self.rows[row]), initial=0)
        return first + breaks[column]


class Column:
    """A column while it is read, and once it is.

    Parameters
    ----------
    index : int
        Which one of the table, counted from 0.

    Attributes
    ----------
    numbers : array of float or None
        Its numbers, row by row; None as soon as a cell is not one.
    bad : Fault or None
        The first cell that is no finite number.
    bad_row : int
        In which row that is, counted from 0; -1 where there is none.
    is_text : bool
        Whether that cell is a text, and not a number that is written wrongly.
    labels : dict or None
        For each label its number, in order of appearance; None once it cannot be a column of
        labels, or when they were given up for want of room.
    codes : bytearray
        The number of the label in each row.
    first_line : int
        The line of the cell in the first row.
    faults : dict
        By its kind the first cell of that kind: ``empty``, ``long``, ``number`` (among texts),
        ``texts`` (one more than an input may have), ``labels`` (one more than a target may have).
    """

    __slots__ = (
        "_known",
        "bad",
        "bad_row",
        "codes",
        "faults",
        "first_line",
        "index",
        "is_text",
        "labels",
        "numbers",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.numbers: array[float] | None = array("d")
        self.bad: Fault | None = None
        self.bad_row = -1
        self.is_text = False
        self.labels: dict[str, int] | None = {}
        self.codes = bytearray()
        self.first_line = 0
        self.faults: dict[str, Fault] = {}
        self._known: dict[str, int] = {}  # as written: blanks around it, accents apart

    def add(self, block: Block, cells: Sequence[str], start: int, underscores: bool) -> None:
        """Take in the next cells.

        Parameters
        ----------
        block : Block
            Where they stand.
        cells : sequence of str
            The cells of this column in the block.
        start : int
            How many rows there were before the block.
        underscores : bool
            Whether there may be underscores; Python takes 1_000 for a number.
        """
        if start == 0:
            self.first_line = block.line(0, self.index)
        if self.numbers is not None:
            self._add_numbers(block, cells, start, underscores)
        if self.labels is not None:
            self._add_labels(block, cells)

    def _add_numbers(
        self, block: Block, cells: Sequence[str], start: int, underscores: bool
    ) -> None:
        assert self.numbers is not None
        # All cells at a time, for speed. They are looked at one by one only if something is odd.
        try:
            values = array("d", map(float, cells))
        except ValueError:
            pass
        else:
            odd = underscores and "_" in "".join(cells)
            if not odd and (isfinite(sum(values)) or all(map(isfinite, values))):
                self.numbers.extend(values)
                return
        row, why = next((row, why) for row, cell in enumerate(cells) if (why := fault(cell)))
        self.bad, self.bad_row = self._fault(block, row, why), start + row
        self.is_text = _is_text(cells[row])
        self.numbers = None

    def _add_labels(self, block: Block, cells: Sequence[str]) -> None:
        # A few at a time: a column of numbers that all differ is soon found to hold no labels.
        for start in range(0, len(cells), _FEW):
            if self.labels is not None:
                self._add_few_labels(block, cells[start : start + _FEW], start)

    def _add_few_labels(self, block: Block, cells: Sequence[str], start: int) -> None:
        known = self._known
        if len(known) > _MOST_SPELLINGS:
            known.clear()
        new = set(cells).difference(known)
        if new:
            for row, cell in enumerate(cells, start):
                if cell not in new:
                    continue
                label = one_line(cell)
                code = self._code(block, row, cell if label == cell else label)
                if code is None:
                    self.forget()
                    return
                known[cell] = code
                new.remove(cell)
                if not new:
                    break
        self.codes.extend(map(known.__getitem__, cells))

    def _code(self, block: Block, row: int, label: str) -> int | None:
        """Return the number of a label, a new one perhaps; None if no column of labels has it."""
        assert self.labels is not None
        code = self.labels.get(label)
        if code is not None:
            return code
        if not label:
            self.faults["empty"] = self._fault(block, row, "the cell is empty; write a label")
            return None
        if len(label) > LONGEST_LABEL:
            self.faults["long"] = self._fault(
                block,
                row,
                f"{shown(label)} is too long for a label, which has at most {LONGEST_LABEL} "
                "characters",
            )
            return None
        if "number" not in self.faults and is_number(label):
            self.faults["number"] = self._fault(
                block,
                row,
                f"{shown(label)} is a number, but the column has text above; an input holds one "
                "or the other",
            )
        code = self.labels[label] = len(self.labels)
        number = code + 1
        if number == MOST_TEXTS + 1:
            self.faults["texts"] = self._fault(
                block,
                row,
                f"this is different text number {number}, and an input has at most {MOST_TEXTS}; "
                f"{_IGNORE}",
            )
        if number > MOST_LABELS:
            self.faults["labels"] = self._fault(
                block,
                row,
                f"this is label number {number}; a target has at most {MOST_LABELS}",
            )
            return None
        return code

    def _fault(self, block: Block, row: int, why: str) -> Fault:
        return Fault(block.lines[row], self.index, block.line(row, self.index), why)

    def forget(self) -> None:
        """Keep no labels any more."""
        self.labels, self.codes, self._known = None, bytearray(), {}

    def seal(self) -> None:
        """Let go of what serves reading alone."""
        self._known = {}

    def has_labels(self, is_target: bool, asked: bool) -> bool:
        """Tell whether it is read as labels.

        Parameters
        ----------
        is_target : bool
            Whether it is a target, which may turn out late to hold text; an input that does so is
            no column of text but has a cell that is wrong.
        asked : bool
            Whether it is to be, whatever it holds.
        """
        return asked or (self.is_text and (is_target or self.bad_row == 0))

    def fault_as(self, is_target: bool, asked: bool) -> Fault | None:
        """Return the first cell that cannot be used, where the column is used so."""
        if not self.has_labels(is_target, asked):
            return self.bad
        kinds = ("empty", "long", *(("labels",) if is_target else ("texts", "number")))
        return min((self.faults[kind] for kind in kinds if kind in self.faults), default=None)

    def number_array(self) -> Floats:
        """Return the numbers, shape (rows,), without copying them."""
        assert self.numbers is not None
        return np.frombuffer(self.numbers)

    def code_array(self) -> NDArray[np.uint8]:
        """Return the numbers of the labels, shape (rows,), without copying them."""
        return np.frombuffer(self.codes, np.uint8)


def read_columns(
    rows: Iterator[tuple[int, list[str]]],
    source: Rows,
    names: Sequence[str],
    reading: Reading,
    check: Callable[[list[Column]], None],
    asked: frozenset[int],
) -> tuple[list[Column], int]:
    """Read the rows below the header.

    Parameters
    ----------
    rows : iterator
        The rows of `source` that are left.
    source : Rows
        Where they come from.
    names : sequence of str
        The header.
    reading : Reading
        Is told how many rows there are, and may stop it.
    check : callable
        ``check(columns)`` is called whenever another cell has been found wrong in some way, and
        refuses the table if that matters.
    asked : frozenset of int
        The columns whose labels are kept in any case.

    Returns
    -------
    list of Column
        One for each name.
    int
        How many rows there are, 1 or more.

    Raises
    ------
    DataError
        If a row has not as many cells as the header, there are too many cells, or there is no row.
    """
    columns = [Column(index) for index in range(len(names))]
    seen, taken = 0, 0

    def take(block: Block) -> None:
        nonlocal seen, taken
        if not block.rows:
            return
        underscores = source.underscores
        for column, cells in zip(columns, zip(*block.rows, strict=True), strict=True):
            column.add(block, cells, taken, underscores)
        taken += len(block.rows)
        reading.rows = taken
        found = sum(len(column.faults) + (column.bad is not None) for column in columns)
        if found != seen:
            seen = found
            check(columns)
        _make_room(columns, asked)
        reading.look()

    enough = min(max(_BLOCK_CELLS, _BLOCK_ROWS * len(names)), _MOST_BLOCK_CELLS)
    block, room = Block(), enough
    try:
        for line, row in rows:
            if len(row) != len(names):
                raise DataError(
                    f"line {line} has {count(len(row), 'cell')} separated by "
                    f"{SEPARATORS[source.separator]}, and the header has {len(names)}; "
                    f"{_odd_cell(row, names)}"
                )
            block.add(row, line, source.line)
            room -= len(row)
            if (taken + len(block.rows)) * len(names) > MOST_CELLS:
                raise DataError(
                    f"line {line}: the table is too large; at most {MOST_CELLS:,} cells are read"
                )
            if room <= 0 or source.characters > _BLOCK_CHARACTERS:
                whole, block, room, source.characters = block, Block(), enough, 0
                take(whole)
    except DataError:
        take(block)  # what is wrong in the rows above comes first
        raise
    take(block)
    if not taken:
        raise DataError("there is no row of numbers below the header; add one for each sample")
    for column in columns:
        column.seal()
    return columns, taken


def _make_room(columns: Sequence[Column], asked: frozenset[int]) -> None:
    """Give up labels of columns that nobody has asked for, if there are too many in all."""
    if sum(len(column.labels) for column in columns if column.labels) <= MOST_KEPT_LABELS:
        return
    for column in columns:
        if column.index in asked or column.labels is None:
            continue
        if column.bad is None or len(column.labels) > MOST_TEXTS:
            column.forget()


def check_labels(column: Column, is_target: bool, rows: int, names: Sequence[str]) -> None:
    """Refuse a target with a single label, and an input that only names the rows."""
    assert column.labels is not None
    where = place(column.first_line, column.index, names)
    if is_target and len(column.labels) < 2:
        only = shown(next(iter(column.labels)))
        raise DataError(f"{where}: {only} is the only label; a target needs two or more")
    if not is_target and len(column.labels) == rows > 2:
        raise DataError(f"{where}: the text differs in every row; {_IGNORE}")


def check_size(rows: int, width: int) -> None:
    """Refuse a table that is too large with a column for each label."""
    if rows * width > MOST_CELLS:
        raise DataError(
            f"the table is too large with a column for each label: {rows:,} rows of {width:,} "
            f"cells; at most {MOST_CELLS:,} cells are read"
        )


def _odd_cell(row: Sequence[str], names: Sequence[str]) -> str:
    """Name the first column that has no cell, or the first cell that has no column."""
    if (here := len(row)) < len(names):
        return f"column {here + 1} {shown(names[here])} is the first without a cell"
    return f"cell {len(names) + 1}, {shown(row[len(names)])}, is the first without a column"


def fault(cell: str) -> str:
    """Say why a cell is refused as a number; the answer is empty for a legal one."""
    if (number := is_number(cell)) and isfinite(float(cell)):
        return ""
    seen = shown(cell)
    if not cell.strip():
        return "the cell is empty; write a number"
    if number:
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
