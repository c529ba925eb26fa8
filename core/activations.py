"""Activations: what a unit makes of its weighted sum, and how an error passes back through it.

Each function stands beside its derivative. Going forward, ``y = phi(v)``. Going back, an error
``e = -dE/dy`` becomes ``delta = -dE/dv``; for a function of one number that is ``phi'(v) * e``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .types import Floats


@dataclass(frozen=True)
class Activation:
    """One activation function with its way back.

    Attributes
    ----------
    name : str
        Its name in `ACTIVATIONS`.
    value : callable
        ``value(v) -> y``. Both have shape (..., units).
    delta : callable
        ``delta(v, y, e) -> delta``, all of shape (..., units).
    formula : str
        The value and the derivative, for a person.
    """

    name: str
    value: Callable[[Floats], Floats]
    delta: Callable[[Floats, Floats, Floats], Floats]
    formula: str


def sigmoid(v: Floats) -> Floats:
    """Squash any number into (0, 1): ``1 / (1 + exp(-v))``."""
    with np.errstate(over="ignore"):  # exp(800) is inf, and 1 / inf is the right answer
        return np.reciprocal(1.0 + np.exp(-v))


def sigmoid_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back: ``phi'(v) = y (1 - y)``, steepest where y is 0.5, flat at 0 and 1."""
    return (1.0 - y) * y * e


def tanh(v: Floats) -> Floats:
    """Squash any number into (-1, 1)."""
    return np.tanh(v)


def tanh_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back: ``phi'(v) = 1 - y^2``."""
    return (1.0 - y * y) * e


def relu(v: Floats) -> Floats:
    """Keep what is positive, replace the rest by 0."""
    return np.maximum(v, 0.0)


def relu_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back: ``phi'(v)`` is 1 where v is positive and 0 elsewhere (at 0 too)."""
    return (v > 0.0) * e


def linear(v: Floats) -> Floats:
    """Return the weighted sum as it is."""
    return v.copy()


def linear_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back: ``phi'(v) = 1``."""
    return e.copy()


def softmax(v: Floats) -> Floats:
    """Turn one row of sums into shares that add up to 1: ``exp(v_i) / sum_j exp(v_j)``."""
    powers: Floats = np.exp(
        v - v.max(axis=-1, keepdims=True)
    )  # the largest becomes exp(0): no overflow
    total: Floats = powers.sum(axis=-1, keepdims=True)
    return powers / total


def softmax_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back. Every share depends on every sum: ``y_i (e_i - sum_j e_j y_j)``."""
    shared: Floats = (e * y).sum(axis=-1, keepdims=True)
    return y * (e - shared)


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("sigmoid", sigmoid, sigmoid_delta, "1 / (1 + exp(-v)); slope y (1 - y)"),
        Activation("tanh", tanh, tanh_delta, "tanh(v); slope 1 - y^2"),
        Activation("relu", relu, relu_delta, "max(v, 0); slope 1 where v > 0, else 0"),
        Activation("linear", linear, linear_delta, "v; slope 1"),
        Activation(
            "softmax",
            softmax,
            softmax_delta,
            "exp(v_i) / sum exp(v_j); delta y_i (e_i - sum e_j y_j)",
        ),
    )
}
"""The activations, by name."""
