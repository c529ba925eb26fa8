"""From rows of cells to typed columns, in one pass.

Each column is parsed both as numbers and as labels for as long as both are possible, so its role
can be chosen later without reading the file again. Whether it is numeric is decided once the whole
column is known: one odd cell does not turn numbers into labels. The meaning of commas and units is
decided from the first rows that have any; later cells that do not fit are counted as odd.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from itertools import accumulate
from math import isfinite, nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.errors import DataError

from .labels import LONGEST_LABEL, MOST_LABELS
from .layout import SEPARATORS, Rows
from .messages import count, is_number, one_line, shown
from .numbers import (
    MISSING,
    Comma,
    Written,
    is_badly_written,
    is_missing,
    is_missing_word,
    looks_like_date,
    why_no_number,
    with_thousands,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.user_input.file_reading import Reading

MOST_CELLS = 20_000_000
"""Tables with more cells than this, counted after one-hot encoding, are refused."""

MOST_KEPT_LABELS = 500_000
"""Maximum labels kept over all columns; beyond it only requested columns keep theirs."""

_BLOCK_CELLS = 100_000  # cells processed at a time,
_BLOCK_ROWS = 100  # or this many rows if that is more,
_MOST_BLOCK_CELLS = 1_000_000  # up to this many cells
_BLOCK_CHARACTERS = 16 << 20
_FEW = 256  # labels processed at a time
_MOST_SPELLINGS = 4096  # size limit of a column's cache of raw cell texts
_SURE = 1000  # non-numeric cells after which a column with a majority of them is text
_NEARLY_ALL = 0.9  # share of numbers from which the other cells count as errors

_TOTALS = frozenset(
    {"total", "totals", "grand total", "sum", "mean", "average", "avg", "summe", "gesamt"}
    | {"mittelwert", "moyenne", "합계", "총계", "소계", "계", "평균"}
)
"""Labels of a row that sums up the rows above it."""

_MISSING = frozenset((*MISSING, *map(str.upper, MISSING), "NaN", "None", "N/a", "Null"))
"""The common spellings of a missing number, for a fast exact lookup."""


class Place(NamedTuple):
    """A cell's line in the file and its text."""

    line: int
    cell: str


def place(line: int, column: int, names: Sequence[str]) -> str:
    """Describe a cell's position for a message."""
    return f"line {line}, column {column + 1} {shown(names[column])}"


