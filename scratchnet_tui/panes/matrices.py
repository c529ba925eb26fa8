"""Matrices as rows of text: side by side with signs between them, aligned on the decimal point.

Nothing is drawn before somebody asks for a row, since a matrix may have thousands of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from rich.cells import cell_len, set_cell_size

from core import Floats, Matrix
from core.explaining import number, row_name

from ..wording import fit
from .rows import Piece, Row

SAMPLES = 20
"""So many samples of a batch are drawn at most."""

_LABEL = 9  # the most cells the label of a row may take
_HEADING = 7  # and that of a column
_ALL = 4096  # so many numbers are all looked at to find out how wide they are
_MIDDLE = 5  # in a tall picture, signs and small matrices stand no lower than this
_GAP = 1
_SIGN = 12  # what is longer is no sign any more


def split(value: float) -> tuple[str, str]:
    """Write a number in two parts: up to its decimal point, and from there on."""
    head, point, tail = number(value).partition(".")
    return head, point + tail


def spread(values: Floats) -> tuple[int, int]:
    """Return how many signs numbers need before the decimal point, and from there on.

    Parameters
    ----------
    values : Floats
        The numbers, in any shape.
    """
    flat = values.ravel()
    if flat.size > _ALL:
        flat = _outliers(flat)
    parts = [split(value) for value in flat.tolist()]
    return max((len(head) for head, _ in parts), default=1), max(
        (len(tail) for _, tail in parts), default=0
    )


def _outliers(flat: Floats) -> Floats:
    """Pick the numbers that take most room: the largest, the smallest, and the odd ones."""
    finite = flat[np.isfinite(flat)]
    sizes = np.abs(finite)
    picked = [flat[~np.isfinite(flat)][:9]]
    kinds = (
        (np.trunc(finite[sizes < 1e15]), 0.0),  # whole numbers are written out
        (finite[sizes < 1e6], 0.0),
        (finite[finite != np.round(finite)], 0.98765),
        (finite[(sizes > 0.0) & (sizes < 1e-3)], 1.2345e-5),
        (finite[sizes >= 1e6], 1.2345678e7),
    )
    for kind, typical in kinds:
        if kind.size:
            extremes = kind.min(), kind.max(), np.abs(kind).min(), np.abs(kind).max()
            picked.append(np.array([typical, *extremes]))
    return np.concatenate(picked)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A matrix as it is drawn: its name, the labels, and the numbers between brackets.

    Attributes
    ----------
    matrix : Matrix
        The matrix.
    before, after : int
        The signs of every number before the decimal point, and from there on.
    mood : str
        The style of the numbers.
    """

    matrix: Matrix
    before: int
    after: int
    mood: str = ""

    @cached_property
    def head(self) -> int:
        """How many rows stand above the numbers."""
        return 2 if any(self.matrix.columns) else 1

    @cached_property
    def height(self) -> int:
        """How many rows of numbers there are."""
        return len(self.matrix.rows)

    @cached_property
    def label(self) -> int:
        """How wide the labels of the rows are, with the blank behind them."""
        widest = max((cell_len(name) for name in self.matrix.rows), default=0)
        return min(_LABEL, widest) + 1 if widest else 0

    @cached_property
    def cell(self) -> int:
        """How wide a column is."""
        widest = max((cell_len(name) for name in self.matrix.columns), default=0)
        return max(self.before + self.after, min(_HEADING, widest))

    @cached_property
    def width(self) -> int:
        """How wide the whole is."""
        numbers = len(self.matrix.columns) * (self.cell + _GAP) + 3
        return self.label + max(numbers, cell_len(self.matrix.name))

    def line(self, number: int) -> Row:
        """Return a line; the first row of numbers is line 0, and the head stands above it."""
        if number == -self.head:
            row: Row = ((" " * self.label + self.matrix.name, "title"),)
        elif number == -1:
            names = "".join(" " + fit(name, self.cell) for name in self.matrix.columns)
            row = ((" " * (self.label + 1) + names, "label"),)
        elif 0 <= number < self.height:
            row = self._numbers(number)
        else:
            row = ()
        used = sum(cell_len(piece[0]) for piece in row)
        return (*row, (" " * (self.width - used), ""))

    def _numbers(self, i: int) -> Row:
        cells = "".join(f" {self._cell(value)}" for value in self.matrix.values[i].tolist())
        return (
            (set_cell_size(self.matrix.rows[i], self.label), "label"),
            ("[", ""),
            (cells, self.mood),
            (" ]", ""),
        )

    def _cell(self, value: float) -> str:
        head, tail = split(value)
        return (head.rjust(self.before) + tail.ljust(self.after)).rjust(self.cell)


def cut(picture: tuple[Matrix | str, ...], samples: Sequence[int]) -> tuple[Matrix | str, ...]:
    """Return a picture with no more than the first samples of a batch in its matrices.

    Parameters
    ----------
    picture : tuple of Matrix or str
        The matrices and the signs between them.
    samples : sequence of int
        The samples of the batch, in their order.
    """
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


Item: TypeAlias = Drawn | str


def _width(item: Item) -> int:
    return cell_len(item) if isinstance(item, str) else item.width


class Band:
    """Matrices side by side, their middles and the signs between them on one line."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        blocks = [item for item in items if isinstance(item, Drawn)]
        tallest = max((block.height for block in blocks), default=1)
        self._middle = min((tallest - 1) // 2, _MIDDLE)
        self._down = [
            min((tallest - item.height) // 2, _MIDDLE) if isinstance(item, Drawn) else 0
            for item in items
        ]
        self._top = max(
            (item.head - down for item, down in zip(items, self._down, strict=True)
             if isinstance(item, Drawn)),
            default=0,
        )  # fmt: skip
        self.height = max(0, self._top) + tallest
        self.width = sum(map(_width, items)) + 2 * (len(items) - 1)

    def row(self, number: int) -> Row:
        """Return a row across all matrices."""
        number -= max(0, self._top)
        pieces: list[Piece] = []
        for item, down in zip(self.items, self._down, strict=True):
            if isinstance(item, Drawn):
                pieces += item.line(number - down)
            else:
                pieces.append((item if number == self._middle else " " * _width(item), "bold"))
            pieces.append(("  ", ""))
        return tuple(pieces[:-1])


def laid_out(picture: tuple[Matrix | str, ...], room: int) -> list[Band]:
    """Lay a picture out in so many cells; what does not fit beside goes below, its sign in front.

    Parameters
    ----------
    picture : tuple of Matrix or str
        The matrices and the signs between them; the numbers of the last matrix are bold.
    room : int
        How many cells a band may take; a wide matrix takes more.
    """
    laid: list[list[Item]] = []
    group: list[Item] = []
    for place, item in enumerate(picture):
        if isinstance(item, str):
            group.append(item)
            continue
        mood = "bold" if place == len(picture) - 1 and place else ""
        group.append(Drawn(item, *spread(item.values), mood))
        if laid and Band([*laid[-1], *group]).width <= room:
            laid[-1] += group
        else:
            words = group[0]
            if isinstance(words, str) and len(words) > _SIGN and Band(group).width > room:
                laid.append([words])  # words, other than signs, may stand above
                group = group[1:]
            laid.append(group)
        group = []
    return [Band(items) for items in (*laid, *([group] if group else []))]
