"""Gradients of the loss by finite differences: move a weight slightly and compare the losses.

They are computed from the loss alone, so they cannot share an error of the backward pass. Many
weights are processed at once, each in its own copy of the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.exact import matmul, total, total_all
from core.nn.network import Forward, backward, forward
from core.run.problem import Problem

# Where the loss is evaluated, in steps, for the central difference of order four. Its error shrinks
# with step^4, so inputs of 100 can use the same step as inputs of 1.
_MOVES = np.array([-2.0, -1.0, 1.0, 2.0])
MOVES = len(_MOVES)
"""The number of loss evaluations per slope."""

_LARGE = 100.0  # for larger inputs the step is reduced in proportion
_LEAST = 1e-9  # smallest step relative to the weight, so that rounding keeps it
_NOISE = 8.0 * float(np.finfo(np.float64).eps)  # error of a loss relative to the terms of its sum
_AT_ONCE = 1_000_000  # limit on the numbers held in memory in one pass


def differences(
    problem: Problem, params: Params, name: str, places: NDArray[np.intp], steps: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Compute slopes of the mean loss over all samples by central differences of order four.

    Parameters
    ----------
    name : str
        The array whose entries are moved.
    places : NDArray[np.intp]
        Flat indices of the entries.
    steps : Floats
        The step for each entry, in the shape of the array.

    Returns
    -------
    tuple of Floats and NDArray[np.bool_]
        ``dE/dw`` for each place, and whether the loss has a corner within the moves, since a
        relu, leaky or not, switches there: then the slope means little.
    """
    most = int(side_by_side(problem, np.array(params[name].size)))
    parts = [_side_by_side(problem, params, name, some, steps) for some in _portions(places, most)]
    slopes, corners = zip(*parts, strict=True)
    return np.concatenate(slopes), np.concatenate(corners)


def side_by_side(problem: Problem, sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how many entries are processed per forward pass, for arrays of the given sizes.

    Each entry is moved `MOVES` times in a pass.
    """
    units = sum(layer.units for layer in problem.network.layers)
    each = MOVES * (sizes + 2 * units * len(problem.dataset))
    return np.maximum(1, _AT_ONCE // each)


def _portions(places: NDArray[np.intp], most: int) -> Iterator[NDArray[np.intp]]:
    for start in range(0, len(places), most):
        yield places[start : start + most]


def _side_by_side(
    problem: Problem, params: Params, name: str, places: NDArray[np.intp], steps: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Move some weights, each on its own; the leading axes are (moves, places)."""
    network, dataset, array = problem.network, problem.dataset, params[name]
    old = array.reshape(-1)[places]
    taken = (old + steps.reshape(-1)[places]) - old  # the effective step after rounding
    moved = np.tile(array.reshape(-1), (MOVES, len(places), 1))
    moved[:, np.arange(len(places)), places] = old + _MOVES[:, None] * taken
    moved = moved.reshape(*moved.shape[:2], *array.shape)

    ahead = forward(network, {**params, name: moved}, dataset.x)
    output = network.activations[-1]
    losses = problem.loss.value(output, ahead.v[-1], dataset.d, ahead.output)
    loss = total(losses) / len(dataset)
    penalised = problem.penalty.active and name[0] == "W"
    if penalised:
        loss = loss + problem.penalty.of_array(moved)
    slopes = (8.0 * (loss[2] - loss[1]) - (loss[3] - loss[0])) / (12.0 * taken)
    corners = _switches(problem, ahead, len(places))
    if penalised and problem.penalty.l1 > 0.0:  # |W| has a corner at 0
        corners |= np.sign(old + 2.0 * taken) != np.sign(old - 2.0 * taken)
    return slopes, corners


def _switches(problem: Problem, ahead: Forward, count: int) -> NDArray[np.bool_]:
    """Tell for each of the networks side by side whether a sum of a relu passes 0 between moves."""
    found = np.zeros(count, dtype=np.bool_)
    for activation, v in zip(problem.network.activations, ahead.v, strict=True):
        # Layers before the moved weight stand still.
        if activation.has_corner and v.ndim == 4:
            on = v > 0.0
            found |= (on != on[:1]).any(axis=(0, 2, 3))
    return found


def fitting_steps(params: Params, x: Floats, ahead: Forward, step: float) -> dict[str, Floats]:
    """Return a step for each weight, in the shapes of the parameters.

    `step` is the usual one. It is reduced in proportion to inputs above 100 and increased for
    weights so large that rounding would absorb it. `ahead` is the forward pass of the samples `x`.
    """
    steps = {}
    for name, array in params.items():
        fed = 1.0 if name[0] == "b" else float(np.abs((x, *ahead.y)[int(name[1:]) - 1]).max())
        steps[name] = np.maximum(step / max(1.0, fed / _LARGE), _LEAST * np.abs(array))
    return steps


def rounding(problem: Problem, params: Params, steps: Mapping[str, Floats]) -> float:
    """Return the rounding error of the mean loss when weights are moved by `steps`."""
    size, slopes = _size(problem, params)
    # If the network makes no error, the loss consists of the moves themselves.
    away = {
        name: params[name] + 2.0 * steps[name] * np.where(slopes[name] < 0.0, -1.0, 1.0)
        for name in params
    }
    return _NOISE * max(size, _size(problem, away)[0])


def _size(problem: Problem, params: Params) -> tuple[float, Params]:
    """Return the magnitude that rounding of the mean loss is relative to, and its downhill.

    Each sum v is off by about ``eps * (|W| |y| + |b|)`` and each output by ``eps * |y|``; the
    deltas and errors of the correct backward pass propagate that to the loss.
    """
    network, x, d = problem.network, problem.dataset.x, problem.dataset.d
    ahead = forward(network, params, x)
    back = backward(network, params, x, d, ahead, problem.loss)
    output = network.activations[-1]
    size = np.abs(problem.loss.value(output, ahead.v[-1], d, ahead.output))
    if output.couples_units and problem.loss.delta_is_error:  # log(sum exp v) - v
        largest = np.abs(ahead.v[-1]).max(axis=-1, keepdims=True)
        size = size + problem.loss.times_factor(d, largest)[..., 0]
    fed = (x, *ahead.y[:-1])
    errors = (*back.e[:-1], problem.loss.times_factor(d, back.e[-1]))
    for k, (e, delta) in enumerate(zip(errors, back.delta, strict=True)):
        terms = matmul(np.abs(fed[k]), np.abs(params[f"W{k + 1}"]).mT)
        if network.bias:
            terms = terms + np.abs(params[f"b{k + 1}"])
        size = size + total(np.abs(delta) * terms) + total(np.abs(e * ahead.y[k]))
    return total_all(size) / len(size) + problem.penalty.value(params), back.downhill
