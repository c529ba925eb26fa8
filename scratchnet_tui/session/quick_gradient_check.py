"""A gradient check of bounded time: fewer slopes of large networks, fewer rows of large tables.

The core checks whatever it is given. In the app a user waits for the answer, and training is
held up meanwhile.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core import GradientCheck, Params, Problem, check_gradient
from core.analysis.finite_differences import MOVES, side_by_side

# Multiplications that a check may take: half a second with the compiled library, two without. It is
# the same for both, so that all machines check the same slopes.
_EFFORT = 2.5e9
_UNIT = 50  # multiplications that take as long as one unit's activation
_LAYER = 50_000  # multiplications that take as long as one pass through the smallest layer
_PER_ARRAY = (10, 200)  # the least and the most slopes that are checked in an array
_ROWS = 10  # the least number of rows to check them in


def check_soon(problem: Problem, params: Params) -> GradientCheck:
    """Check the gradient as thoroughly as can be done within a second or two.

    Small problems are checked in full. Larger ones are sampled, evenly spread: first fewer slopes
    of each array, then fewer rows, and at last fewer arrays. `GradientCheck` tells how many.
    `params` are the weights to check at.
    """
    least, most = _PER_ARRAY
    rows = len(problem.dataset)
    names = list(params)

    def affordable(count: int, rows: int, arrays: int) -> bool:
        taken = _spread(len(names), arrays)
        sizes = np.array([params[names[i]].size for i in taken])
        return _effort(_with_rows(problem, rows), sizes, count) <= _EFFORT

    per_array = _largest(least, most, lambda count: affordable(count, rows, len(names)))
    rows = _largest(min(_ROWS, rows), rows, lambda some: affordable(per_array, some, len(names)))
    arrays = _largest(1, len(names), lambda some: affordable(per_array, rows, some))
    return check_gradient(
        _with_rows(problem, rows),
        params,
        per_array=per_array,
        names=[names[i] for i in _spread(len(names), arrays)],
    )


def _effort(problem: Problem, sizes: NDArray[np.intp], count: int) -> float:
    """Estimate the cost of checking some arrays, in multiplications.

    Parameters
    ----------
    problem : Problem
        With the rows that are used.
    sizes : NDArray
        The number of entries of each array, shape (arrays,).
    count : int
        The largest number of entries checked in one array.
    """
    layers, rows = problem.network.layers, len(problem.dataset)
    units = sum(layer.units for layer in layers)
    looked_at = np.minimum(count, sizes)
    passes = np.ceil(looked_at / side_by_side(problem, sizes)).sum()
    in_a_row = problem.network.param_count + _UNIT * units
    return float(MOVES * looked_at.sum() * rows * in_a_row + passes * len(layers) * _LAYER)


def _largest(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number that fits; `low` if none does."""
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _spread(total: int, count: int) -> list[int]:
    """Return `count` indices below a total, evenly spread, including the first and the last."""
    gaps = max(count - 1, 1)
    return [(i * (total - 1) + gaps // 2) // gaps for i in range(count)]


def _with_rows(problem: Problem, count: int) -> Problem:
    """Return the problem with `count` of its rows, evenly spread."""
    dataset = problem.dataset
    if count == len(dataset):
        return problem
    taken = _spread(len(dataset), count)
    some = dataclasses.replace(dataset, x=dataset.x[taken], d=dataset.d[taken])
    return dataclasses.replace(problem, dataset=some)
