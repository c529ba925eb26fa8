"""A map laid out in rows of text: legend, labels, the picture, and small maps of the other units.

The marks and the labels depend only on the data and the size, and are made once.
"""

from __future__ import annotations

import numpy as np

from core import Floats, Params, Plane, Problem, map_plane
from scratchnet_tui.text.rows import Piece, Row, width_of
from scratchnet_tui.text.wording import plain

from . import frame
from .colour_ramp import (
    CLASSES,
    RAMP,
    SIGNS,
    colours_of,
    half_blocks,
    lettered,
    ramp_steps,
    signs,
    winners,
)
from .legend import (
    class_colour,
    held_at,
    in_lines,
    room_below,
    samples_legend,
    swatches,
    targets_legend,
)
from .mapped_units import MappedUnit, ramp_scale
from .sample_marks import sample_marks
from .thumbnails import GAP, WIDTH, Thumbnails
from .view_options import ViewOptions

_MOST_WORK = 4e7
"""The most multiplications for one picture; beyond, its points are larger."""

_FEWEST_THUMBNAILS = 4
_SMALLER = 0.7  # the share of its size that a picture keeps if it makes room for small ones


class PlanePicture:
    """The map of one plane at one size; only the weights change."""

    def __init__(self, problem: Problem, plane: Plane, view: ViewOptions) -> None:
        self.view = view
        self._problem, self._plane = problem, plane
        names = problem.dataset.features
        self._across, self._up = names[plane.across], names[plane.up]
        self._below = min(room_below(view.height), len(self._notes(2)))
        self._lines = max(1, view.height - frame.ROWS - self._below)
        room = max(2, view.width - frame.gutter(plane.y))
        self._lines = min(self._lines, (room + 1) // 2)
        self._columns = min(room, 2 * self._lines)  # a square, where the rest is of use
        self._thumbnails = Thumbnails(room - self._columns - GAP, view, self._lines)
        if len(problem.network.layers) > 1:
            self._make_room_for_thumbnails(room)
        if self._thumbnails.most < _FEWEST_THUMBNAILS or len(problem.network.layers) == 1:
            self._columns = min(room, 4 * self._lines)
            self._thumbnails = Thumbnails(0, view, self._lines)
        self._marks, self._every = self._marked(0)
        self._target = 0

    def _make_room_for_thumbnails(self, room: int) -> None:
        """Shrink a large picture a little if small ones then fit beside it."""
        lines = (room - WIDTH - GAP) // 2
        thumbnails = Thumbnails(WIDTH, self.view, lines)
        if (
            self._thumbnails.most < _FEWEST_THUMBNAILS <= thumbnails.most
            and lines >= _SMALLER * self._lines
        ):
            self._lines, self._columns, self._thumbnails = lines, 2 * lines, thumbnails

    def _marked(self, target: int) -> tuple[dict[tuple[int, int], str], int]:
        return sample_marks(self._problem.dataset, self._plane, self._lines, self._columns, target)

    @property
    def _swatches(self) -> list[Row]:
        classes = self._problem.dataset.kind == "classes" and self.view.coloured
        return swatches(self._problem.dataset) if classes else []

    def _fit_above(self) -> bool:
        """Tell whether the names of the classes fit in the first line."""
        taken = width_of(self._up_name()) + sum(width_of(each) + 2 for each in self._swatches)
        return taken <= self.view.width + 2

    def _notes(self, every: int) -> list[Row]:
        """Return the lines below: classes, marks, and the values of the other inputs."""
        dataset, plane = self._problem.dataset, self._plane
        classes = self._swatches or targets_legend(dataset)
        said = [] if self._swatches and self._fit_above() else classes
        said = said + held_at(dataset, plane.held, (plane.across, plane.up), self.view.width)
        said += samples_legend(dataset, every)
        return in_lines(said, self.view.width, room_below(self.view.height))

    def rows(self, params: Params, units: tuple[MappedUnit, ...], chosen: int) -> list[Row]:
        """Return the rows of the whole pane; the map of the chosen unit is the large one."""
        layers = self._values(params)
        unit = units[chosen]
        target = (unit.index or 0) if unit.layer == len(layers) else 0
        if target != self._target:
            (self._marks, _), self._target = self._marked(target), target
        picture = self._picture(layers[unit.layer - 1], unit)
        beside = self._thumbnails.rows(self._problem, layers, units, chosen)
        for line, row in enumerate(beside[: len(picture)]):
            picture[line] = (*picture[line], (" " * GAP, ""), *row)
        head = self._head(unit, layers[unit.layer - 1])
        plane = self._plane
        rows = frame.framed(head, picture, plane.y, plane.x, self._across, self._columns)
        return rows + self._notes(self._every)[: self._below]

    def _values(self, params: Params) -> tuple[Floats, ...]:
        """Evaluate the network at the points of the picture; at fewer if that would take long."""
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

    def _picture(self, layer: Floats, unit: MappedUnit) -> list[Row]:
        classes, smooth = unit.index is None, self.view.smooth
        if unit.index is None:
            steps = winners(layer, smooth)
        else:
            values = layer[..., unit.index]
            scale = ramp_scale(self._problem, unit, values)
            steps = ramp_steps(values, scale, smooth, self.view.coarse)
        marks = [
            {x: sign for (y, x), sign in self._marks.items() if y == line}
            for line in range(self._lines)
        ]
        if not self.view.coloured:
            return [signs(row, classes, marks[y]) for y, row in enumerate(steps)]
        if classes and layer.shape[-1] > len(CLASSES):
            behind = [class_colour(i) for i in range(layer.shape[-1])]
            return [lettered(row, behind, marks[y]) for y, row in enumerate(steps[::2])]
        colours = colours_of(steps, classes)
        return [half_blocks(colours[2 * y : 2 * y + 2], marks[y]) for y in range(self._lines)]

    def _head(self, unit: MappedUnit, layer: Floats) -> Row:
        """Return the name of the vertical axis, and what the shades mean."""
        name = self._up_name()
        if unit.index is None:
            named = [piece for each in self._swatches for piece in (*each, ("  ", ""))]
            if named and self._fit_above():
                return (*name, *named[:-1])
            text = "a colour for each class" if self.view.coloured else "a letter for each class"
            return (*name, (text, "label"))
        scale = ramp_scale(self._problem, unit, layer[..., unit.index])
        steps = range(len(RAMP)) if self.view.smooth else (1, len(RAMP) - 2)
        if self.view.coloured:
            shown: list[Piece] = [(" ", f"cell - {RAMP[step]}") for step in steps]
        else:
            shown = [("".join(SIGNS[step] for step in steps), "")]
        low, high = plain(scale.low), plain(scale.high)
        if not self.view.smooth:
            low, high = f"<= {plain(scale.middle)}", f"> {plain(scale.middle)}"
        return (*name, (f"{low} ", ""), *shown, (f" {high}", ""))

    def _up_name(self) -> Row:
        return ((frame.upward(self._up, self.view.width) + "  ", "label"),)
