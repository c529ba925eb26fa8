"""Where the first weights come from: drawn at random, or given number by number.

Drawn weights depend only on the seed and the shape, so "the same initial weights" needs no file.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .network import Network
from .rng import Purpose, uniforms
from .types import Floats, Params, SpecError, frozen_params
from .weights import Weights


def uniform(fractions: Floats) -> Floats:
    """Spread fractions from [0, 1) evenly over [-1, 1)."""
    return 2.0 * fractions - 1.0


INITS: dict[str, Callable[[Floats], Floats]] = {"uniform": uniform}
"""The ways to draw initial weights, by name. ``literal`` is the other way: nothing is drawn."""


def draw_params(network: Network, init: str, seed: int) -> Params:
    """Draw every weight and bias.

    Parameters
    ----------
    network : Network
        The shape.
    init : str
        One of `INITS`.
    seed : int
        The seed of the run.

    Returns
    -------
    Params
        Read-only arrays, filled from one stream in the order W1, b1, W2, ..., row by row.
    """
    shapes = network.param_shapes()
    stream = INITS[init](uniforms(seed, Purpose.INIT, 0, network.param_count))
    params, start = {}, 0
    for name, shape in shapes.items():
        stop = start + math.prod(shape)
        params[name] = stream[start:stop].reshape(shape).copy()
        start = stop
    return frozen_params(params)


def literal_params(network: Network, weights: Weights) -> Params:
    """Turn weights written out number by number into parameters.

    Parameters
    ----------
    network : Network
        The shape they must fit.
    weights : Weights
        A name and the numbers of every parameter array.

    Returns
    -------
    Params
        Read-only arrays.

    Raises
    ------
    SpecError
        If an array is missing, is not one of the network's, or has another shape.
    """
    shapes = network.param_shapes()
    given = dict(_array(name, rows) for name, rows in weights)
    for name in given:
        if name not in shapes:
            raise SpecError(
                "weights",
                f"weights hold {name}, but a {network.shape} network "
                f"{'with' if network.bias else 'without'} bias has {', '.join(shapes)}",
            )
    for name, shape in shapes.items():
        if name not in given:
            raise SpecError("weights", f"weights lack {name}, {_size(shape)}")
        if given[name].shape != shape:
            raise SpecError(
                "weights",
                f"{name} in the weights is {_size(given[name].shape)}; "
                f"a {network.shape} network needs {_size(shape)}",
            )
    return frozen_params({name: given[name] for name in shapes})


def _array(name: str, rows: object) -> tuple[str, Floats]:
    try:
        array = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecError("weights", f"{name} in the weights is no table of numbers") from None
    if not np.isfinite(array).all():
        raise SpecError("weights", f"{name} in the weights holds a number that is not finite")
    return name, array


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) + ("" if len(shape) > 1 else " numbers")
