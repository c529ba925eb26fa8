"""The gradient check: compares backpropagation with finite differences of the loss.

One gradient comes from `Problem.backward`, the other from `finite_differences`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.nn.network import forward
from core.run.problem import Problem

from .finite_differences import differences, fitting_steps, rounding

TOLERANCE = 1e-6
"""Slopes with this relative error or more are wrong.

The usual advice is to trust 1e-7 and to doubt 1e-4 (Stanford's course notes CS231n, "Gradient
checks"). A floor excludes rounding, so a correct pass stays below this; slips are far above it.
"""

_SMALLEST_SHARE = 1e-4  # lower bound of the floor, relative to the largest slope of an array

_ROUNDING = 1e-6  # relative errors that differ by less count as equal


@dataclass(frozen=True, eq=False)
class ArrayCheck:
    """The result of the check for one parameter array.

    Attributes
    ----------
    name : str
        ``W1``, ``b1``, ...
    shape : tuple of int
        The shape of the array and of the results below.
    checked : int
        How many of its entries were checked.
    analytic, numeric : Floats
        ``dE/dW`` by backpropagation and by finite differences; NaN where not checked.
    relative : Floats
        The relative error of each entry; NaN where not judged.
    corner : NDArray[np.bool_]
        Where a relu switches while the weight is moved: the loss has no slope there, and the entry
        is not judged.
    floor : Floats
        The smallest denominator of the relative error; NaN where not checked.
    faint : int
        How many slopes are not negligible but below the rounding error.
    worst : tuple of int or None
        The index of the largest relative error, the first of several that are equal up to
        rounding; None if no entry could be judged.
    error : float
        The largest relative error: 0 if none was judged, infinite if a number is not finite.
    """

    name: str
    shape: tuple[int, ...]
    checked: int
    analytic: Floats
    numeric: Floats
    relative: Floats
    corner: NDArray[np.bool_]
    floor: Floats
    faint: int
    worst: tuple[int, ...] | None
    error: float

    @property
    def finite(self) -> bool:
        """Whether all compared numbers are finite."""
        return self.error != np.inf

    @property
    def right(self) -> bool:
        """Whether the worst error is within the tolerance."""
        return self.error < TOLERANCE


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """The result of the gradient check.

    Attributes
    ----------
    arrays : tuple of ArrayCheck
        One for each parameter array that was checked, the worst first.
    rows : int
        The number of samples the slopes are averaged over.
    slopes : int
        The number of parameters, also of arrays that were not checked.
    """

    arrays: tuple[ArrayCheck, ...]
    rows: int
    slopes: int

    @property
    def finite(self) -> bool:
        """Whether all numbers that were compared are finite."""
        return all(array.finite for array in self.arrays)

    @property
    def right(self) -> bool:
        """Whether backpropagation gives the slopes of the loss, as far as was checked."""
        return all(array.right for array in self.arrays)

    @property
    def verdict(self) -> str:
        """The outcome in a sentence or two."""
        wrong = [array.name for array in self.arrays if not array.right]
        if not self.finite:
            names = ", ".join(array.name for array in self.arrays if not array.finite)
            return f"not finite: slopes in {names} are too large to be compared."
        if wrong:
            return (
                f"wrong in {', '.join(wrong)}: backpropagation does not give the slope of the "
                "loss there. The loss may still fall."
            )
        corners = sum(int(array.corner.sum()) for array in self.arrays)
        faint = sum(array.faint for array in self.arrays)
        judged = sum(array.checked for array in self.arrays) - corners
        whole = judged == self.slopes
        parts = [
            f"right: {f'all {judged}' if whole else f'{judged} of {self.slopes}'} slopes "
            "compared, and they agree with the loss."
        ]
        if corners:
            parts.append(f"Left out: {corners} at a corner of relu, where the loss has no slope.")
        if faint:
            parts.append(f"Rounding hides whether {faint} of them are 0.")
        return " ".join(parts)


def check_gradient(
    problem: Problem,
    params: Params,
    *,
    per_array: int = 200,
    step: float = 1e-5,
    names: Collection[str] | None = None,
) -> GradientCheck:
    """Compare the gradient of the mean loss over all samples with finite differences.

    The relative error of an entry is ``|a - n| / max(|a|, |n|, floor)``, with ``a`` the analytic
    and ``n`` the numeric slope. Rounding makes ``n`` uncertain by about ``eps * size / step``,
    where ``size`` is the magnitude of the terms of the loss and its sums. The floor is that
    uncertainty over the tolerance, so that slopes of nearly 0, as in a solved network, do
    not count as wrong; and at least a ten-thousandth of the largest slope of the array.

    Parameters
    ----------
    problem : Problem
        The run whose backward pass is checked, with the slip of its spec if it has one.
    per_array : int
        The largest number of entries checked per array, evenly spread.
    step : float
        The usual step of a weight; see `fitting_steps`.
    names : collection of str, optional
        The arrays to check, by their names in `params`; all of them by default.

    Returns
    -------
    GradientCheck
        Not finite if weights are so large that something overflows.

    Raises
    ------
    ValueError
        If `per_array` is below 1, or `step` is not a positive number.
    """
    if per_array < 1:
        raise ValueError(f"per_array is {per_array}; it must be 1 or more")
    if not 0.0 < step < np.inf:
        raise ValueError(f"step is {step}; it must be a positive number")
    x, d = problem.dataset.x, problem.dataset.d
    with np.errstate(all="ignore"):  # non-finite results are reported
        ahead = forward(problem.network, params, x)
        slopes = problem.backward(params, x, d, ahead).downhill
        steps = fitting_steps(params, x, ahead, step)
        noise = rounding(problem, params, steps)
        arrays = []
        for name in params if names is None else names:
            size = params[name].size
            places = _evenly(min(per_array, size), size)
            numeric, corner = differences(problem, params, name, places, steps[name])
            found = _Found(places, -slopes[name].reshape(-1)[places], numeric, corner)
            unsure = noise / steps[name].reshape(-1)[places]
            arrays.append(_judged(name, slopes[name].shape, found, unsure / TOLERANCE))
    worst_first = tuple(sorted(arrays, key=lambda array: -array.error))
    return GradientCheck(worst_first, len(x), sum(array.size for array in params.values()))


def _evenly(count: int, size: int) -> NDArray[np.intp]:
    """Return `count` of the indices below `size`, from the first to the last, evenly spread."""
    gaps = max(count - 1, 1)
    return (np.arange(count) * (size - 1) + gaps // 2) // gaps


class _Found(NamedTuple):
    """The two slopes at some entries of an array, and where a relu switches."""

    places: NDArray[np.intp]
    analytic: Floats
    numeric: Floats
    corner: NDArray[np.bool_]


def _judged(name: str, shape: tuple[int, ...], found: _Found, noise: Floats) -> ArrayCheck:
    """Compute the result for one array; `noise` is the floor due to rounding."""
    places, a, n, corner = found
    larger = np.maximum(np.abs(a), np.abs(n))
    negligible = _SMALLEST_SHARE * larger.max()
    floor = np.maximum(noise, negligible)
    scale = np.maximum(larger, floor)
    relative = np.abs(a - n) / np.where(scale == 0.0, 1.0, scale)
    relative = np.where(np.isfinite(relative) & np.isfinite(scale), relative, np.inf)
    relative[corner] = np.nan

    worst, error = None, 0.0
    if not corner.all():
        error = float(np.nanmax(relative))
        # Take the first of those equal up to rounding: which is the exact maximum is chance.
        at = int(np.argmax(relative >= error * (1.0 - _ROUNDING)))
        worst = tuple(int(i) for i in np.unravel_index(places[at], shape))

    def spread(values: NDArray[Any], elsewhere: float | bool) -> NDArray[Any]:
        whole = np.full(shape, elsewhere)
        whole.reshape(-1)[places] = values
        whole.setflags(write=False)
        return whole

    return ArrayCheck(
        name=name,
        shape=shape,
        checked=len(places),
        analytic=spread(a, np.nan),
        numeric=spread(n, np.nan),
        relative=spread(relative, np.nan),
        corner=spread(corner, False),
        floor=spread(floor, np.nan),
        faint=int(((larger > negligible) & (larger < noise * TOLERANCE)).sum()),
        worst=worst,
        error=error,
    )
