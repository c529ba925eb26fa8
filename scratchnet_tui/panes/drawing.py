"""A map laid out in rows of text: legend, labels, the picture, and small maps of the other units.

What depends only on the data and the size, the marks and the labels, is made once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len, set_cell_size

from core import Floats, Params, Plane, Problem, map_plane

from ..wording import plain
from .marks import legend, marks_of
from .rows import Piece, Row
from .shades import CLASSES, RAMP, SIGNS, colours_of, half_blocks, signs, steps_of, winners
from .tiles import GAP, Tiles
from .units import Unit, scale_of

_MOST_WORK = 4e7
"""So many multiplications are done for a picture at the most; beyond, its points are larger."""

_FEWEST_TILES = 4


@dataclass(frozen=True)
class View:
    """How a map is to be drawn.

    Attributes
    ----------
    width, height : int
        The room, in cells of text.
    coloured : bool
        Half blocks in colour, two points to a cell; otherwise signs.
    smooth : bool
        All shades, or only the decision.
    """

    width: int
    height: int
    coloured: bool
    smooth: bool


class Drawing:
    """The map of one plane at one size; only the weights change.

    Parameters
    ----------
    problem : Problem
        Network and data.
    plane : Plane
        Which inputs vary, and where.
    view : View
        How it is drawn.
    """

    def __init__(self, problem: Problem, plane: Plane, view: View) -> None:
        self.view = view
        self._problem, self._plane = problem, plane
        names = problem.dataset.features
        self._across, self._up = names[plane.across], names[plane.up]
        ends = [_number(end) for end in plane.y]
        self._gutter = max(len(end) for end in ends)
        self._ends = ends
        self._lines = max(1, view.height - (2 if view.height < 8 else 3))
        room = max(2, view.width - self._gutter - 1)
        self._columns = min(room, 2 * self._lines)  # a square, where the rest is of use
        self._tiles = Tiles(room - self._columns - GAP, view, self._lines)
        if self._tiles.most < _FEWEST_TILES or len(problem.network.layers) == 1:
            self._columns = min(room, 4 * self._lines)
            self._tiles = Tiles(0, view, self._lines)
        self._marks, every = self._marked(0)
        self._target = 0
        self._foot = f"{legend(problem.dataset, every)}{self._held()}"

    def _marked(self, target: int) -> tuple[dict[tuple[int, int], str], int]:
        return marks_of(self._problem.dataset, self._plane, self._lines, self._columns, target)

    def _held(self) -> str:
        """Say what the inputs that do not vary are held at."""
        features = self._problem.dataset.features
        held = [
            f"{name}={plain(value)}"
            for i, (name, value) in enumerate(zip(features, self._plane.held, strict=False))
            if i not in (self._plane.across, self._plane.up)
        ]
        return f"  held: {' '.join(held)}" if held else ""

    def rows(self, params: Params, units: tuple[Unit, ...], chosen: int) -> list[Row]:
        """Return the rows of the whole pane.

        Parameters
        ----------
        params : Params
            The present weights.
        units : tuple of Unit
            Whose maps there are.
        chosen : int
            Whose map is the large one.
        """
        layers = self._values(params)
        unit = units[chosen]
        target = (unit.index or 0) if unit.layer == len(layers) else 0
        if target != self._target:
            (self._marks, _), self._target = self._marked(target), target
        picture = self._picture(layers[unit.layer - 1], unit)
        beside = self._tiles.rows(self._problem, layers, units, chosen)
        rows = [self._head(unit, layers[unit.layer - 1])]
        for line, row in enumerate(picture):
            label = (
                self._ends[1] if line == 0 else self._ends[0] if line == len(picture) - 1 else ""
            )
            full: list[Piece] = [(f"{label:>{self._gutter}} ", "dim"), *row]
            if line < len(beside):
                full += [(" " * GAP, ""), *beside[line]]
            rows.append(tuple(full))
        rows.append(((" " * (self._gutter + 1) + self._axis(), "dim"),))
        if len(rows) < self.view.height:
            rows.append(((_cut(self._foot, self.view.width), "dim"),))
        return rows

    def _values(self, params: Params) -> tuple[Floats, ...]:
        """Run the points of the picture through the network; fewer where that would take long."""
        lines = self._lines * (2 if self.view.coloured else 1)
        columns, coarse = self._columns, 1
        while (
            coarse < columns
            and self._problem.network.param_count * lines * columns / coarse**2 > _MOST_WORK
        ):
            coarse += 1
        rows, across = -(-lines // coarse), -(-columns // coarse)
        layers = map_plane(self._problem, params, self._plane, rows, across)
        if coarse == 1:
            return layers
        down, right = np.arange(lines) * rows // lines, np.arange(columns) * across // columns
        return tuple(y[down][:, right] for y in layers)

    def _picture(self, layer: Floats, unit: Unit) -> list[Row]:
        classes, smooth = unit.index is None, self.view.smooth
        if unit.index is None:
            steps = winners(layer, smooth)
        else:
            values = layer[..., unit.index]
            steps = steps_of(values, scale_of(self._problem, unit, values), smooth)
        marks = [
            {x: sign for (y, x), sign in self._marks.items() if y == line}
            for line in range(self._lines)
        ]
        if not self.view.coloured or (classes and layer.shape[-1] > len(CLASSES)):
            if self.view.coloured:
                steps = steps[::2]
            return [signs(row, classes, marks[y]) for y, row in enumerate(steps)]
        colours = colours_of(steps, classes)
        return [half_blocks(colours[2 * y : 2 * y + 2], marks[y]) for y in range(self._lines)]

    def _head(self, unit: Unit, layer: Floats) -> Row:
        """Return the name of the axis that goes up, and what the shades mean."""
        name: Piece = (_cut(self._up, max(4, self.view.width // 3)) + " ^  ", "dim")
        if unit.index is None:
            text = "a colour for each class" if self.view.coloured else "a letter for each class"
            return (name, (text, "dim"))
        scale = scale_of(self._problem, unit, layer[..., unit.index])
        steps = range(len(RAMP)) if self.view.smooth else (1, len(RAMP) - 2)
        if self.view.coloured:
            shown: list[Piece] = [(" ", f"cell - {RAMP[step]}") for step in steps]
        else:
            shown = [("".join(SIGNS[step] for step in steps), "")]
        low, high = plain(scale.low), plain(scale.high)
        if not self.view.smooth:
            low, high = f"<= {plain(scale.middle)}", f"> {plain(scale.middle)}"
        return (name, (f"{low} ", ""), *shown, (f" {high}", ""))

    def _axis(self) -> str:
        """Return the line below the picture: the ends of the other axis, and its name."""
        low, high = (_number(end) for end in self._plane.x)
        name = _cut(f"{self._across} >", max(0, self._columns - len(low) - len(high) - 2))
        space = self._columns - len(low) - len(high) - cell_len(name)
        left = max(1, space // 2)
        return low + " " * left + name + " " * max(1, space - left) + high


def _number(value: float) -> str:
    return f"{value:.3g}"


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 2)) + ".."
