"""The outputs of a network over a plane or a line, with the other inputs held fixed.

All points are computed in one forward pass, which gives the map of every unit, also hidden ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.data import Dataset, encode, raw_inputs, unscaled_targets
from core.exact import total
from core.nn.network import forward
from core.run.problem import Problem

_MARGIN = 0.1
_FLAT = 0.5  # margin on either side if all samples have the same value


@dataclass(frozen=True)
class Plane:
    """A rectangle in the space of the raw inputs, in their original units.

    Attributes
    ----------
    across, up : int
        The inputs on the horizontal and the vertical axis.
    x, y : tuple of float
        Their ranges, the lower end first.
    held : tuple of float
        The fixed value of each raw input; the entries of the two that vary are not used.
    """

    across: int
    up: int
    x: tuple[float, float]
    y: tuple[float, float]
    held: tuple[float, ...]

    def points(self, rows: int, columns: int) -> Floats:
        """Return the centres of the cells of a grid, row by row from the top left.

        They are raw inputs, shape (rows * columns, raw inputs). The top row has the largest values
        of `up`.
        """
        grid = np.tile(np.array(self.held), (rows * columns, 1))
        grid[:, self.across] = np.tile(_middles(self.x, columns), rows)
        grid[:, self.up] = np.repeat(_middles(self.y, rows)[::-1], columns)
        return grid

    def cells(self, raw: Floats, rows: int, columns: int) -> NDArray[np.intp]:
        """Return the cell of a grid in which each sample lies.

        From raw inputs, shape (samples, raw inputs), to their rows and columns, (samples, 2).
        """
        down = rows - 1 - _cell(raw[:, self.up], self.y, rows)
        return np.stack([down, _cell(raw[:, self.across], self.x, columns)], axis=1)


@dataclass(frozen=True)
class Line:
    """A range of one raw input, in its original units.

    Attributes
    ----------
    along : int
        The input that varies.
    x : tuple of float
        Its range, the lower end first.
    held : tuple of float
        The fixed value of each raw input; the entry of the one that varies is not used.
    """

    along: int
    x: tuple[float, float]
    held: tuple[float, ...]

    def points(self, count: int) -> Floats:
        """Return the centres of `count` equal parts, as raw inputs, shape (count, raw inputs)."""
        points = np.tile(np.array(self.held), (count, 1))
        points[:, self.along] = _middles(self.x, count)
        return points


def varying_inputs(dataset: Dataset) -> tuple[int, ...]:
    """Return the indices of the raw inputs that are not constant; a bias input is."""
    raw = raw_inputs(dataset)
    return tuple(int(i) for i in np.flatnonzero(raw.min(axis=0) < raw.max(axis=0)))


def plane_of(dataset: Dataset, across: int, up: int) -> Plane:
    """Return the plane of two inputs that contains all samples, also held-out ones, with a margin.

    The other inputs are held at their mean over the training rows.
    """
    every, held = _every(dataset), _means(dataset)
    return Plane(across, up, _range(every[:, across]), _range(every[:, up]), held)


def line_of(dataset: Dataset, along: int) -> Line:
    """Return the line of one input that contains all samples, as `plane_of` does for two."""
    return Line(along, _range(_every(dataset)[:, along]), _means(dataset))


def map_line(problem: Problem, params: Params, line: Line, count: int) -> tuple[Floats, ...]:
    """Run the points of a line through the network.

    Returns
    -------
    tuple of Floats
        The outputs of each layer from the first hidden one, shape (count, units), the answers in
        the units of the targets. They are not finite where the weights are too large.
    """
    return _forward(problem, params, line.points(count))


def map_plane(
    problem: Problem, params: Params, plane: Plane, rows: int, columns: int
) -> tuple[Floats, ...]:
    """Run a grid of points through the network.

    The top row has the largest values of ``plane.up``.

    Returns
    -------
    tuple of Floats
        The outputs of each layer from the first hidden one, shape (rows, columns, units), the
        answers in the units of the targets. They are not finite where the weights are too large.
    """
    layers = _forward(problem, params, plane.points(rows, columns))
    return tuple(y.reshape(rows, columns, -1) for y in layers)


def _forward(problem: Problem, params: Params, raw: Floats) -> tuple[Floats, ...]:
    with np.errstate(all="ignore"):
        *hidden, answers = forward(problem.network, params, encode(problem.dataset, raw)).y
    return (*hidden, unscaled_targets(problem.dataset, answers))


def _every(dataset: Dataset) -> Floats:
    """Return the raw inputs of all samples, also held-out ones."""
    return np.concatenate([raw_inputs(part) for part in (dataset, *dataset.held_out.values())])


def _means(dataset: Dataset) -> tuple[float, ...]:
    raw = raw_inputs(dataset)
    return tuple((total(raw, axis=0) / len(raw)).tolist())


def _range(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = (_MARGIN * high - _MARGIN * low) or _FLAT  # in this order it cannot overflow
    most = float(np.finfo(np.float64).max)
    return max(low - margin, -most), min(high + margin, most)


def _middles(ends: tuple[float, float], count: int) -> Floats:
    low, high = ends
    share = (np.arange(count) + 0.5) / count
    return low * (1.0 - share) + high * share


def _cell(values: Floats, ends: tuple[float, float], count: int) -> NDArray[np.intp]:
    low, high = ends
    with np.errstate(all="ignore"):
        share = (values / 2 - low / 2) / (high / 2 - low / 2)  # halves: no overflow in between
    return np.clip(np.floor(np.nan_to_num(share) * count), 0, count - 1).astype(np.intp)