class Block:
    """Consecutive rows of a table."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self._breaks: dict[int, list[int]] = {}

    def add(self, row: list[str], first: int, last: int) -> None:
        """Add a row that spans these lines of the file."""
        if last > first:
            self._breaks[len(self.rows)] = []
        self.rows.append(row)
        self.lines.append(first)

    def line(self, row: int, column: int) -> int:
        """Return the line on which a cell starts; earlier cells may contain line breaks."""
        first, breaks = self.lines[row], self._breaks.get(row)
        if breaks is None:
            return first
        if not breaks:  # computed once per row, for all of its cells
            breaks += accumulate((cell.count("\n") for cell in self.rows[row]), initial=0)
        return first + breaks[column]


class Column:
    """One column, during reading and afterwards; `index` counts from 0.

    Attributes
    ----------
    numbers : array of float or None
        One number per row, NaN where there is none; None once the column is clearly text.
    count, missing, odd : int
        How many cells are numbers, missing numbers, and neither, while `numbers` is kept.
    bad, dates : int
        How many of the odd cells are malformed numbers, and how many are dates.
    first_missing, first_no_word, first_odd : Place or None
        The first cell that is a missing number, a missing word, or odd.
    example : Place or None
        The first cell read as a number although it is not a plain literal.
    comma : Comma
        What a comma in its numbers means.
    pointed : Place or None
        The first cell such as 1.200, if the points in all cells may be thousands separators.
    labels : dict or None
        Label to code, in order of appearance; None if the column cannot be one of labels, or if
        they were dropped to save memory.
    codes : bytearray
        The label code of each row.
    last_label : Place or None
        The label that exceeded the allowed number of labels or the allowed length.
    first_line : int
        The line of the cell in the first row.
    """

    __slots__ = (
        "_known",
        "_may_be_pointed",
        "_spelled",
        "_thousands",
        "_unit",
        "bad",
        "codes",
        "comma",
        "count",
        "dates",
        "example",
        "first_line",
        "first_missing",
        "first_no_word",
        "first_odd",
        "index",
        "labels",
        "last_label",
        "missing",
        "numbers",
        "odd",
        "pointed",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.numbers: array[float] | None = array("d")
        self.count = self.missing = self.odd = self.bad = self.dates = 0
        self.first_missing: Place | None = None
        self.first_no_word: Place | None = None
        self.first_odd: Place | None = None
        self.example: Place | None = None
        self.comma: Comma = ""
        self.pointed: Place | None = None
        self._may_be_pointed = True
        self._thousands: array[float] | None = None  # the numbers if points separate thousands
        self.labels: dict[str, int] | None = {}
        self.codes = bytearray()
        self.last_label: Place | None = None
        self.first_line = 0
        self._unit: tuple[str, str] | None = None
        self._known: dict[str, int] = {}  # codes by raw text: unstripped, not normalised
        self._spelled: dict[str, float | str] = {}  # results for cells that are not plain numbers

    # numbers

    def add(
        self,
        block: Block,
        cells: Sequence[str],
        start: int,
        decimal_comma: bool = False,
        underscores: bool = True,
    ) -> None:
        """Add the cells of this column in `block`.

        Parameters
        ----------
        start : int
            How many rows precede the block.
        decimal_comma : bool
            Whether an ambiguous comma is a decimal one.
        underscores : bool
            Whether underscores may occur; Python accepts 1_000 as a number.
        """
        if start == 0:
            self.first_line = block.line(0, self.index)
        if self.numbers is not None:
            if decimal_comma and self._may_be_pointed:
                self._look_for_points(block, cells)
            self._add_numbers(block, cells, decimal_comma, underscores)
        if self.labels is not None:
            self._add_labels(block, cells)

    def _add_numbers(
        self, block: Block, cells: Sequence[str], decimal_comma: bool, underscores: bool
    ) -> None:
        assert self.numbers is not None
        # All cells at once, for speed; one by one only if that fails.
        odd = underscores and "_" in "".join(cells)
        if odd or not self._add_plain(block, cells):
            self._add_odd(block, cells, decimal_comma)
        if self.odd > _SURE and self.odd > self.count:
            self.numbers = None

    def _look_for_points(self, block: Block, cells: Sequence[str]) -> None:
        """Read points as thousands separators for as long as every cell allows it."""
        assert self.numbers is not None
        values = array("d")
        for cell in cells:
            value = nan if is_missing(cell) else with_thousands(cell)
            if value is None:
                self._may_be_pointed, self._thousands, self.pointed = False, None, None
                return
            values.append(value)
        row = next((row for row, cell in enumerate(cells) if "." in cell.strip(".")), -1)
        if self.pointed is None and row >= 0:
            self.pointed = self._place(block, row, cells[row])
            self._thousands = array("d", self.numbers)  # no cell had a point so far
        if self._thousands is not None:
            self._thousands.extend(values)

    def _add_plain(self, block: Block, cells: Sequence[str]) -> bool:
        """Add cells if all are plain numbers or missing; return whether they were added."""
        assert self.numbers is not None
        if self._unit not in (None, ("", "")):
            return False
        if self.comma == "decimal":
            if "." in "".join(cells):
                return False
            values = _plain([cell.replace(",", ".") for cell in cells], _MISSING)
        else:
            values = _plain(cells, frozenset()) or _plain(cells, _MISSING)
        if values is None:
            return False
        gaps = np.isnan(np.frombuffer(values))
        missing = int(np.count_nonzero(gaps))
        if missing and self.first_missing is None:
            row = int(gaps.argmax())
            self.first_missing = self._place(block, row, cells[row])
        if missing < len(values):
            self._unit = ("", "")
        self.missing += missing
        self.count += len(values) - missing
        self.numbers.extend(values)
        return True

    def _add_odd(self, block: Block, cells: Sequence[str], decimal_comma: bool) -> None:
        """Add cells one by one, some of which are not plain numbers."""
        assert self.numbers is not None
        if self._unit is None or not self.comma:
            self._agree(cells, decimal_comma)
        known = self._spelled
        if len(known) > _MOST_SPELLINGS:
            known.clear()
        for row, cell in enumerate(cells):
            value = known.get(cell)
            if value is None:
                value = known[cell] = self._value(cell)
            if isinstance(value, float):
                self.count += 1
                self.numbers.append(value)
                if self.example is None and not _is_plain(cell):
                    self.example = Place(block.line(row, self.index), cell)
                continue
            self.numbers.append(nan)
            if value == "missing":
                self.missing += 1
                self.first_missing = self.first_missing or self._place(block, row, cell)
                continue
            self.odd += 1
            self.bad += value == "bad"
            self.dates += value == "date"
            self.first_odd = self.first_odd or self._place(block, row, cell)

    def _place(self, block: Block, row: int, cell: str) -> Place:
        return Place(block.line(row, self.index), cell)

    def _value(self, cell: str) -> float | str:
        """Return the number in a cell, or ``missing``, ``date``, ``bad`` or ``odd``."""
        if is_missing(cell):
            return "missing"
        own = written(cell)
        if own is not None and own.unit == self._unit:
            value = own.value(self.comma)
            if value is not None:
                return value
        if self._unit == ("", "") and self.comma != "decimal" and _is_plain(cell):
            return float(cell)  # for example digits of other scripts
        if looks_like_date(cell):
            return "date"
        return "bad" if is_badly_written(cell) else "odd"

    def _agree(self, cells: Sequence[str], decimal_comma: bool) -> None:
        """Determine the most common unit, and what a comma means in cells with that unit."""
        found = [own for cell in set(cells) if (own := _written(cell)) is not None]
        if not found:
            return
        if self._unit is None:
            often = Counter(own.unit for cell in cells if (own := _written(cell)) is not None)
            self._unit = often.most_common(1)[0][0]
        bodies = [own for own in found if own.unit == self._unit]
        meanings = Counter(
            own.comma() for own in bodies if "," in own.body or own.body.count(".") > 1
        )
        if not meanings:
            return
        usual: Comma = "decimal" if decimal_comma else "thousands"
        certain = max(meanings["thousands"], meanings["decimal"]) > 0
        meant = usual
        if certain:
            meant = "decimal" if meanings["decimal"] > meanings["thousands"] else "thousands"
        points = self._has_fractions() or any(own.body.count(".") == 1 for own in bodies)
        # If the point is the decimal sign, the comma is not.
        self.comma = "thousands" if meant == "decimal" and points and not certain else meant
        self._spelled.clear()

    def _has_fractions(self) -> bool:
        """Whether any number so far is not an integer."""
        return (
            bool(np.any(np.mod(np.nan_to_num(self.number_array()), 1.0))) if self.count else False
        )

    @property
    def unit(self) -> tuple[str, str]:
        """What stands before and behind each of its numbers."""
        return self._unit or ("", "")

    @property
    def is_empty(self) -> bool:
        """Whether all its cells are missing."""
        return self.numbers is not None and not self.count and not self.odd

    @property
    def has_numbers(self) -> bool:
        """Whether it is a column of numbers; a few cells may be odd."""
        if self.numbers is None:
            return False
        if not self.odd:
            return self.count > 0
        if not self.count and self.bad == self.odd:
            return True
        numbers = self.count + self.bad
        words = self.odd - self.bad
        return words <= max(numbers >= 2, (1 - _NEARLY_ALL) * (numbers + words))

    def read(self, cell: str) -> float:
        """Return the value of a cell of this column that holds a number."""
        own = written(cell)
        value = None if own is None else own.value(self.comma)
        return float(cell) if value is None else value

    def settle_points(self, decimal_commas: bool) -> None:
        """Decide what the point in cells such as 1.200 means; either way it earns a remark.

        Parameters
        ----------
        decimal_commas : bool
            Whether other columns show that the file uses decimal commas.
        """
        if self._thousands is None or self.pointed is None or self.comma or self.odd:
            return
        if decimal_commas:
            self.numbers, self.comma = self._thousands, "decimal"
        self.example, self._thousands = self.pointed, None

    def why_odd(self) -> str:
        """Say why the first odd cell is not a number."""
        assert self.first_odd is not None
        return why_no_number(self.first_odd.cell)

    # labels

    def _add_labels(self, block: Block, cells: Sequence[str]) -> None:
        # In small steps, so that a column of distinct numbers is ruled out early.
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
        """Return the code of a label, adding it if new; None if the column cannot hold it."""
        assert self.labels is not None
        code = self.labels.get(label)
        if code is not None:
            return code
        if self.example is None and re.fullmatch(r"0\d+", label):  # such as a postal code
            self.example = self._place(block, row, label)
        if self.first_no_word is None and is_missing_word(label):
            self.first_no_word = self._place(block, row, label)
        if len(label) > LONGEST_LABEL or len(self.labels) >= MOST_LABELS:
            self.last_label = self._place(block, row, label)
            return None
        code = self.labels[label] = len(self.labels)
        return code

    def forget(self) -> None:
        """Drop the labels."""
        self.labels, self.codes, self._known = None, bytearray(), {}

    def seal(self) -> None:
        """Free the caches used only while reading."""
        self._known, self._spelled = {}, {}

    # what it holds

    def number_array(self) -> Floats:
        """Return the numbers as a view, shape (rows,), NaN where there is none."""
        assert self.numbers is not None
        return np.frombuffer(self.numbers)

    def code_array(self) -> NDArray[np.uint8]:
        """Return the label codes as a view, shape (rows,)."""
        return np.frombuffer(self.codes, np.uint8)

    def no_word(self, all_words: bool) -> NDArray[np.bool_]:
        """Return which rows have no word, shape (rows,).

        Parameters
        ----------
        all_words : bool
            Whether ``NA`` and the like count as words; an empty cell and ``?`` never do.
        """
        assert self.labels is not None
        gone = [
            code
            for label, code in self.labels.items()
            if (label in ("", "?") if all_words else is_missing_word(label))
        ]
        return np.asarray(np.isin(self.code_array(), gone))


def _plain(cells: Sequence[str], missing: frozenset[str]) -> array[float] | None:
    """Return cells as numbers, NaN if missing; None unless all others are plain and finite."""
    try:
        if missing:
            values = array("d", [nan if cell in missing else float(cell) for cell in cells])
        else:
            values = array("d", map(float, cells))
    except ValueError:
        return None
    if not isfinite(sum(values)):
        bad = (value for value, cell in zip(values, cells, strict=True) if cell not in missing)
        if not all(map(isfinite, bad)):
            return None
    return values


def _is_plain(cell: str) -> bool:
    """Whether a cell is a finite number literal."""
    return is_number(cell) and isfinite(float(cell))


def _written(cell: str) -> Written | None:
    return None if is_missing(cell) else written(cell)


def read_columns(
    source: Rows, names: Sequence[str], reading: Reading, asked: frozenset[int]
) -> tuple[list[Column], int, Place | None]:
    """Read the rows below the header.

    Parameters
    ----------
    reading : Reading
        Receives the row count, and may stop the reading.
    asked : frozenset of int
        The columns whose labels are always kept.

    Returns
    -------
    list of Column
        One for each name.
    int
        The number of rows, 1 or more.
    Place or None
        The cell that marks the last row as a possible total of the rows above.

    Raises
    ------
    DataError
        If a row and the header differ in length, there are too many cells, or there are no rows.
    """
    columns = [Column(index) for index in range(len(names))]
    taken = 0

    def take(block: Block) -> None:
        nonlocal taken
        for column, cells in zip(columns, zip(*block.rows, strict=True), strict=True):
            column.add(block, cells, taken, source.layout.decimal_comma, source.underscores)
        taken += len(block.rows)
        reading.rows = taken
        _make_room(columns, asked)
        reading.look()

    enough = min(max(_BLOCK_CELLS, _BLOCK_ROWS * len(names)), _MOST_BLOCK_CELLS)
    block, room = Block(), enough
    for line, row in source:
        if len(row) != len(names):
            raise DataError(
                f"line {line} has {count(len(row), 'cell')} separated by "
                f"{SEPARATORS[source.layout.separator]}, and the header has {len(names)}; "
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
    total = None
    if block.rows:
        total = _total_in(block)
        take(block)
    if not taken:
        raise DataError("there is no row of numbers below the header; add one for each sample")
    decimal = any(column.comma == "decimal" and column.has_numbers for column in columns)
    for column in columns:
        column.seal()
        column.settle_points(decimal)
    return columns, taken, total


def _total_in(block: Block) -> Place | None:
    """Return the cell that marks the last row as a total, if no row above has the same one."""
    *above, last = block.rows
    for index, cell in enumerate(last):
        if cell.strip().casefold().rstrip(":") in _TOTALS:
            only = all(row[index] != cell for row in above)
            return Place(block.lines[-1], cell) if only else None
    return None


def _make_room(columns: Sequence[Column], asked: frozenset[int]) -> None:
    """Drop labels of columns that were not requested if there are too many in total."""
    if sum(len(column.labels) for column in columns if column.labels) <= MOST_KEPT_LABELS:
        return
    for column in columns:
        if column.index not in asked and column.labels is not None and not column.odd:
            column.forget()


def check_size(rows: int, width: int) -> None:
    """Refuse a table that is too large after one-hot encoding."""
    if rows * width > MOST_CELLS:
        raise DataError(
            f"the table is too large with a column for each label: {rows:,} rows of {width:,} "
            f"cells; at most {MOST_CELLS:,} cells are read"
        )


def _odd_cell(row: Sequence[str], names: Sequence[str]) -> str:
    """Name the first column without a cell, or the first cell without a column."""
    if (here := len(row)) < len(names):
        return f"column {here + 1} {shown(names[here])} is the first without a cell"
    return f"cell {len(names) + 1}, {shown(row[len(names)])}, is the first without a column"
