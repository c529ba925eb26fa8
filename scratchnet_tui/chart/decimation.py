"""Preparing a curve for drawing: sort it, thin it, cut it to size.

A chart is redrawn many times a second and its cost grows with every point, so no more points are
kept than can be seen.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .axes import HUGE

if TYPE_CHECKING:
    from core.arrays import Floats


def clean(epochs: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Repair a curve: every epoch becomes finite, not negative and ascending.

    Both arrays have shape (points,); the longer one is cut. Values are not changed.
    """
    count = min(np.size(epochs), np.size(values))
    x = np.asarray(epochs, dtype=np.float64).ravel()[:count]
    y = np.asarray(values, dtype=np.float64).ravel()[:count]
    usable = (x >= 0.0) & (x <= HUGE)
    if not usable.all():
        x, y = x[usable], y[usable]
    if (x[1:] < x[:-1]).any():
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def thin(
    epochs: Floats, values: Floats, columns: int, to: float | None = None
) -> tuple[Floats, Floats]:
    """Keep the smallest and the largest value of each column, and its first nan, if any.

    So a curve of ten million epochs costs no more to draw than one of two hundred, and a spike
    of a single epoch is still seen.

    Parameters
    ----------
    epochs, values : Floats
        The curve, shape (points,) each, epochs ascending.
    columns : int
        The number of equal columns between 0 and `to`.
    to : float, optional
        The right end of the last column; by default the last epoch.

    Returns
    -------
    tuple of Floats
        The kept epochs and values, in their old order, at most three points a column.
    """
    if columns < 1 or len(epochs) <= 2 * columns:
        return epochs, values
    right = float(epochs[-1]) if to is None else to
    inner = np.linspace(0.0, right, columns + 1)[1:-1]
    edges = np.unique([0, *np.searchsorted(epochs, inner), len(epochs)]).tolist()
    kept: set[int] = set()
    for start, stop in pairwise(edges):
        kept.update(start + index for index in _extremes(values[start:stop]))
    chosen = np.array(sorted(kept), dtype=np.intp)
    return epochs[chosen], values[chosen]


def _extremes(part: Floats) -> tuple[int, ...]:
    """Return the indices of the smallest value, the largest, and the first nan of one column."""
    low = int(part.argmin())  # the place of the first nan, if there is any
    if not math.isnan(part[low]):
        return low, int(part.argmax())
    nans = np.isnan(part)
    smallest, largest = np.where(nans, np.inf, part), np.where(nans, -np.inf, part)
    return low, int(smallest.argmin()), int(largest.argmax())


def up_to(right: float, epochs: Floats, values: Floats, columns: int) -> tuple[Floats, Floats]:
    """Thin a curve and drop what lies beyond the epoch `right`, except for the first point there.

    That point is kept because the line leads to it. Parameters as in `thin`.
    """
    inside = int(np.searchsorted(epochs, right, side="right"))
    x, y = thin(epochs[:inside], values[:inside], columns, right)
    beyond = slice(inside, inside + 1)
    return np.append(x, epochs[beyond]), np.append(y, values[beyond])


def cut_at_edge(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Move a last point that lies right of the canvas back to its edge, along the line.

    The curve is given in fractions of the canvas, shape (points,) each; only its last point may
    have ``x > 1``.
    """
    if x.size == 0 or x[-1] <= 1.0:
        return x, y
    if x.size == 1:
        return x[:0], y[:0]
    share = (1.0 - x[-2]) / (x[-1] - x[-2])
    return np.append(x[:-1], 1.0), np.append(y[:-1], y[-2] + share * (y[-1] - y[-2]))


def gaps(x: Floats, y: Floats) -> Floats:
    """Return the `x` at which `y` becomes nan, one for each stretch of nan."""
    gap = np.isnan(y)
    return x[gap & ~np.concatenate(([False], gap[:-1]))]


def runs(y: Floats) -> list[slice]:
    """Return the stretches of `y` without nan, from left to right."""
    there = np.concatenate(([False], ~np.isnan(y), [False]))
    changes = np.flatnonzero(there[1:] != there[:-1]).tolist()
    return [slice(start, stop) for start, stop in zip(changes[::2], changes[1::2], strict=True)]


def spaced_points(
    x: Floats, y: Floats, columns: int, rows: int, apart: float, most: int | None = None
) -> tuple[Floats, Floats]:
    """Return points at even distances along a curve, so that single signs read as a line.

    Parameters
    ----------
    x, y : Floats
        A curve in fractions, shape (points,) each. Stretches of nan interrupt it.
    columns, rows : int
        The size of the canvas in cells.
    apart : float
        The distance between two points in cells, along the longer of the two directions.
    most : int, optional
        The most points of a stretch; those of a very noisy one are further apart.

    Returns
    -------
    tuple of Floats
        The points in fractions, including the first and the last of each stretch.
    """
    spaced = [_spaced(x[run], y[run], columns, rows, apart, most) for run in runs(y)]
    if not spaced:
        return x[:0], y[:0]
    return np.concatenate([at for at, _ in spaced]), np.concatenate([at for _, at in spaced])


def _spaced(
    x: Floats, y: Floats, columns: int, rows: int, apart: float, most: int | None
) -> tuple[Floats, Floats]:
    """Return the points of one stretch without nan."""
    across, up = np.abs(np.diff(x)) * (columns - 1), np.abs(np.diff(y)) * (rows - 1)
    along = np.concatenate(([0.0], np.cumsum(np.maximum(across, up))))
    length = float(along[-1])
    at = np.append(np.arange(0.0, length, max(apart, length / most if most else 0.0)), length)
    return np.interp(at, along, x), np.interp(at, along, y)
