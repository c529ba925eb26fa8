"""Matrices as heat maps: blocks of shades instead of numbers, and where they are to be used.

Names of columns stand above as many as there is room for; that of the cursor is always there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.text.rows import Piece, Row, padded, width_of

from .heat_scale import Shades, legend, marked, painted, scale_of, shades
from .number_matrix import Block

LOOKS = ("auto", "heat", "numbers", "pictures")
"""How matrices can be drawn; ``auto`` is numbers where they fit or have the whole screen."""

_FEW_COLUMNS = 12  # so many are read as numbers even where one has to scroll a little

_NAME = 7  # the most cells a name takes
_STRIDES = (1, 2, 4, 5, 8, 10)
_BETWEEN = "  "  # title and legend


@dataclass(frozen=True, eq=False)
class HeatBlock(Block):
    """A matrix as a heat map; its bias stands a little apart.

    Attributes
    ----------
    wide : bool
        Whether a weight takes two cells instead of one.
    """

    wide: bool = False

    @property
    def cell(self) -> int:
        """How many cells a weight takes."""
        return 1 + self.wide

    @cached_property
    def label_width(self) -> int:
        """How many cells the names of the rows take, with the blank behind them."""
        longest = max(cell_len(name) for name in self.rows)
        return min(_NAME, longest) + 1 if longest else 0

    def left(self, j: int) -> int:
        """Return where a column begins, from the left edge of the block."""
        return self.label_width + self.cell * j + (self.bias and j >= len(self.columns) - 1)

    def reach(self, j: int) -> int:
        """Return how many cells a column takes with its name, which may be the wider one."""
        name = min(_NAME, cell_len(self.columns[j]))
        return max(self.cell, min(name, self.width - self.left(j)))

    def column_at(self, x: int) -> int:
        """Return the column so far from the left edge; beside the columns there is none such."""
        j = (x - self.label_width) // self.cell
        if self.bias and j >= (last := len(self.columns) - 1):
            return last + max(0, (x - self.left(last)) // self.cell)
        return j

    @cached_property
    def width(self) -> int:
        """How many cells a line takes, with room for the name of a narrow bias."""
        room = _NAME if self.bias else 0
        last = len(self.columns) - 1
        name = min(room, cell_len(self.columns[last]))
        return max(self.left(last) + max(self.cell, name), self.title_width)

    @cached_property
    def title_width(self) -> int:
        """How many cells title and legend take."""
        ramp = width_of(self._legend)
        return super().title_width + bool(ramp) * (len(_BETWEEN) + ramp)

    @cached_property
    def _legend(self) -> tuple[Piece, ...]:
        return legend(self.scale, bool(self.frozen.any()))

    @cached_property
    def _shades(self) -> Shades:
        return shades(self.values, self.scale)

    def line(
        self, number: int, cursor: tuple[int, int] | None = None, seen: range | None = None
    ) -> Row:
        """Return a line of the heat map; a name that is not whole in view is left out.

        See `Block.line`.
        """
        i = number - self.head
        if number == 0:
            pieces = self._heading()
        elif i < 0:
            pieces = self._names(None if cursor is None else cursor[1], seen or range(self.width))
        elif i < len(self.rows):
            pieces = self._row(i, cursor[1] if cursor is not None and cursor[0] == i else None)
        else:
            pieces = []
        return padded(pieces, self.width)

    def _heading(self) -> list[Piece]:
        title = self._title()[0]
        name: Piece = (title[0].rstrip(), title[1])
        return [name, (_BETWEEN, ""), *self._legend] if self._legend else [name]

    def _row(self, i: int, j: int | None) -> list[Piece]:
        mood = self._label_style(self.layer) if j is None else "bold"
        pieces: list[Piece] = []
        if self.label_width:
            name = set_cell_size(self.rows[i], self.label_width - 1)
            pieces += [(name, mood), (" ", "")]
        weights = len(self.columns) - self.bias
        pieces += self._painted(i, 0, weights, j)
        if self.bias:
            pieces += [(" ", ""), *self._painted(i, weights, weights + 1, j)]
        return pieces

    def _painted(self, i: int, first: int, last: int, j: int | None) -> list[Piece]:
        """Return some cells of a row, that of the cursor among them if it is there."""
        row, held = self._shades[i], self.frozen[i]
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
        last = len(self.columns) - 1
        longest = min(_NAME, max(cell_len(name) for name in self.columns))
        stride = next(each for each in _STRIDES if each * self.cell > longest)
        unit = self._label_style(self.layer - 1)
        wanted = [] if chosen is None else [(chosen, "bold")]
        wanted += [(last, "label")] if self.bias else []
        wanted += [(j, unit) for j in range(0, len(self.columns) - self.bias, stride)]
        placed: list[tuple[int, int, Piece]] = []
        for j, mood in wanted:
            name = set_cell_size(self.columns[j], min(_NAME, cell_len(self.columns[j])))
            begin = min(self.left(j), self.width - cell_len(name))
            end = begin + cell_len(name)
            whole = seen.start <= begin and end <= seen.stop
            if whole and all(end < other[0] or begin > other[1] for other in placed):
                placed.append((begin, end, (name, mood)))
        pieces: list[Piece] = []
        at = 0
        for begin, end, piece in sorted(placed):
            pieces += [(" " * (begin - at), "label"), piece]
            at = end
        return pieces


@dataclass(frozen=True, eq=False)
class PictureBlock(HeatBlock):
    """What one unit looks for: its weights in the shape of the picture that is put in.

    Attributes
    ----------
    unit : int
        Which row of the matrix it is, from 0.
    """

    unit: int = 0

    @property
    def head(self) -> int:
        """The lines above the first row: the name of the unit."""
        return 1

    @property
    def _legend(self) -> tuple[Piece, ...]:
        """It is the same for all pictures, and stands elsewhere."""
        return ()

    def weight(self, i: int, j: int) -> tuple[str, tuple[int, ...]]:
        """Return the parameter array and the place in it that a cell shows."""
        return f"W{self.layer}", (self.unit, i * len(self.columns) + j)

    def cell_of(self, name: str, place: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the row and column that show a weight; None where it is not in this block."""
        if name != f"W{self.layer}" or place[0] != self.unit:
            return None
        i, j = divmod(place[1], len(self.columns))
        return (i, j) if i < len(self.rows) else None


