"""The output as a curve, for data with one input that varies: y against x, with the samples.

Braille dots are fine enough for the bends, and they need no colour.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core import Floats, Line, Params, Part, Problem, map_line, raw_inputs, raw_targets
from scratchnet_tui.text.rows import Row, rows_of

from . import frame
from .colour_ramp import RampScale
from .legend import held_at, in_lines, room_below
from .mapped_units import MappedUnit, ramp_scale
from .view_options import ViewOptions

_DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""What each dot of a braille sign adds to its number: four rows of two."""

_SAMPLE = "o"
_HELD_OUT: dict[Part, str] = {"validation": "v", "test": "t"}


class LinePicture:
    """The curve of one unit along one input, at one size; only the weights change.

    `line` says which input varies, and from where to where.
    """

    def __init__(self, problem: Problem, line: Line, view: ViewOptions) -> None:
        self.view = view
        self._problem, self._line = problem, line
        self._x_name = problem.dataset.features[line.along]
        below = in_lines(self._legend(marked=True), view.width, room_below(view.height))
        self._below = len(below)
        self._lines = max(1, view.height - frame.ROWS - self._below)

    def rows(self, params: Params, units: tuple[MappedUnit, ...], chosen: int) -> list[Row]:
        """Return the rows of the whole pane, with the curve of the chosen unit."""
        unit, last = units[chosen], len(self._problem.network.layers)
        assert unit.index is not None
        # The gutter is needed before the curve, and its labels after: a few points will do.
        rough = map_line(self._problem, params, self._line, 64)[unit.layer - 1][:, unit.index]
        scale = _roomy(ramp_scale(self._problem, unit, rough))
        up = (scale.low, scale.high)
        columns = max(2, self.view.width - frame.gutter(up))
        values = map_line(self._problem, params, self._line, 2 * columns)[unit.layer - 1]
        signs = _braille(_dots(values[:, unit.index], scale, 4 * self._lines))
        marks = self._marks(unit.index, scale, columns) if unit.layer == last else {}
        picture = [
            tuple(
                (marks[y, x], "bold") if (y, x) in marks else (sign, "cyan")
                for x, sign in enumerate(text)
            )
            for y, text in enumerate(signs)
        ]
        head: Row = ((frame.upward(unit.name, self.view.width), "label"),)
        rows = frame.framed(head, picture, up, self._line.x, self._x_name, columns)
        return rows + in_lines(self._legend(bool(marks)), self.view.width, self._below)

    def _legend(self, marked: bool) -> list[Row]:
        dataset = self._problem.dataset
        said = [f"{_SAMPLE} targets"] * marked
        said += [f"{_HELD_OUT[part]} {part}" for part in dataset.held_out if marked]
        held = held_at(dataset, self._line.held, (self._line.along,), self.view.width)
        return [*rows_of(said, "label"), *held]

    def _marks(self, j: int, scale: RampScale, columns: int) -> dict[tuple[int, int], str]:
        """Return the positions of the samples and their targets; held-out ones cover the others."""
        marks: dict[tuple[int, int], str] = {}
        dataset = self._problem.dataset
        held_out = ((rows, _HELD_OUT[part]) for part, rows in dataset.held_out.items())
        for part, sign in ((dataset, _SAMPLE), *held_out):
            across = _places(raw_inputs(part)[:, self._line.along], self._line.x, columns)
            down = _places(-raw_targets(part)[:, j], (-scale.high, -scale.low), self._lines)
            marks.update(dict.fromkeys(zip(down.tolist(), across.tolist(), strict=True), sign))
        return marks


def _roomy(scale: RampScale) -> RampScale:
    """Leave a little room above and below, so that a curve at its limit is seen."""
    more = (scale.high - scale.low) * 0.05
    wider = RampScale(scale.low - more, scale.high + more, scale.middle)
    return wider if np.isfinite([wider.low, wider.high]).all() else scale


def _places(values: Floats, ends: tuple[float, float], count: int) -> NDArray[np.intp]:
    """Return in which of `count` equal parts each value lies; -1 for nan."""
    low, high = ends
    with np.errstate(all="ignore"):
        share = (values / 2 - low / 2) / (high / 2 - low / 2)  # halves: no overflow in between
        at = np.clip(np.nan_to_num(np.floor(share * count)), 0, count - 1).astype(np.intp)
    return np.where(np.isfinite(values), at, -1)


def _dots(values: Floats, scale: RampScale, height: int) -> NDArray[np.bool_]:
    """Return which dots are set, shape (height, values): a line without gaps."""
    dots = np.zeros((height, len(values)), dtype=np.bool_)
    at = _places(-values, (-scale.high, -scale.low), height).tolist()
    for x, (before, now) in enumerate(pairwise([at[0], *at])):
        if now >= 0:
            start = now if before < 0 else before + (now > before) - (now < before)
            dots[min(start, now) : max(start, now) + 1, x] = True
    return dots


def _braille(dots: NDArray[np.bool_]) -> list[str]:
    """Draw dots, four rows of two to a character; a blank where there are none."""
    height, width = dots.shape
    cells = dots.reshape(height // 4, 4, width // 2, 2).transpose(0, 2, 1, 3)
    numbers = (cells * _DOTS).sum(axis=(2, 3))
    return ["".join(chr(0x2800 + n) if n else " " for n in row) for row in numbers.tolist()]
