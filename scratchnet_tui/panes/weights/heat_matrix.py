"""Matrices as heat maps, and the choice between heat maps and numbers.

Names of columns are written above as many as there is room for; that of the cursor always is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.text.rows import Piece, Row, padded, width_of

from .heat_scale import Shades, marked, painted, round_scale, shades, shades_legend
from .number_matrix import MatrixDrawing, NumberMatrix
from .weight_matrix import WeightMatrix

MATRIX_LOOKS = ("auto", "heat", "numbers", "pictures")
"""How matrices can be drawn; ``auto`` is numbers where they fit or have the whole screen."""

_FEW_COLUMNS = 12  # up to this many are read as numbers even where one has to scroll a little

_NAME = 7  # the most cells a name takes
_STRIDES = (1, 2, 4, 5, 8, 10)
_BETWEEN = "  "  # title and shades_legend


class HeatMatrix(MatrixDrawing):
    """A matrix as a heat map; its bias is set a little apart.

    Pictures share one scale and one legend, which is shown elsewhere.

    Parameters
    ----------
    wide : bool
        Whether a weight takes two cells instead of one.
    scale : float, optional
        What the outermost shades stand for; by default it follows from the values.
    """

    def __init__(
        self, matrix: WeightMatrix, wide: bool = False, scale: float | None = None
    ) -> None:
        super().__init__(matrix)
        self.wide = wide
        self.scale = round_scale(matrix.values) if scale is None else scale

    @property
    def head(self) -> int:
        """The lines above the first row; a picture has only the name of the unit there."""
        return 1 if self.matrix.unit is not None else super().head

    @property
    def cell(self) -> int:
        """How many cells of text a weight takes."""
        return 1 + self.wide

    @cached_property
    def label_width(self) -> int:
        """How many cells the names of the rows take, including a blank."""
        longest = max(cell_len(name) for name in self.matrix.rows)
        return min(_NAME, longest) + 1 if longest else 0

    def left(self, j: int) -> int:
        """Return the position of a column."""
        apart = self.matrix.bias and j >= len(self.matrix.columns) - 1
        return self.label_width + self.cell * j + apart

    def reach(self, j: int) -> int:
        """Return how many cells a column takes including its name, which may be wider."""
        name = min(_NAME, cell_len(self.matrix.columns[j]))
        return max(self.cell, min(name, self.width - self.left(j)))

    def column_at(self, x: int) -> int:
        """Return the column at a position; beside the columns a number that no column has."""
        j = (x - self.label_width) // self.cell
        if self.matrix.bias and j >= (last := len(self.matrix.columns) - 1):
            return last + max(0, (x - self.left(last)) // self.cell)
        return j

    @cached_property
    def width(self) -> int:
        """How many cells a line takes, including the name of a narrow bias."""
        room = _NAME if self.matrix.bias else 0
        last = len(self.matrix.columns) - 1
        name = min(room, cell_len(self.matrix.columns[last]))
        return max(self.left(last) + max(self.cell, name), self.title_width)

    @cached_property
    def title_width(self) -> int:
        """How many cells title and legend take."""
        ramp = width_of(self._legend)
        return super().title_width + bool(ramp) * (len(_BETWEEN) + ramp)

    @cached_property
    def _legend(self) -> tuple[Piece, ...]:
        if self.matrix.unit is not None:
            return ()
        return shades_legend(self.scale, bool(self.matrix.frozen.any()))

    @cached_property
    def _shades(self) -> Shades:
        return shades(self.matrix.values, self.scale)

    def line(
        self, number: int, cursor: tuple[int, int] | None = None, seen: range | None = None
    ) -> Row:
        """Return a line of the heat map; a name that is only partly in view is left out.

        See `MatrixDrawing.line`.
        """
        i = number - self.head
        if number == 0:
            pieces = self._heading()
        elif i < 0:
            pieces = self._names(None if cursor is None else cursor[1], seen or range(self.width))
        elif i < len(self.matrix.rows):
            pieces = self._row(i, cursor[1] if cursor is not None and cursor[0] == i else None)
        else:
            pieces = []
        return padded(pieces, self.width)

    def _heading(self) -> list[Piece]:
        title = self.title()
        return [title, (_BETWEEN, ""), *self._legend] if self._legend else [title]

    def _row(self, i: int, j: int | None) -> list[Piece]:
        style = self.matrix.label_style(self.matrix.layer) if j is None else "bold"
        pieces: list[Piece] = []
        if self.label_width:
            name = set_cell_size(self.matrix.rows[i], self.label_width - 1)
            pieces += [(name, style), (" ", "")]
        weights = len(self.matrix.columns) - self.matrix.bias
        pieces += self._painted(i, 0, weights, j)
        if self.matrix.bias:
            pieces += [(" ", ""), *self._painted(i, weights, weights + 1, j)]
        return pieces

    def _painted(self, i: int, first: int, last: int, j: int | None) -> list[Piece]:
        """Return some cells of a row, including the cursor if it is there."""
        row, held = self._shades[i], self.matrix.frozen[i]
        if first == last:
            return []
        if j is None or not first <= j < last:
            return painted(row[first:last], held[first:last], self.cell)
        return [
            *self._painted(i, first, j, None),
            marked(int(row[j]), bool(held[j]), self.cell),
            *self._painted(i, j + 1, last, None),
        ]

    def _names(self, chosen: int | None, seen: range) -> list[Piece]:
        """Return as many names of columns as there is room for, each above its column."""
        last = len(self.matrix.columns) - 1
        longest = min(_NAME, max(cell_len(name) for name in self.matrix.columns))
        stride = next(each for each in _STRIDES if each * self.cell > longest)
        unit = self.matrix.label_style(self.matrix.layer - 1)
        wanted = [] if chosen is None else [(chosen, "bold")]
        wanted += [(last, "label")] if self.matrix.bias else []
        wanted += [(j, unit) for j in range(0, len(self.matrix.columns) - self.matrix.bias, stride)]
        placed: list[tuple[int, int, Piece]] = []
        for j, style in wanted:
            name = self.matrix.columns[j]
            name = set_cell_size(name, min(_NAME, cell_len(name)))
            begin = min(self.left(j), self.width - cell_len(name))
            end = begin + cell_len(name)
            whole = seen.start <= begin and end <= seen.stop
            if whole and all(end < other[0] or begin > other[1] for other in placed):
                placed.append((begin, end, (name, style)))
        pieces: list[Piece] = []
        at = 0
        for begin, end, piece in sorted(placed):
            pieces += [(" " * (begin - at), "label"), piece]
            at = end
        return pieces


def drawings(
    matrices: Sequence[WeightMatrix],
    look: str,
    room: int,
    picture: tuple[int, int] | None,
    alone: bool,
) -> tuple[MatrixDrawing, ...]:
    """Choose how matrices are drawn.

    Parameters
    ----------
    look : str
        One of `MATRIX_LOOKS`.
    room : int
        The cells of a line.
    picture : tuple of int or None
        Height and width, if the inputs are the pixels of a picture.
    alone : bool
        Whether the matrices have the whole screen.
    """
    if look == "pictures" and picture is not None:
        return (*_pictures(matrices[0], picture), *_heat_maps(matrices[1:], room))
    numbers = tuple(map(NumberMatrix, matrices))
    fits = alone or all(
        each.width <= room or len(each.matrix.columns) <= _FEW_COLUMNS for each in numbers
    )
    if look == "numbers" or (look != "heat" and fits):
        return numbers
    return _heat_maps(matrices, room)


def _heat_maps(matrices: Sequence[WeightMatrix], room: int) -> tuple[HeatMatrix, ...]:
    """Return heat maps, with two cells for a weight if they fit; long titles are cut."""
    narrow = tuple(map(HeatMatrix, matrices))
    wide = all(
        each.label_width + 2 * len(each.matrix.columns) + each.matrix.bias <= room
        for each in narrow
    )  # the bias is set apart
    return tuple(
        HeatMatrix(
            each.matrix
            if each.title_width <= room
            else replace(each.matrix, title=each.matrix.title.rpartition("  ")[0]),
            wide,
            each.scale,
        )
        for each in narrow
    )


def _pictures(matrix: WeightMatrix, shape: tuple[int, int]) -> tuple[HeatMatrix, ...]:
    """Return a picture for each unit, all on one scale."""
    scale = round_scale(matrix.values[:, : shape[0] * shape[1]])
    return tuple(HeatMatrix(each, wide=True, scale=scale) for each in matrix.pictures(shape))


def scale_text(drawn: Sequence[MatrixDrawing]) -> str:
    """Return what the shades of pictures mean; empty if there are no pictures."""
    first = drawn[0]
    if not isinstance(first, HeatMatrix) or first.matrix.unit is None:
        return ""
    return "".join(piece[0] for piece in shades_legend(first.scale))
