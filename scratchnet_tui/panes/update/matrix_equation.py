"""Matrices as rows of text: side by side with signs between them, aligned on the decimal point.

All numbers of a matrix are written in one format. The middle of a wide one can be left out.

Rows are drawn only on request, since a matrix may have thousands of numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from rich.cells import cell_len, set_cell_size

from core import Floats, Matrix
from core.explanation import number, row_name
from scratchnet_tui.text.rows import Piece, Row, padded
from scratchnet_tui.text.wording import fit

SAMPLES = 20
"""The most samples of a batch that are drawn."""

_LABEL = 9  # the most cells the label of a row may take
_HEADING = 7  # and that of a column
_ALL = 4096  # up to this many numbers, all are measured to find out how wide they are
_MIDDLE = 5  # in a tall picture, signs and small matrices are no lower than this
_GAP = 1
_SIGN = 12  # a longer text is not a sign
_DOTS = ".."
_MANY_ROWS = 12  # of more rows than this the middle is left out, and these remain:
_ROWS_KEPT = 9
_MANY_COLUMNS = 6  # of more columns, as few as it takes are drawn, and at least:
_FEWEST = 4


@dataclass(frozen=True)
class NumberFormat:
    """How all numbers of a matrix are written, so that they can be compared at a glance.

    Attributes
    ----------
    scientific : bool
        With powers of ten, ``1.234e-05``. Otherwise with at most four decimals: a number that is
        small beside the others is 0.0000, and only a true zero is 0.
    before, after : int
        The characters of a number before its decimal point, and from there on.
    """

    scientific: bool
    before: int
    after: int


def split(value: float, scientific: bool) -> tuple[str, str]:
    """Write a number in two parts: up to its decimal point, and from there on."""
    text = number(value)
    if value != 0.0 and math.isfinite(value) and (scientific or "e" in text):
        text = f"{value:.3e}" if scientific else f"{value:.4f}"
    head, point, tail = text.partition(".")
    return head, point + tail


def number_format(values: Floats) -> NumberFormat:
    """Choose the format for the numbers of a matrix, by the largest of them."""
    flat = values.ravel()
    finite = flat[np.isfinite(flat)]
    largest = float(np.abs(finite).max(initial=0.0))
    rounded = bool((finite != np.round(finite, 4)).any())
    scientific = largest >= 1e15 or (rounded and not 0.01 <= largest < 1e6)
    if flat.size > _ALL:
        flat = _outliers(flat, scientific)
    parts = [split(value, scientific) for value in flat.tolist()]
    before = max((len(head) for head, _ in parts), default=1)
    return NumberFormat(scientific, before, max((len(tail) for _, tail in parts), default=0))


def _outliers(flat: Floats, scientific: bool) -> Floats:
    """Select the numbers that may take most room: the largest, the smallest, and the odd ones."""
    finite = flat[np.isfinite(flat)]
    sizes = np.abs(finite)
    picked = [flat[~np.isfinite(flat)][:9]]
    kinds = [
        (np.trunc(finite[sizes < 1e15]), 0.0),  # whole numbers are written out
        (finite, 0.0),
        (finite[finite != np.round(finite)], 0.98765),
    ]
    if scientific:
        kinds = [(finite[sizes > 0.0], 0.0), (finite, 0.0)]
    for kind, typical in kinds:
        if kind.size:
            extremes = kind.min(), kind.max(), np.abs(kind).min(), np.abs(kind).max()
            picked.append(np.array([typical, *extremes]))
    return np.concatenate(picked)


def ends(count: int, most: int) -> tuple[int | None, ...]:
    """Return the indices to show of `count` items in at most `most` places, 3 or more.

    None stands for the middle that is left out, and takes a place too.
    """
    if count <= most:
        return tuple(range(count))
    first, last = most // 2, (most - 1) // 2
    return (*range(first), None, *range(count - last, count))


@dataclass(frozen=True, eq=False)
class EquationMatrix:
    """A matrix as it is drawn: its name, the labels, and the numbers between brackets.

    `style` is that of the numbers. `rows` and `columns` are the indices that are drawn; None stands
    for those left out.
    """

    matrix: Matrix
    form: NumberFormat
    style: str
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]

    @property
    def elided(self) -> bool:
        """Whether rows or columns are left out."""
        return None in self.rows or None in self.columns

    def narrowed(self, most: int) -> EquationMatrix:
        """Return the same matrix with at most `most` columns, if it has many."""
        count = len(self.matrix.columns)
        return replace(self, columns=ends(count, most)) if count > _MANY_COLUMNS else self

    @cached_property
    def head(self) -> int:
        """How many rows there are above the numbers."""
        return 2 if any(self.matrix.columns) else 1

    @cached_property
    def height(self) -> int:
        """How many rows of numbers there are."""
        return len(self.rows)

    @cached_property
    def label(self) -> int:
        """How wide the labels of the rows are, including a blank."""
        names = (self.matrix.rows[i] for i in self.rows if i is not None)
        widest = max(map(cell_len, names), default=0)
        return min(_LABEL, widest) + 1 if widest else 0

    @cached_property
    def cell(self) -> int:
        """How wide a column is."""
        names = (self.matrix.columns[j] for j in self.columns if j is not None)
        widest = max(map(cell_len, names), default=0)
        return max(self.form.before + self.form.after, min(_HEADING, widest))

    @cached_property
    def width(self) -> int:
        """The total width."""
        numbers = sum(_GAP + (len(_DOTS) if j is None else self.cell) for j in self.columns) + 3
        return self.label + max(numbers, cell_len(self.matrix.name))

    def line(self, number: int) -> Row:
        """Return a line; the first row of numbers is line 0, and the head has negative numbers."""
        if number == -self.head:
            row: Row = ((" " * self.label + self.matrix.name, "title"),)
        elif number == -1:
            names = (
                _DOTS if j is None else fit(self.matrix.columns[j], self.cell) for j in self.columns
            )
            row = ((" " * (self.label + 1) + "".join(f" {name}" for name in names), "label"),)
        elif 0 <= number < self.height:
            row = self._numbers(self.rows[number])
        else:
            row = ()
        return padded(row, self.width)

    def _numbers(self, i: int | None) -> Row:
        values = None if i is None else self.matrix.values[i].tolist()
        cells = (
            _DOTS if j is None else (_DOTS if values is None else self._cell(values[j]))
            for j in self.columns
        )
        places = zip(cells, self.columns, strict=True)
        text = "".join(
            f" {cell.rjust(len(_DOTS) if j is None else self.cell)}" for cell, j in places
        )
        name = set_cell_size(_DOTS if i is None else self.matrix.rows[i], self.label)
        return (name, "label"), ("[", ""), (text, self.style), (" ]", "")

    def _cell(self, value: float) -> str:
        head, tail = split(value, self.form.scientific)
        return head.rjust(self.form.before) + tail.ljust(self.form.after)


def first_samples(
    picture: tuple[Matrix | str, ...], samples: Sequence[int]
) -> tuple[Matrix | str, ...]:
    """Return a picture whose matrices have no more than the first `SAMPLES` of a batch."""
    count = len(samples)
    if count <= SAMPLES:
        return picture
    first = tuple(map(row_name, samples[:SAMPLES]))

    def part(item: Matrix | str) -> Matrix | str:
        if isinstance(item, str):
            return item
        rows, columns = (
            SAMPLES if len(names) == count and names[:SAMPLES] == first else len(names)
            for names in (item.rows, item.columns)
        )
        if (rows, columns) == item.values.shape:
            return item
        values = item.values[:rows, :columns]
        return Matrix(item.name, item.rows[:rows], item.columns[:columns], values)

    return tuple(map(part, picture))


Item: TypeAlias = EquationMatrix | str


def _width(item: Item) -> int:
    return cell_len(item) if isinstance(item, str) else item.width


class MatrixBand:
    """Matrices side by side, centred vertically on the line of the signs between them."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        matrices = [item for item in items if isinstance(item, EquationMatrix)]
        tallest = max((each.height for each in matrices), default=1)
        self._middle = min((tallest - 1) // 2, _MIDDLE)
        self._down = [
            min((tallest - item.height) // 2, _MIDDLE) if isinstance(item, EquationMatrix) else 0
            for item in items
        ]
        self._top = max(
            (item.head - down for item, down in zip(items, self._down, strict=True)
             if isinstance(item, EquationMatrix)),
            default=0,
        )  # fmt: skip
        self.height = max(0, self._top) + tallest
        self.width = sum(map(_width, items)) + 2 * (len(items) - 1)

    @property
    def elided(self) -> bool:
        """Whether the middle of a matrix is left out."""
        return any(isinstance(item, EquationMatrix) and item.elided for item in self.items)

    def row(self, number: int) -> Row:
        """Return a row across all matrices."""
        number -= max(0, self._top)
        pieces: list[Piece] = []
        for item, down in zip(self.items, self._down, strict=True):
            if isinstance(item, EquationMatrix):
                pieces += item.line(number - down)
            else:
                pieces.append((item if number == self._middle else " " * _width(item), "bold"))
            pieces.append(("  ", ""))
        return tuple(pieces[:-1])


def bands_of(picture: tuple[Matrix | str, ...], room: int, whole: bool = True) -> list[MatrixBand]:
    """Lay out a picture in bands; what does not fit beside goes below, its sign in front.

    Parameters
    ----------
    picture : tuple of Matrix or str
        The matrices and the signs between them; the numbers of the last matrix are bold.
    room : int
        The cells that a band may take; a wide matrix takes more.
    whole : bool
        Draw all numbers. Otherwise the middle rows of tall matrices are left out, and the middle
        columns of wide ones until the fewest bands are needed and none is too wide.
    """
    items = [
        item
        if isinstance(item, str)
        else _equation_matrix(item, place == len(picture) - 1 > 0, whole)
        for place, item in enumerate(picture)
    ]
    widest = max(
        (len(item.columns) for item in items if isinstance(item, EquationMatrix)), default=0
    )
    laid = _bands(items, room)
    if whole:
        return laid
    widest = max(_FEWEST, min(widest, room // 2))  # a column takes more than two cells
    choices = []
    for most in range(widest, _FEWEST - 1, -1):
        narrowed = [
            item.narrowed(most) if isinstance(item, EquationMatrix) else item for item in items
        ]
        choices.append(_bands(narrowed, room))
    fitting = [choice for choice in choices if all(band.width <= room for band in choice)]
    return min(fitting or choices[-1:], key=len)


def _equation_matrix(matrix: Matrix, last: bool, whole: bool) -> EquationMatrix:
    rows, columns = len(matrix.rows), len(matrix.columns)
    places = ends(rows, rows if whole or rows <= _MANY_ROWS else _ROWS_KEPT)
    style = "bold" if last else ""
    return EquationMatrix(
        matrix, number_format(matrix.values), style, places, ends(columns, columns)
    )


def _bands(items: list[Item], room: int) -> list[MatrixBand]:
    """Put matrices side by side while there is room, and the next below."""
    laid: list[list[Item]] = []
    group: list[Item] = []
    for item in items:
        group.append(item)
        if isinstance(item, str):
            continue
        if laid and MatrixBand([*laid[-1], *group]).width <= room:
            laid[-1] += group
        else:
            words = group[0]
            if isinstance(words, str) and len(words) > _SIGN and MatrixBand(group).width > room:
                laid.append([words])  # words, other than signs, may stand above
                group = group[1:]
            laid.append(group)
        group = []
    return [MatrixBand(row) for row in (*laid, *([group] if group else []))]
