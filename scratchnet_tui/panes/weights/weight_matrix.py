"""One matrix of the weights pane: its numbers and names, and which weight each cell shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core import Floats

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

WEIGHT_VIEWS = {"weights": "", "gradient": "dE/d", "step": "d"}
"""What the cells can show, and what stands before the matrix's name then."""


@dataclass(frozen=True)
class Touched:
    """What a phase of an update touches.

    `params` are parameter arrays, such as ``W1``; `layers` are those whose units it touches, 0 for
    the inputs.
    """

    params: frozenset[str]
    layers: frozenset[int]


NOTHING_TOUCHED = Touched(frozenset(), frozenset())


@dataclass(frozen=True, eq=False)
class WeightMatrix:
    """The weights of a layer with its bias as a last column, or those of one unit as a picture.

    Attributes
    ----------
    layer : int
        The layer it belongs to, from 1.
    bias : bool
        Whether the last column is the bias.
    columns, rows : tuple of str
        The names of the units that send a signal, and of those that receive it.
    values : Floats
        What the cells show, shape (rows, columns).
    moved, frozen : array of bool
        Which weights the last update changed, and which are frozen, in the same shape.
    touched : Touched
        What is to be marked.
    unit : int or None
        In a picture, the index of the unit in its layer, from 0; its rows and columns are then
        those of the input picture, and have no names.
    """

    layer: int
    bias: bool
    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: Floats
    moved: NDArray[np.bool_]
    frozen: NDArray[np.bool_]
    touched: Touched = NOTHING_TOUCHED
    unit: int | None = None

    @property
    def is_touched(self) -> bool:
        """Whether its arrays are to be marked."""
        return bool(self.touched.params & {f"W{self.layer}", f"b{self.layer}"})

    def label_style(self, layer: int) -> str:
        """Return the style of the names of a layer's units."""
        return "touched" if layer in self.touched.layers else "label"

    def weight(self, i: int, j: int) -> tuple[str, tuple[int, ...]]:
        """Return the parameter array and the index in it that a cell shows."""
        if self.unit is not None:
            return f"W{self.layer}", (self.unit, i * len(self.columns) + j)
        if self.bias and j == len(self.columns) - 1:
            return f"b{self.layer}", (i,)
        return f"W{self.layer}", (i, j)

    def cell_of(self, name: str, place: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the row and column that show a weight; None if it is not in this matrix."""
        if self.unit is not None:
            if name != f"W{self.layer}" or place[0] != self.unit:
                return None
            i, j = divmod(place[1], len(self.columns))
            return (i, j) if i < len(self.rows) else None
        if name == f"b{self.layer}" and self.bias:
            return place[0], len(self.columns) - 1
        return (place[0], place[1]) if name == f"W{self.layer}" else None

    def pictures(self, shape: tuple[int, int]) -> tuple[WeightMatrix, ...]:
        """Return the weights of each unit as a picture in the shape (height, width) of the input.

        The bias belongs to no pixel, and is left out.
        """
        pixels = shape[0] * shape[1]
        return tuple(
            replace(
                self,
                bias=False,
                title=name,
                rows=("",) * shape[0],
                columns=("",) * shape[1],
                values=self.values[unit, :pixels].reshape(shape),
                moved=self.moved[unit, :pixels].reshape(shape),
                frozen=self.frozen[unit, :pixels].reshape(shape),
                unit=unit,
            )
            for unit, name in enumerate(self.rows)
        )


def weight_matrices(
    snapshot: Snapshot, view: str, touched: Touched | None = None
) -> tuple[WeightMatrix, ...]:
    """Return the matrix of each layer in a view, one of `WEIGHT_VIEWS`."""
    problem, network = snapshot.problem, snapshot.problem.network
    still = {name: np.zeros_like(array) for name, array in snapshot.params.items()}
    free = {name: np.zeros(array.shape, np.bool_) for name, array in snapshot.params.items()}
    last = still if snapshot.last_step is None else snapshot.last_step
    is_gradient = view == "gradient"  # which is worked out only when it is asked for
    shown = snapshot.gradient if is_gradient else {"weights": snapshot.params, "step": last}[view]
    held = free | dict(snapshot.frozen)
    matrices = []
    for number, layer in enumerate(network.layers, start=1):
        names = [f"W{number}"] + [f"b{number}"] * network.bias
        columns = problem.unit_names(number - 1)
        size = f"{layer.units}x{len(columns)}{'+b' * network.bias}"
        matrices.append(
            WeightMatrix(
                layer=number,
                bias=network.bias,
                title=f"{WEIGHT_VIEWS[view]}W{number}  {size}  {layer.activation}",
                columns=columns + (f"b{number}",) * network.bias,
                rows=problem.unit_names(number),
                values=np.column_stack([shown[name] for name in names]),
                moved=np.column_stack([last[name] for name in names]) != 0.0,
                frozen=np.column_stack([held[name] for name in names]),
                touched=touched or NOTHING_TOUCHED,
            )
        )
    return tuple(matrices)
