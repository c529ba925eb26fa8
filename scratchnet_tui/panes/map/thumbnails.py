"""Small maps of the hidden units beside the large one, if there is room for them.

They use some of the points of the large map, so they cost no further pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from core import Floats, Problem
from scratchnet_tui.text.rows import Piece, Row
from scratchnet_tui.text.wording import fit

from .colour_ramp import colours_of, half_blocks, ramp_steps, signs
from .mapped_units import MappedUnit, ramp_scale

if TYPE_CHECKING:
    from .view_options import ViewOptions

GAP = 2
"""The blanks to the left of each small map."""

WIDTH, HEIGHT = 12, 6
"""The columns and lines of a small map."""


class Thumbnails:
    """The space beside a map, `room` columns wide and `lines` lines high."""

    def __init__(self, room: int, view: ViewOptions, lines: int) -> None:
        self._view = view
        self._across = max(0, (room + GAP) // (WIDTH + GAP))
        self._down = (lines + 1) // (HEIGHT + 2)  # a name above each, a blank line below
        self.most = self._across * self._down

    def rows(
        self,
        problem: Problem,
        layers: tuple[Floats, ...],
        units: tuple[MappedUnit, ...],
        chosen: int,
    ) -> list[Row]:
        """Return the lines of the space: the maps of as many hidden units as fit.

        Parameters
        ----------
        problem : Problem
            The run.
        layers : tuple of Floats
            The large maps of all units, shape (rows, columns, units) each.
        units : tuple of MappedUnit
            The units that have maps.
        chosen : int
            The index of the unit with the large map, which is marked.
        """
        fitting = self.most
        if not fitting:
            return []
        hidden = [unit for unit in units if unit.layer < len(layers)]
        at = hidden.index(units[chosen]) if units[chosen] in hidden else 0
        first = at // fitting * fitting  # turn a page when the chosen one is on the next
        lines: list[Row] = []
        shown = hidden[first : first + fitting]
        for start in range(0, len(shown), self._across):
            thumbnails = [
                self._thumbnail(problem, layers[unit.layer - 1], unit, unit == units[chosen])
                for unit in shown[start : start + self._across]
            ]
            for parts in zip(*thumbnails, strict=True):
                line: list[Piece] = []
                for part in parts:
                    line += [(" " * GAP, "")] * bool(line) + list(part)
                lines.append(tuple(line))
            lines.append(())
        return lines

    def _thumbnail(
        self, problem: Problem, layer: Floats, unit: MappedUnit, chosen: bool
    ) -> list[Row]:
        assert unit.index is not None
        values = layer[..., unit.index]
        height = HEIGHT * (2 if self._view.coloured else 1)
        down = (np.arange(height) * 2 + 1) * len(values) // (2 * height)
        right = (np.arange(WIDTH) * 2 + 1) * values.shape[1] // (2 * WIDTH)
        scale = ramp_scale(problem, unit, values)
        view = self._view
        steps = ramp_steps(values[down][:, right], scale, view.smooth, view.coarse)
        name = ("> " if chosen else "  ") + unit.name
        blank = " " * max(0, WIDTH - cell_len(name))
        rows: list[Row] = [((fit(name + blank, WIDTH), "bold" if chosen else "label"),)]
        if self._view.coloured:
            colours = colours_of(steps, classes=False)
            return rows + [half_blocks(colours[2 * y : 2 * y + 2], {}) for y in range(HEIGHT)]
        return rows + [signs(row, False, {}) for row in steps]
