"""A block is one matrix as text: its title, the names of its units, and a cell for each weight.

It knows what stands in each of its lines; where it stands on the screen is for the shelves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, set_cell_size

from core import Floats
from scratchnet_tui.panes.rows_pane import Piece, Row
from scratchnet_tui.text.wording import fit, signed

from .heat_scale import largest

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

VIEWS = {"weights": "", "gradient": "dE/d", "step": "d"}
"""What the cells can show, and what stands before the matrix's name then."""

_CELL = 9  # a blank, a number of seven signs and a mark
_NUMBER = 7
_TOUCHED = "> "


@dataclass(frozen=True)
class Touched:
    """What a phase of an update touches.

    Attributes
    ----------
    params : frozenset of str
        The parameter arrays, such as ``W1``.
    layers : frozenset of int
        The layers whose units it touches; 0 stands for the inputs.
    """

    params: frozenset[str]
    layers: frozenset[int]


_NOTHING = Touched(frozenset(), frozenset())


@dataclass(frozen=True, eq=False)
class Block:
    """One matrix, with the bias of its layer as a last column.

    Attributes
    ----------
    layer : int
        The layer it belongs to, from 1.
    bias : bool
        Whether the last column is the bias.
    title : str
        What stands above it.
    columns, rows : tuple of str
        The units a signal comes from, and those it goes to.
    values : Floats
        What the cells show, shape (rows, columns).
    moved, frozen : array of bool
        Which weights the last update changed, and which none can change, in the same shape.
    scale : float
        The largest size of a value.
    touched : Touched
        What is to be marked.
    """

    layer: int
    bias: bool
    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: Floats
    moved: NDArray[np.bool_]
    frozen: NDArray[np.bool_]
    scale: float
    touched: Touched = _NOTHING

    @property
    def cell(self) -> int:
        """How many cells a weight takes."""
        return _CELL

    @property
    def head(self) -> int:
        """The lines above the first row: the title, and where the signals come from."""
        return 2

    @cached_property
    def label_width(self) -> int:
        """How many cells the names of the rows take."""
        return min(_NUMBER, max(cell_len(name) for name in self.rows))

    @cached_property
    def width(self) -> int:
        """How many cells a line takes, with room for the mark of the title."""
        return max(self.label_width + self.cell * len(self.columns), len(_TOUCHED + self.title))

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self.head + len(self.rows)

    @property
    def title_width(self) -> int:
        """How many cells the title takes."""
        return len(_TOUCHED + self.title)

    def left(self, j: int) -> int:
        """Return where a column begins, from the left edge of the block."""
        return self.label_width + self.cell * j

    def reach(self, j: int) -> int:  # noqa: ARG002 - here all are alike
        """Return how many cells a column takes with its name."""
        return self.cell

    def column_at(self, x: int) -> int:
        """Return the column so far from the left edge; beside the columns there is none such."""
        return (x - self.label_width) // self.cell

    def weight(self, i: int, j: int) -> tuple[str, tuple[int, ...]]:
        """Return the parameter array and the place in it that a cell shows."""
        if self.bias and j == len(self.columns) - 1:
            return f"b{self.layer}", (i,)
        return f"W{self.layer}", (i, j)

    def cell_of(self, name: str, place: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the row and column that show a weight; None where it is not in this block."""
        if name == f"b{self.layer}" and self.bias:
            return place[0], len(self.columns) - 1
        return (place[0], place[1]) if name == f"W{self.layer}" else None

    def line(
        self, number: int, cursor: tuple[int, int] | None = None, seen: range | None = None
    ) -> Row:
        """Return a line of the block, filled up to its width.

        Parameters
        ----------
        number : int
            Which line, from 0; below the last one they are blank.
        cursor : tuple of int, optional
            The row and column of the cell that has the cursor.
        seen : range, optional
            Which cells of the line are in view; no number is written out for the others.
        """
        if number == 0:
            return self._title()
        if number == 1:
            return self._headings(*self._columns_in(seen))
        i = number - self.head
        if i >= len(self.rows):
            return ((" " * self.width, ""),)
        name = set_cell_size(self.rows[i], self.label_width)
        pieces: list[Piece] = [(name, self._label_style(self.layer))]
        first, last = self._columns_in(seen)
        pieces.append((" " * (self.left(first) - self.label_width), ""))
        for j in range(first, last):
            pieces += self._cell(i, j, cursor == (i, j))
        pieces.append((" " * (self.width - self.left(last)), ""))
        return tuple(pieces)

    def _title(self) -> Row:
        if self.touched.params & {f"W{self.layer}", f"b{self.layer}"}:
            marked = _TOUCHED + self.title
            return ((marked, "touched"), (" " * (self.width - len(marked)), ""))
        return ((self.title.ljust(self.width), "title"),)

    def _columns_in(self, seen: range | None) -> tuple[int, int]:
        """Return the first column in view and one past the last; none is half hidden."""
        first, last = 0, len(self.columns)
        if seen is not None:
            first = min(max(first, self.column_at(seen.start - 2) + 1), last)
            last = max(first, min(last, self.column_at(seen.stop - self.cell) + 1))
        return first, last

    def _headings(self, first: int, last: int) -> Row:
        """Return the names of some columns; that of a bias is no unit's."""
        pieces: list[Piece] = [(" " * self.left(first), "label")]
        for j, name in list(enumerate(self.columns))[first:last]:
            of_unit = not (self.bias and j == len(self.columns) - 1)
            mood = self._label_style(self.layer - 1) if of_unit else "label"
            padded = fit(name, _NUMBER)
            text = padded.lstrip()
            pieces.append((" " * (1 + len(padded) - len(text)), "label"))
            pieces += [(text, mood), (" ", "label")]
        return (*pieces, (" " * (self.width - self.left(last)), "label"))

    def _label_style(self, layer: int) -> str:
        return "touched" if layer in self.touched.layers else "label"

    def _cell(self, i: int, j: int, cursor: bool) -> tuple[Piece, ...]:
        value = float(self.values[i, j])
        mark = "=" if self.frozen[i, j] else "*" if self.moved[i, j] else " "
        text = signed(value, _NUMBER) + mark
        if cursor:
            return (" ", ""), (text, "cursor")
        strength = int(3 * min(1.0, abs(value) / self.scale)) if self.scale else 0
        strength = min(2, strength)
        at = len(text) - len(text.lstrip())  # the sign has a colour behind it
        return (
            (" " * (1 + at), ""),
            (text[at], f"{'minus' if value < 0 else 'plus'} {strength}"),
            (text[at + 1 :], f"number {strength}"),
        )


def blocks_of(snapshot: Snapshot, view: str, touched: Touched | None = None) -> tuple[Block, ...]:
    """Return a block for each layer.

    Parameters
    ----------
    snapshot : Snapshot
        The run as it stands.
    view : str
        One of `VIEWS`.
    touched : Touched, optional
        What is to be marked.
    """
    problem, network = snapshot.problem, snapshot.problem.network
    still = {name: np.zeros_like(array) for name, array in snapshot.params.items()}
    free = {name: np.zeros(array.shape, np.bool_) for name, array in snapshot.params.items()}
    last = still if snapshot.last_step is None else snapshot.last_step
    is_gradient = view == "gradient"  # which is worked out only when it is asked for
    shown = snapshot.gradient if is_gradient else {"weights": snapshot.params, "step": last}[view]
    held = free | dict(snapshot.frozen)
    blocks = []
    for number, layer in enumerate(network.layers, start=1):
        names = [f"W{number}"] + [f"b{number}"] * network.bias
        columns = problem.unit_names(number - 1)
        values = np.column_stack([shown[name] for name in names])
        width = f"{layer.units}x{len(columns)}{'+b' * network.bias}"
        blocks.append(
            Block(
                layer=number,
                bias=network.bias,
                title=f"{VIEWS[view]}W{number}  {width}  {layer.activation}",
                columns=columns + (f"b{number}",) * network.bias,
                rows=problem.unit_names(number),
                values=values,
                moved=np.column_stack([last[name] for name in names]) != 0.0,
                frozen=np.column_stack([held[name] for name in names]),
                scale=largest(values),
                touched=touched or _NOTHING,
            )
        )
    return tuple(blocks)
