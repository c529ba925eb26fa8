"""Where the first weights come from: drawn at random, or given number by number.

Drawn weights depend only on the seed and the shape, so "the same initial weights" needs no file.
Every way to draw stretches the same fractions, so one seed gives comparable weights in all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats, Params, frozen_params
from core.errors import SpecError
from core.printable import shortened
from core.rng import Purpose, uniforms
from core.user_input.validation import listed

from .literal_weights import Weights
from .network import Network


@dataclass(frozen=True)
class Init:
    """One way to draw initial weights: evenly between minus and plus a reach.

    Attributes
    ----------
    name : str
        Its name in `INITS`.
    reach : callable
        ``reach(fan_in, fan_out) -> r``: the weights of a layer lie in [-r, r), by the number of its
        inputs and of its units.
    draws_biases : bool
        Whether biases are drawn from the same range; otherwise they begin at 0.
    text : str
        What it does, in one plain sentence.
    """

    name: str
    reach: Callable[[int, int], float]
    draws_biases: bool
    text: str


def xavier_reach(fan_in: int, fan_out: int) -> float:
    """Return ``sqrt(6 / (in + out))``: signals and errors keep their size from layer to layer.

    Formula 16 of Glorot and Bengio, "Understanding the difficulty of training deep feedforward
    neural networks" (AISTATS 2010): weights of variance ``2 / (in + out)``.
    """
    return math.sqrt(6.0 / (fan_in + fan_out))


def he_reach(fan_in: int, _fan_out: int) -> float:
    """Return ``sqrt(6 / in)``, which makes up for the half of the sums that a relu makes 0.

    After formula 10 of He, Zhang, Ren and Sun, "Delving deep into rectifiers" (ICCV 2015): weights
    of variance ``2 / in``, here drawn evenly.
    """
    return math.sqrt(6.0 / fan_in)


INITS: dict[str, Init] = {
    init.name: init
    for init in (
        Init("uniform", lambda _in, _out: 1.0, True, "Drawn evenly from -1 to 1, biases too."),
        Init(
            "zero",
            lambda _in, _out: 0.0,
            False,
            "All 0, so the hidden units of a layer stay equal for ever.",
        ),
        Init("small", lambda _in, _out: 0.1, True, "Drawn evenly from -0.1 to 0.1, biases too."),
        Init(
            "xavier",
            xavier_reach,
            False,
            "Drawn evenly within sqrt(6 / (inputs + units)) of 0, which suits tanh; biases 0.",
        ),
        Init(
            "he",
            he_reach,
            False,
            "Drawn evenly within sqrt(6 / inputs) of 0, which suits relu; biases 0.",
        ),
    )
}
"""The ways to draw initial weights, by name. ``literal`` is the other way: nothing is drawn."""


def draw_params(network: Network, init: str, seed: int) -> Params:
    """Draw every weight and bias, by one of `INITS`.

    Returns
    -------
    Params
        Read-only arrays, filled from one stream in the order W1, b1, W2, ..., row by row. A bias
        has its place in the stream even where it is not drawn.
    """
    way, params, start = INITS[init], {}, 0
    fractions = uniforms(seed, Purpose.INIT, 0, network.param_count)
    fans = network.inputs, *(layer.units for layer in network.layers)
    for name, shape in network.param_shapes().items():
        layer, stop = int(name[1:]), start + math.prod(shape)
        reach = way.reach(fans[layer - 1], fans[layer])
        if reach == 0.0 or (name.startswith("b") and not way.draws_biases):
            params[name] = np.zeros(shape)
        else:
            params[name] = reach * (2.0 * fractions[start:stop] - 1.0).reshape(shape)
        start = stop
    return frozen_params(params)


def literal_params(network: Network, weights: Weights) -> Params:
    """Turn weights written out number by number into parameters, which are read-only.

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
                f"weights hold {name}, but a {shortened(network.shape, 40)} network "
                f"{'with' if network.bias else 'without'} bias has {listed(shapes)}",
            )
    for name, shape in shapes.items():
        if name not in given:
            raise SpecError("weights", f"weights lack {name}, {_size(shape)}")
        if given[name].shape != shape:
            raise SpecError(
                "weights",
                f"{name} in the weights is {_size(given[name].shape)}; "
                f"a {shortened(network.shape, 40)} network needs {_size(shape)}",
            )
    return frozen_params({name: given[name] for name in shapes})


def _array(name: str, rows: object) -> tuple[str, Floats]:
    try:
        array = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecError("weights", f"{name} in the weights is not a table of numbers") from None
    if not np.isfinite(array).all():
        raise SpecError("weights", f"{name} in the weights has a number that is not finite")
    return name, array


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) + ("" if len(shape) > 1 else " numbers")