def dressed(
    blocks: tuple[Block, ...], look: str, room: int, picture: tuple[int, int] | None, alone: bool
) -> tuple[Block, ...]:
    """Return matrices as they are to be drawn.

    Parameters
    ----------
    blocks : tuple of Block
        The matrices.
    look : str
        One of `LOOKS`.
    room : int
        How many cells there are for a line.
    picture : tuple of int or None
        Height and width, where the inputs are the pixels of a picture.
    alone : bool
        Whether the matrices have the whole screen.
    """
    if look == "pictures" and picture is not None:
        return (*_pictures(blocks[0], picture), *_heated(blocks[1:], room))
    fits = alone or all(
        block.width <= room or len(block.columns) <= _FEW_COLUMNS for block in blocks
    )
    if look == "numbers" or (look != "heat" and fits):
        return blocks
    return _heated(blocks, room)


def _fields(block: Block) -> dict[str, Any]:
    return {field.name: getattr(block, field.name) for field in fields(Block)}


def _heated(blocks: tuple[Block, ...], room: int) -> tuple[HeatBlock, ...]:
    """Return heat maps, of two cells a weight where that fits; long titles lose their ends."""
    plain = [HeatBlock(**_fields(block) | {"scale": scale_of(block.values)}) for block in blocks]
    wide = all(
        block.label_width + 2 * len(block.columns) + block.bias <= room for block in plain
    )  # the bias stands apart
    return tuple(
        replace(
            block,
            wide=wide,
            title=block.title if block.title_width <= room else block.title.rpartition("  ")[0],
        )
        for block in plain
    )


def _pictures(block: Block, shape: tuple[int, int]) -> tuple[PictureBlock, ...]:
    """Return a picture for each unit, all in one scale."""
    pixels = shape[0] * shape[1]
    weights = block.values[:, :pixels]
    scale = scale_of(weights)

    def part(array: Any, unit: int) -> Any:
        return array[unit, :pixels].reshape(shape)

    return tuple(
        PictureBlock(
            **_fields(block)
            | {
                "bias": False,
                "title": name,
                "rows": ("",) * shape[0],
                "columns": ("",) * shape[1],
                "values": part(block.values, unit),
                "moved": part(block.moved, unit),
                "frozen": part(block.frozen, unit),
                "scale": scale,
            },
            wide=True,
            unit=unit,
        )
        for unit, name in enumerate(block.rows)
    )


def scale_text(blocks: tuple[Block, ...]) -> str:
    """Say what the shades of pictures mean; empty where there are no pictures."""
    if not isinstance(blocks[0], PictureBlock):
        return ""
    return "".join(piece[0] for piece in legend(blocks[0].scale))
