"""A gradient check that ends soon: of large networks fewer slopes, of large tables fewer rows.

The core checks whatever it is asked to. Somebody at the keyboard waits for the answer, and while
it is worked out nothing is trained.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from core import GradientCheck, Params, Problem, check_gradient

_EFFORT = 5e9  # multiplications that a check may take: a second, or two on a busy machine
_UNIT = 50  # multiplications that take as long as one unit's activation
_MOVES = 4  # how often the loss is worked out for one slope
_PER_ARRAY = (10, 200)  # how many slopes of an array are looked at, at least and at most
_ROWS = 10  # and in how many rows at least


def check_soon(problem: Problem, params: Params) -> GradientCheck:
    """Check the gradient as thoroughly as can be done within a second or two.

    Up to a limit it takes all rows. Beyond, it takes fewer slopes of each array, and at last fewer
    rows, evenly spread as well; `GradientCheck.rows` tells how many.

    Parameters
    ----------
    problem : Problem
        The run.
    params : Params
        The weights to check at.
    """
    least, most = _PER_ARRAY
    rows = len(problem.dataset)
    units = sum(layer.units for layer in problem.network.layers)
    a_row = _MOVES * len(params) * (problem.network.param_count + _UNIT * units)
    per_array = min(most, max(least, int(_EFFORT / (a_row * rows))))
    if a_row * rows * least > _EFFORT:
        problem = _with_rows(problem, min(rows, max(_ROWS, int(_EFFORT / (a_row * least)))))
    return check_gradient(problem, params, per_array=per_array)


def _with_rows(problem: Problem, count: int) -> Problem:
    """Return the problem with so many of its rows, evenly spaced."""
    dataset = problem.dataset
    taken = np.linspace(0, len(dataset) - 1, count).round().astype(np.intp)
    some = dataclasses.replace(dataset, x=dataset.x[taken], d=dataset.d[taken])
    return dataclasses.replace(problem, dataset=some)
