"""A matrix as text: its title, the names of its units, and a number for each weight.

It draws single lines; `matrix_layout` knows where they are on the screen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.text.rows import Piece, Row, padded
from scratchnet_tui.text.wording import fit, signed

from .heat_scale import largest
from .weight_matrix import WeightMatrix

_CELL = 9  # a blank, a number of seven signs and a mark
_NUMBER = 7
_TOUCHED = "> "


class MatrixDrawing(ABC):
    """A matrix drawn in cells of text. All positions are relative to its own top left corner."""

    def __init__(self, matrix: WeightMatrix) -> None:
        self.matrix = matrix

    @property
    def head(self) -> int:
        """The lines above the first row: the title, and the names of the columns."""
        return 2

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self.head + len(self.matrix.rows)

    @property
    def title_width(self) -> int:
        """How many cells the title takes, including its mark."""
        return len(_TOUCHED + self.matrix.title)

    @property
    @abstractmethod
    def cell(self) -> int:
        """How many cells of text a weight takes."""

    @property
    @abstractmethod
    def label_width(self) -> int:
        """How many cells the names of the rows take."""

    @property
    @abstractmethod
    def width(self) -> int:
        """How many cells a line takes."""

    @abstractmethod
    def left(self, j: int) -> int:
        """Return the position of a column."""

    @abstractmethod
    def reach(self, j: int) -> int:
        """Return how many cells a column takes including its name."""

    @abstractmethod
    def column_at(self, x: int) -> int:
        """Return the column at a position; beside the columns a number that no column has."""

    @abstractmethod
    def line(
        self, number: int, cursor: tuple[int, int] | None = None, seen: range | None = None
    ) -> Row:
        """Return a line, padded to the width.

        Parameters
        ----------
        number : int
            From 0; lines below the last one are blank.
        cursor : tuple of int, optional
            The row and column of the cell that has the cursor.
        seen : range, optional
            Which cells of the line are in view; no number or name is written that is only partly in
            view.
        """

    def nearest(self, i: int, j: int) -> tuple[int, int]:
        """Return the same row and column, or the nearest that exist."""
        rows, columns = self.matrix.values.shape
        return min(max(i, 0), rows - 1), min(max(j, 0), columns - 1)

    def title(self) -> Piece:
        """Return the title, marked if the matrix is touched."""
        if self.matrix.is_touched:
            return _TOUCHED + self.matrix.title, "touched"
        return self.matrix.title, "title"


class NumberMatrix(MatrixDrawing):
    """A matrix with its numbers written out. The background colour of a sign shows the size.

    After a number ``*`` says that the last update changed the weight, ``=`` that it is frozen.
    """

    @property
    def cell(self) -> int:
        """How many cells of text a weight takes."""
        return _CELL

    @cached_property
    def label_width(self) -> int:
        """How many cells the names of the rows take."""
        return min(_NUMBER, max(cell_len(name) for name in self.matrix.rows))

    @cached_property
    def width(self) -> int:
        """How many cells a line takes, including the mark of the title."""
        return max(self.label_width + _CELL * len(self.matrix.columns), self.title_width)

    @cached_property
    def _largest(self) -> float:
        return largest(self.matrix.values)

    def left(self, j: int) -> int:
        """Return the position of a column."""
        return self.label_width + _CELL * j

    def reach(self, j: int) -> int:  # noqa: ARG002 - here all are alike
        """Return how many cells a column takes including its name."""
        return _CELL

    def column_at(self, x: int) -> int:
        """Return the column at a position; beside the columns a number that no column has."""
        return (x - self.label_width) // _CELL

    def line(
        self, number: int, cursor: tuple[int, int] | None = None, seen: range | None = None
    ) -> Row:
        """Return a line, padded to the width. See `MatrixDrawing.line`."""
        i = number - self.head
        if number == 0:
            text, style, *_ = self.title()  # the line is in bold to its end, an underline is not
            if not self.matrix.is_touched:
                text = text.ljust(self.width)
            return padded([(text, style)], self.width)
        if i >= len(self.matrix.rows):
            return ((" " * self.width, ""),)
        first, last = self._columns_in(seen)
        pieces = self._headings(first, last) if i < 0 else self._row(i, cursor, first, last)
        return (*pieces, (" " * (self.width - self.left(last)), ""))

    def _columns_in(self, seen: range | None) -> tuple[int, int]:
        """Return the first column that is fully in view and one past the last."""
        first, last = 0, len(self.matrix.columns)
        if seen is not None:
            first = min(max(first, self.column_at(seen.start - 2) + 1), last)
            last = max(first, min(last, self.column_at(seen.stop - _CELL) + 1))
        return first, last

    def _headings(self, first: int, last: int) -> list[Piece]:
        """Return the names of some columns; that of a bias is not the name of a unit."""
        matrix = self.matrix
        pieces: list[Piece] = [(" " * self.left(first), "label")]
        for j, name in list(enumerate(matrix.columns))[first:last]:
            of_unit = not (matrix.bias and j == len(matrix.columns) - 1)
            style = matrix.label_style(matrix.layer - 1) if of_unit else "label"
            set_right = fit(name, _NUMBER)
            text = set_right.lstrip()
            pieces.append((" " * (1 + len(set_right) - len(text)), "label"))
            pieces += [(text, style), (" ", "label")]
        return pieces

    def _row(self, i: int, cursor: tuple[int, int] | None, first: int, last: int) -> list[Piece]:
        matrix = self.matrix
        name = set_cell_size(matrix.rows[i], self.label_width)
        pieces: list[Piece] = [(name, matrix.label_style(matrix.layer))]
        pieces.append((" " * (self.left(first) - self.label_width), ""))
        for j in range(first, last):
            pieces += self._cell(i, j, cursor == (i, j))
        return pieces

    def _cell(self, i: int, j: int, cursor: bool) -> tuple[Piece, ...]:
        matrix = self.matrix
        value = float(matrix.values[i, j])
        mark = "=" if matrix.frozen[i, j] else "*" if matrix.moved[i, j] else " "
        text = signed(value, _NUMBER) + mark
        if cursor:
            return (" ", ""), (text, "cursor")
        strength = int(3 * min(1.0, abs(value) / self._largest)) if self._largest else 0
        strength = min(2, strength)
        at = len(text) - len(text.lstrip())  # the sign has a colour behind it
        return (
            (" " * (1 + at), ""),
            (text[at], f"{'minus' if value < 0 else 'plus'} {strength}"),
            (text[at + 1 :], f"number {strength}"),
        )
