"""Activations: what a unit makes of its weighted sum, and how an error passes back through it.

Each function stands beside its derivative. Going forward, ``y = phi(v)``. Going back, an error
``e = -dE/dy`` becomes ``delta = -dE/dv``; for a function of one number that is ``phi'(v) * e``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats


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


LEAK = 0.01
"""The slope of `leaky_relu` below 0."""


def leaky_relu(v: Floats) -> Floats:
    """Keep what is positive, and a hundredth of the rest, so that no unit falls silent for good.

    After Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models"
    (2013).
    """
    return np.maximum(v, LEAK * v)


def leaky_relu_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back: ``phi'(v)`` is 1 where v is positive and 0.01 elsewhere (at 0 too)."""
    return np.where(v > 0.0, e, LEAK * e)


def normal_share(v: Floats) -> Floats:
    """Return Phi(v), the share of a standard normal distribution that lies below each number.

    It is ``(1 + erf(v / sqrt 2)) / 2``, computed as ``erfc(-v / sqrt 2) / 2``: the complement of
    the error function loses no digits where v is far below 0. `math.erfc` is the C library's.
    """
    complements = map(math.erfc, (v.ravel() * -math.sqrt(0.5)).tolist())
    return 0.5 * np.fromiter(complements, np.float64, v.size).reshape(v.shape)


def gelu_slope(v: Floats) -> Floats:
    """Return ``Phi(v) + v exp(-v^2 / 2) / sqrt(2 pi)``, by the product rule from ``v Phi(v)``."""
    with np.errstate(over="ignore"):  # v^2 may be inf, and exp(-inf) is the right 0
        return normal_share(v) + v * (np.exp(-0.5 * v * v) / math.sqrt(2.0 * math.pi))


def gelu(v: Floats) -> Floats:
    """Let through the share Phi(v) of each sum v: ``v Phi(v)``, a relu without the corner.

    The exact form, by the error function, of Hendrycks and Gimpel, "Gaussian error linear units"
    (arXiv 1606.08415, 2016).
    """
    return v * normal_share(v)


def gelu_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back: ``phi'(v) = Phi(v) + v exp(-v^2 / 2) / sqrt(2 pi)``."""
    return gelu_slope(v) * e


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
        Activation(
            "leaky-relu",
            leaky_relu,
            leaky_relu_delta,
            "max(v, 0.01 v); slope 1 where v > 0, else 0.01",
        ),
        Activation(
            "gelu",
            gelu,
            gelu_delta,
            "v Phi(v), Phi(v) = (1 + erf(v / sqrt 2)) / 2; "
            "slope Phi(v) + v exp(-v^2 / 2) / sqrt(2 pi)",
        ),
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
