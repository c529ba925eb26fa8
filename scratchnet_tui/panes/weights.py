"""The weights pane: every matrix with its numbers, signs and colours, and what moved last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, set_cell_size

from core import Floats

from ..wording import fit, signed
from .rows import Piece, Row, RowsPane

if TYPE_CHECKING:
    from ..snapshot import Snapshot

VIEWS = {"weights": "", "gradient": "dE/d", "step": "d"}
"""What the cells can show, and what stands before the matrix's name then."""

_TITLES = {"weights": "3 Weights", "gradient": "3 Gradient dE/dW", "step": "3 Last step dW"}

_CELL = 9  # a blank, a number of seven signs and the mark of a change
_NUMBER = 7
_GAP = 3  # between matrices that stand side by side


@dataclass(frozen=True)
class _Block:
    """One matrix, with the bias of its layer as a last column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: Floats
    moved: NDArray[np.bool_]
    scale: float

    @property
    def label_width(self) -> int:
        return min(_NUMBER, max(cell_len(name) for name in self.rows))

    @property
    def width(self) -> int:
        return max(self.label_width + _CELL * len(self.columns), len(self.title))

    @property
    def height(self) -> int:
        return 2 + len(self.rows)

    def line(self, number: int) -> Row:
        """Return a line of the block, filled up to its width."""
        if number == 0:
            return ((self.title.ljust(self.width), "title"),)
        names = [" " + fit(name, _NUMBER) + " " for name in self.columns]
        if number == 1:
            text = " " * self.label_width + "".join(names)
            return ((text.ljust(self.width), "dim"),)
        i = number - 2
        if i >= len(self.rows):
            return ((" " * self.width, ""),)
        pieces: list[Piece] = [(set_cell_size(self.rows[i], self.label_width), "dim")]
        pieces += [self._cell(i, j) for j in range(len(self.columns))]
        pieces.append((" " * (self.width - self.label_width - _CELL * len(self.columns)), ""))
        return tuple(pieces)

    def _cell(self, i: int, j: int) -> Piece:
        value = float(self.values[i, j])
        mark = "*" if self.moved[i, j] else " "
        strength = min(2, int(3 * abs(value) / self.scale)) if self.scale else 0
        return " " + signed(value, _NUMBER) + mark, f"{'minus' if value < 0 else 'plus'} {strength}"


class WeightsPane(RowsPane):
    """Every weight of the network. Matrices stand side by side as far as there is room."""

    def __init__(self) -> None:
        super().__init__(_TITLES["weights"], "weights")
        self._shelves: list[list[_Block]] = []
        self._blocks: list[_Block] = []

    def show(self, snapshot: Snapshot, view: str) -> None:
        """Draw the weights of a snapshot, or their gradient or last step."""
        if view == "gradient" and not snapshot.gradient:
            return  # it was made before anybody asked for the gradient; the next one brings it
        self.caption(_TITLES[view])
        self._blocks = _blocks(snapshot, view)
        self.update_rows()

    def update_rows(self) -> None:
        """Put the matrices on shelves before the rows are compared."""
        self._shelves = []
        room = 0
        for block in self._blocks:
            if not self._shelves or block.width > room:
                self._shelves.append([])
                room = self.size.width
            self._shelves[-1].append(block)
            room -= block.width + _GAP
        super().update_rows()

    def row_count(self) -> int:
        """Return the rows of all shelves, with a blank one between two."""
        return sum(_height(shelf) + 1 for shelf in self._shelves) - 1 if self._shelves else 0

    def row_width(self) -> int:
        """Return the width of the widest matrix."""
        return max((block.width for block in self._blocks), default=0)

    def row(self, number: int) -> Row:
        """Return a row across the matrices of a shelf."""
        for shelf in self._shelves:
            if number < _height(shelf):
                pieces: list[Piece] = []
                for block in shelf:
                    pieces += block.line(number)
                    pieces.append((" " * _GAP, ""))
                return tuple(pieces[:-1])
            number -= _height(shelf) + 1
            if number < 0:
                break
        return ()


def _height(shelf: list[_Block]) -> int:
    return max(block.height for block in shelf)


def _blocks(snapshot: Snapshot, view: str) -> list[_Block]:
    """Return a block for each layer."""
    problem, network = snapshot.problem, snapshot.problem.network
    last = snapshot.last_step
    if last is None:
        last = {name: np.zeros_like(array) for name, array in snapshot.params.items()}
    shown = {"weights": snapshot.params, "step": last, "gradient": snapshot.gradient}[view]
    blocks = []
    for number, layer in enumerate(network.layers, start=1):
        names = [f"W{number}"] + [f"b{number}"] * network.bias
        columns, rows = problem.unit_names(number - 1), problem.unit_names(number)
        values = _side_by_side([shown[name] for name in names])
        width = f"{layer.units}x{len(columns)}{'+b' * network.bias}"
        blocks.append(
            _Block(
                title=f"{VIEWS[view]}W{number}  {width}  {layer.activation}",
                columns=columns + (f"b{number}",) * network.bias,
                rows=rows,
                values=values,
                moved=_side_by_side([last[name] for name in names]) != 0.0,
                scale=float(np.abs(values).max()),
            )
        )
    return blocks


def _side_by_side(arrays: list[Floats]) -> Floats:
    return arrays[0] if len(arrays) == 1 else np.column_stack(arrays)
