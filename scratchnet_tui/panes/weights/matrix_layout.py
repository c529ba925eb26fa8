"""Shelves: matrices stand side by side as far as there is room, then a shelf below begins.

Here it is worked out which matrix is where, and which cell lies next to which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from textual.geometry import Region

from scratchnet_tui.text.rows import Piece, Row

from .number_matrix import Block

_GAP = 3  # between matrices that stand side by side
_ROWS = 3  # so many rows must be in view below a head that stays in place


class Spot(NamedTuple):
    """A cell: the number of its matrix, from 0, and its row and column there."""

    block: int
    i: int
    j: int


@dataclass(frozen=True)
class _Shelf:
    """Some matrices side by side.

    Attributes
    ----------
    top : int
        The line of their titles.
    lefts : dict of int to int
        Where each begins, by its number.
    height : int
        The lines of the highest.
    width : int
        The cells of all of them.
    """

    top: int
    lefts: dict[int, int]
    height: int
    width: int


class Shelves:
    """Matrices in their places.

    Parameters
    ----------
    blocks : tuple of Block
        The matrices in their order.
    room : int
        How many cells there are for a line. A matrix that is wider has a shelf of its own.
    lines : int
        How many lines are in view. Where there are enough, heads and names stay in place.
    """

    def __init__(self, blocks: tuple[Block, ...] = (), room: int = 0, lines: int = 0) -> None:
        self.blocks, self._room, self._lines = blocks, room, lines
        self._shelves: list[_Shelf] = []
        lefts: dict[int, int] = {}
        left = 0
        for number, block in enumerate(blocks):
            if lefts and left + block.width > room:
                self._close(lefts, left - _GAP)
                lefts, left = {}, 0
            lefts[number] = left
            left += block.width + _GAP
        if lefts:
            self._close(lefts, left - _GAP)

    def _close(self, lefts: dict[int, int], width: int) -> None:
        top = self.height + 1 if self._shelves else 0
        height = max(self.blocks[n].height for n in lefts)
        self._shelves.append(_Shelf(top, lefts, height, width))

    @property
    def height(self) -> int:
        """The lines of all shelves, with a blank one between two."""
        return self._shelves[-1].top + self._shelves[-1].height if self._shelves else 0

    @property
    def width(self) -> int:
        """The cells of the widest shelf."""
        return max((shelf.width for shelf in self._shelves), default=0)

    def row(self, number: int, cursor: Spot | None, seen: range | None = None) -> Row:
        """Return a line across the matrices of a shelf, with the cursor if it is there.

        Parameters
        ----------
        number : int
            Which line.
        cursor : Spot or None
            The cell that has the cursor.
        seen : range, optional
            Which cells of the line are in view; those beside them may stay blank.
        """
        shelf = self._shelf_at(number)
        if shelf is None:
            return ()
        pieces: list[Piece] = []
        for n, left in shelf.lefts.items():
            chosen = cursor[1:] if cursor is not None and cursor.block == n else None
            part = None if seen is None else range(seen.start - left, seen.stop - left)
            pieces += self.blocks[n].line(number - shelf.top, chosen, part)
            pieces.append((" " * _GAP, ""))
        return tuple(pieces[:-1])

    # what stays in place

    def pinned_line(self, line: int, top: int) -> int:
        """Return which line stands on a line of the view that begins with the line `top`.

        While rows of a shelf go by below it, its head stays.
        """
        shelf = self._shelf_at(top)
        if shelf is None or line >= (head := self._head(shelf)):
            return top + line
        passing = shelf.top < top < shelf.top + shelf.height - head
        return shelf.top + line if passing and self._keeps_head(shelf) else top + line

    def pinned_cells(self, line: int) -> int:
        """Return how many cells of a line stay in place.

        They are the names beside a wide matrix, and the whole of a shelf that is not wide.
        """
        shelf = self._shelf_at(line)
        if shelf is None:
            return 0
        if not self._keeps_names(shelf):
            return shelf.width if shelf.width <= self._room else 0
        block = self.blocks[next(iter(shelf.lefts))]
        return min(self._room, block.title_width) if line == shelf.top else block.label_width

    def in_view(self, line: int, left: int, width: int) -> range:
        """Return which cells of a line are in view, those that stay in place apart.

        Parameters
        ----------
        line : int
            Which line.
        left : int
            How far the view has been scrolled.
        width : int
            How many cells it shows.
        """
        shelf, pinned = self._shelf_at(line), self.pinned_cells(line)
        if shelf is None or not left or pinned >= shelf.width:
            return range(width)
        return range(left + pinned, left + width)

    def _head(self, shelf: _Shelf) -> int:
        return max(self.blocks[n].head for n in shelf.lefts)

    def _keeps_head(self, shelf: _Shelf) -> bool:
        return self._lines >= self._head(shelf) + _ROWS

    def _keeps_names(self, shelf: _Shelf) -> bool:
        block = self.blocks[next(iter(shelf.lefts))]
        room = self._room - block.label_width
        return len(shelf.lefts) == 1 and shelf.width > self._room and room >= 2 * block.cell

    def _shelf_at(self, line: int) -> _Shelf | None:
        for shelf in self._shelves:
            if shelf.top <= line < shelf.top + shelf.height:
                return shelf
        return None

    def _shelf_of(self, block: int) -> int:
        return next(k for k, shelf in enumerate(self._shelves) if block in shelf.lefts)

    def region(self, spot: Spot) -> Region:
        """Return the cells that a weight takes."""
        shelf, block = self._shelves[self._shelf_of(spot.block)], self.blocks[spot.block]
        x = shelf.lefts[spot.block] + block.left(spot.j)
        return Region(x, shelf.top + block.head + spot.i, block.cell, 1)

    def around(self, spot: Spot) -> Region:
        """Return a weight with the names of its row and column, where they are to be seen."""
        region, block = self.region(spot), self.blocks[spot.block]
        shelf = self._shelves[self._shelf_of(spot.block)]
        above = self._head(shelf) if spot.i == 0 or self._keeps_head(shelf) else 0
        before = block.label_width if spot.j == 0 or self._keeps_names(shelf) else 0
        x, y, _, height = region
        return Region(x - before, y - above, block.reach(spot.j) + before, height + above)

    def spot_at(self, x: int, y: int) -> Spot | None:
        """Return the cell at a place; None where there is none."""
        shelf = self._shelf_at(y)
        for n, left in shelf.lefts.items() if shelf else ():
            block = self.blocks[n]
            i, j = y - shelf.top - block.head if shelf else 0, block.column_at(x - left)
            if 0 <= i < len(block.rows) and 0 <= j < len(block.columns):
                return Spot(n, i, j)
        return None

    def nearest(self, spot: Spot) -> Spot:
        """Return the cell itself, or one close to it when the matrices have become smaller."""
        n = min(spot.block, len(self.blocks) - 1)
        block = self.blocks[n]
        return Spot(n, min(spot.i, len(block.rows) - 1), min(spot.j, len(block.columns) - 1))

    def across(self, spot: Spot, by: int) -> Spot:
        """Return the cell to the right (1) or to the left (-1), in the next matrix if need be."""
        n, i, j = spot
        if 0 <= j + by < len(self.blocks[n].columns):
            return Spot(n, i, j + by)
        if n + by not in self._shelves[self._shelf_of(n)].lefts:
            return spot
        block = self.blocks[n + by]
        return Spot(n + by, min(i, len(block.rows) - 1), 0 if by > 0 else len(block.columns) - 1)

    def edge(self, spot: Spot, last: bool) -> Spot:
        """Return the first or the last cell of the same row."""
        return spot._replace(j=len(self.blocks[spot.block].columns) - 1 if last else 0)

    def down(self, spot: Spot, by: int) -> Spot:
        """Return the cell below (1) or above (-1), on the next shelf if need be."""
        n, i, j = spot
        if 0 <= i + by < len(self.blocks[n].rows):
            return Spot(n, i + by, j)
        k = self._shelf_of(n) + by
        if not 0 <= k < len(self._shelves):
            return spot
        return self._beside(self._shelves[k], self.region(spot).x, 0 if by > 0 else None)

    def page(self, spot: Spot, lines: int) -> Spot:
        """Return a cell so many lines further down, or up when negative."""
        if not lines:
            return spot
        here = self.region(spot)
        line = min(max(here.y + lines, 0), self.height - 1)
        shelf = self._shelf_at(line) or self._shelf_at(line - 1)
        assert shelf is not None  # a blank line is always below a shelf
        found = self._beside(shelf, here.x, max(0, line - shelf.top - self._head(shelf)))
        further = (self.region(found).y - here.y) * lines > 0
        return found if further else self.down(spot, 1 if lines > 0 else -1)

    def _beside(self, shelf: _Shelf, x: int, i: int | None) -> Spot:
        """Return the cell of a shelf nearest to a column of the screen, in row i or the last."""
        spots = []
        for n in shelf.lefts:
            block = self.blocks[n]
            j = block.column_at(x - shelf.lefts[n] + block.cell // 2)
            last = len(block.rows) - 1
            row = last if i is None else min(i, last)
            spots.append(Spot(n, row, min(max(j, 0), len(block.columns) - 1)))
        return min(spots, key=lambda spot: abs(self.region(spot).x - x))
