"""Losses: one number for how wrong the outputs are, and the delta it sends back into the network.

The two losses share all the rest of backpropagation; they differ in the two functions each has
here. ``d`` is the target, ``y`` the output, ``v`` the weighted sum behind it, ``e = d - y``.
A loss whose samples count differently is a loss too, made of another by `weighted`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Floats
from core.exact import exp, log, log1p, total

from .activations import ACTIVATIONS, Activation


@dataclass(frozen=True)
class Loss:
    """One loss.

    Attributes
    ----------
    name : str
        Its name in `LOSSES`.
    value : callable
        ``value(output, v, d, y) -> E`` for each sample: (..., samples, units) to (..., samples).
    delta : callable
        ``delta(output, v, d, y) -> -dE/dv`` of the output layer, shape (..., samples, units).
    delta_is_error : bool
        Whether the output's delta is ``d - y`` itself, so that no slope comes into it.
    of_probabilities : bool
        Whether outputs and targets must be probabilities, from 0 to 1.
    formula : str
        The value and the output delta, for a person.
    factor : callable or None
        ``factor(d) -> c``, (..., samples, units) to (..., samples): what value and delta of a
        sample are multiplied by, as its target decides. None: by nothing.
    """

    name: str
    value: Callable[[Activation, Floats, Floats, Floats], Floats]
    delta: Callable[[Activation, Floats, Floats, Floats], Floats]
    delta_is_error: bool
    of_probabilities: bool
    formula: str
    factor: Callable[[Floats], Floats] | None = None

    @property
    def outputs(self) -> tuple[str, ...]:
        """The output activations it can be used with."""
        every = ACTIVATIONS.values()
        return tuple(a.name for a in every if a.probability or not self.of_probabilities)

    def times_factor(self, d: Floats, delta: Floats) -> Floats:
        """Multiply deltas of the output, (..., samples, units), by the factor of their sample."""
        return delta if self.factor is None else delta * self.factor(d)[..., None]


def weighted(loss: Loss, factor: Callable[[Floats], Floats]) -> Loss:
    """Return a loss in which each sample counts as often as its target says.

    ``E = c E'``, and so ``delta = c delta'``: the derivative of a multiple is the multiple of the
    derivative. The mean over a batch stays the plain one, over the number of its samples.

    `loss` is E', in which all samples count alike; ``factor(d) -> c`` is as in `Loss`.
    """

    def value(output: Activation, v: Floats, d: Floats, y: Floats) -> Floats:
        return loss.value(output, v, d, y) * factor(d)

    def delta(output: Activation, v: Floats, d: Floats, y: Floats) -> Floats:
        return loss.delta(output, v, d, y) * factor(d)[..., None]

    return replace(loss, value=value, delta=delta, factor=factor)


def squared_error(output: Activation, v: Floats, d: Floats, y: Floats) -> Floats:
    """Half the squared distance: ``E = 1/2 sum (d - y)^2``. The half cancels the slope's 2."""
    e = d - y
    return total(0.5 * e * e, axis=-1)


def squared_error_delta(output: Activation, v: Floats, d: Floats, y: Floats) -> Floats:
    """Pass ``e = d - y`` back through the output activation: ``delta = phi'(v) e``."""
    return output.delta(v, y, d - y)


def cross_entropy(output: Activation, v: Floats, d: Floats, y: Floats) -> Floats:
    """Count the surprise: ``E = -sum [d ln y + (1 - d) ln(1 - y)]``; softmax: ``-sum d ln y``.

    It is computed from ``v``, where no logarithm of a rounded 0 can occur: with the sigmoid,
    ``-ln y = ln(1 + exp(-v))`` and ``-ln(1 - y) = ln(1 + exp(v))``.
    """
    if output.couples_units:
        highest = v.max(axis=-1, keepdims=True)
        log_sum = log(total(exp(v - highest), axis=-1)[..., None]) + highest
        return total(d * (log_sum - v), axis=-1)
    return total(d * _softplus(-v) + (1.0 - d) * _softplus(v), axis=-1)


def cross_entropy_delta(output: Activation, v: Floats, d: Floats, y: Floats) -> Floats:
    """Return ``delta = e = d - y``: the slope of the activation cancels, so it cannot go flat."""
    return d - y


def _softplus(v: Floats) -> Floats:
    """Return ``ln(1 + exp(v))``, written so that exp cannot overflow."""
    return np.maximum(v, 0.0) + log1p(exp(-np.abs(v)))


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "squared-error",
            squared_error,
            squared_error_delta,
            delta_is_error=False,
            of_probabilities=False,
            formula="E = 1/2 sum (d - y)^2; delta = phi'(v) e",
        ),
        Loss(
            "cross-entropy",
            cross_entropy,
            cross_entropy_delta,
            delta_is_error=True,
            of_probabilities=True,
            formula="E = -sum [d ln y + (1 - d) ln(1 - y)]; delta = e",
        ),
    )
}
"""The losses, by name."""
