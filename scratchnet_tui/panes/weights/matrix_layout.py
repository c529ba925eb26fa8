"""Layout of matrices: side by side in a band while there is room, then in a band below.

It computes the position of each matrix, and which cell is next to which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual.geometry import Region

from scratchnet_tui.text.rows import Piece, Row

from .number_matrix import MatrixDrawing

_GAP = 3  # between matrices that stand side by side
_ROWS = 3  # rows that must be in view below a head that stays in place


class Cell(NamedTuple):
    """A cell: the index of its matrix, from 0, and its row and column there."""

    matrix: int
    i: int
    j: int


@dataclass(frozen=True)
class _Band:
    """Some matrices side by side.

    `top` is the line of their titles, `lefts` the position of each by its index, `height` the lines
    of the tallest, `width` the cells of all of them.
    """

    top: int
    lefts: dict[int, int]
    height: int
    width: int


class MatrixLayout:
    """Matrices and their positions.

    Parameters
    ----------
    drawings : sequence of MatrixDrawing
        The matrices in order.
    room : int
        The cells of a line. A matrix that is wider has a band of its own.
    lines : int
        How many lines are in view. If there are enough, heads and names stay in place.
    """

    def __init__(
        self, drawings: Sequence[MatrixDrawing] = (), room: int = 0, lines: int = 0
    ) -> None:
        self.drawings, self._room, self._lines = drawings, room, lines
        self._bands: list[_Band] = []
        lefts: dict[int, int] = {}
        left = 0
        for number, drawn in enumerate(drawings):
            if lefts and left + drawn.width > room:
                self._close(lefts, left - _GAP)
                lefts, left = {}, 0
            lefts[number] = left
            left += drawn.width + _GAP
        if lefts:
            self._close(lefts, left - _GAP)

    def _close(self, lefts: dict[int, int], width: int) -> None:
        top = self.height + 1 if self._bands else 0
        height = max(self.drawings[n].height for n in lefts)
        self._bands.append(_Band(top, lefts, height, width))

    @property
    def height(self) -> int:
        """The lines of all bands, with a blank one between two bands."""
        return self._bands[-1].top + self._bands[-1].height if self._bands else 0

    @property
    def width(self) -> int:
        """The cells of the widest band."""
        return max((band.width for band in self._bands), default=0)

    def row(self, number: int, cursor: Cell | None, seen: range | None = None) -> Row:
        """Return a line across the matrices of a band, with the cursor if it is there.

        `seen` are the cells of the line that are in view; the others may stay blank.
        """
        band = self._band_at(number)
        if band is None:
            return ()
        pieces: list[Piece] = []
        for n, left in band.lefts.items():
            chosen = cursor[1:] if cursor is not None and cursor.matrix == n else None
            part = None if seen is None else range(seen.start - left, seen.stop - left)
            pieces += self.drawings[n].line(number - band.top, chosen, part)
            pieces.append((" " * _GAP, ""))
        return tuple(pieces[:-1])

    # what stays in place

    def pinned_line(self, line: int, top: int) -> int:
        """Return which line is shown on a line of a view scrolled to `top`.

        While the rows of a band scroll, its head stays in place.
        """
        band = self._band_at(top)
        if band is None or line >= (head := self._head(band)):
            return top + line
        passing = band.top < top < band.top + band.height - head
        return band.top + line if passing and self._keeps_head(band) else top + line

    def pinned_cells(self, line: int) -> int:
        """Return how many cells of a line stay in place.

        They are the names beside a wide matrix, and the whole of a band that is not wide.
        """
        band = self._band_at(line)
        if band is None:
            return 0
        if not self._keeps_names(band):
            return band.width if band.width <= self._room else 0
        drawn = self.drawings[next(iter(band.lefts))]
        return min(self._room, drawn.title_width) if line == band.top else drawn.label_width

    def in_view(self, line: int, left: int, width: int) -> range:
        """Return which cells of a line are in view, without those that stay in place.

        `left` is how far the view is scrolled, `width` how many cells it shows.
        """
        band, pinned = self._band_at(line), self.pinned_cells(line)
        if band is None or not left or pinned >= band.width:
            return range(width)
        return range(left + pinned, left + width)

    def _head(self, band: _Band) -> int:
        return max(self.drawings[n].head for n in band.lefts)

    def _keeps_head(self, band: _Band) -> bool:
        return self._lines >= self._head(band) + _ROWS

    def _keeps_names(self, band: _Band) -> bool:
        drawn = self.drawings[next(iter(band.lefts))]
        room = self._room - drawn.label_width
        return len(band.lefts) == 1 and band.width > self._room and room >= 2 * drawn.cell

    def _band_at(self, line: int) -> _Band | None:
        for band in self._bands:
            if band.top <= line < band.top + band.height:
                return band
        return None

    def _band_of(self, matrix: int) -> int:
        return next(k for k, band in enumerate(self._bands) if matrix in band.lefts)

    def region(self, cell: Cell) -> Region:
        """Return the region of a weight."""
        band, drawn = self._bands[self._band_of(cell.matrix)], self.drawings[cell.matrix]
        x = band.lefts[cell.matrix] + drawn.left(cell.j)
        return Region(x, band.top + drawn.head + cell.i, drawn.cell, 1)

    def around(self, cell: Cell) -> Region:
        """Return the region of a weight with the names of its row and column, if visible."""
        region, drawn = self.region(cell), self.drawings[cell.matrix]
        band = self._bands[self._band_of(cell.matrix)]
        above = self._head(band) if cell.i == 0 or self._keeps_head(band) else 0
        before = drawn.label_width if cell.j == 0 or self._keeps_names(band) else 0
        x, y, _, height = region
        return Region(x - before, y - above, drawn.reach(cell.j) + before, height + above)

    def cell_at(self, x: int, y: int) -> Cell | None:
        """Return the cell at a position; None if there is none."""
        band = self._band_at(y)
        for n, left in band.lefts.items() if band else ():
            drawn = self.drawings[n]
            i, j = y - band.top - drawn.head if band else 0, drawn.column_at(x - left)
            if 0 <= i < len(drawn.matrix.rows) and 0 <= j < len(drawn.matrix.columns):
                return Cell(n, i, j)
        return None

    def nearest(self, cell: Cell) -> Cell:
        """Return the same cell, or one close to it if the matrices have become smaller."""
        n = min(cell.matrix, len(self.drawings) - 1)
        return Cell(n, *self.drawings[n].nearest(cell.i, cell.j))

    def across(self, cell: Cell, by: int) -> Cell:
        """Return the cell to the right (1) or to the left (-1), which may be in the next matrix."""
        n, i, j = cell
        if 0 <= j + by < len(self.drawings[n].matrix.columns):
            return Cell(n, i, j + by)
        if n + by not in self._bands[self._band_of(n)].lefts:
            return cell
        drawn = self.drawings[n + by]
        return Cell(n + by, *drawn.nearest(i, 0 if by > 0 else len(drawn.matrix.columns)))

    def edge(self, cell: Cell, last: bool) -> Cell:
        """Return the first or the last cell of the same row."""
        return cell._replace(j=len(self.drawings[cell.matrix].matrix.columns) - 1 if last else 0)

    def down(self, cell: Cell, by: int) -> Cell:
        """Return the cell below (1) or above (-1), which may be in the next band."""
        n, i, j = cell
        if 0 <= i + by < len(self.drawings[n].matrix.rows):
            return Cell(n, i + by, j)
        k = self._band_of(n) + by
        if not 0 <= k < len(self._bands):
            return cell
        return self._beside(self._bands[k], self.region(cell).x, 0 if by > 0 else None)

    def page(self, cell: Cell, lines: int) -> Cell:
        """Return a cell `lines` lines further down, or up if negative."""
        if not lines:
            return cell
        here = self.region(cell)
        line = min(max(here.y + lines, 0), self.height - 1)
        band = self._band_at(line) or self._band_at(line - 1)
        assert band is not None  # a blank line is always below a band
        found = self._beside(band, here.x, max(0, line - band.top - self._head(band)))
        further = (self.region(found).y - here.y) * lines > 0
        return found if further else self.down(cell, 1 if lines > 0 else -1)

    def _beside(self, band: _Band, x: int, i: int | None) -> Cell:
        """Return the cell of a band nearest to a screen column, in row i or the last."""
        cells = []
        for n in band.lefts:
            drawn = self.drawings[n]
            j = drawn.column_at(x - band.lefts[n] + drawn.cell // 2)
            row = len(drawn.matrix.rows) if i is None else i
            cells.append(Cell(n, *drawn.nearest(row, j)))
        return min(cells, key=lambda cell: abs(self.region(cell).x - x))
