"""Activations: what a unit makes of its weighted sum, and how an error passes back through it.

Each function stands beside its derivative. Going forward, ``y = phi(v)``. Going back, an error
``e = -dE/dy`` becomes ``delta = -dE/dv``; for a function of one number that is ``phi'(v) * e``.

To add one: a function, its slope and a record here; the same in `core/compiled/kernel.c`; its
arithmetic in `core.explanation.network_formulas`. The tests say which of them is missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.exact import exp, normal_share, total
from core.exact import tanh as exact_tanh


@dataclass(frozen=True)
class Activation:
    """One activation function, and all that the rest of the program has to know of it.

    Parameters
    ----------
    name : str
        Its name in `ACTIVATIONS`.
    value : callable
        ``value(v) -> y``. Both have shape (..., units).
    slope : callable or None
        ``slope(v, y) -> phi'(v)``, all of shape (..., units). None where an output depends on the
        sums of other units too; then `coupled_delta` stands in its place.
    formula : str
        The value and the derivative, for a person.
    bounds : tuple of float
        The lowest and the highest output; infinite where there is no bound.
    probability : bool
        Whether the outputs are probabilities whose cross-entropy has the slope ``y - d`` in v.
    piecewise_linear : bool
        Whether it is a straight line on either side of 0, and so has the same slope at y as at v.
    has_corner : bool
        Whether its slope jumps at 0.
    monotonic : bool
        Whether a larger sum never makes a smaller output.
    coupled_delta : callable or None
        ``coupled_delta(v, y, e) -> delta``, where there is no `slope`.
    """

    name: str
    value: Callable[[Floats], Floats]
    slope: Callable[[Floats, Floats], Floats] | None
    formula: str
    bounds: tuple[float, float]
    probability: bool = False
    piecewise_linear: bool = False
    has_corner: bool = False
    monotonic: bool = True
    coupled_delta: Callable[[Floats, Floats, Floats], Floats] | None = None

    def delta(self, v: Floats, y: Floats, e: Floats) -> Floats:
        """Pass an error back: from ``e = -dE/dy`` to ``delta = -dE/dv``, of the same shape.

        By the chain rule ``dE/dv = dE/dy * dy/dv``, so ``delta = phi'(v) e``.
        """
        if self.slope is not None:
            return self.slope(v, y) * e
        assert self.coupled_delta is not None  # one of the two is there
        return self.coupled_delta(v, y, e)

    @property
    def derivative(self) -> Callable[..., Floats]:
        """The function of this file behind `delta`."""
        function = self.slope or self.coupled_delta
        assert function is not None
        return function

    @property
    def couples_units(self) -> bool:
        """Whether every output of a layer depends on the sums of all its units."""
        return self.slope is None

    @property
    def bounded(self) -> bool:
        """Whether no sum, however large, makes an output beyond some number."""
        return all(map(math.isfinite, self.bounds))

    @property
    def identity(self) -> bool:
        """Whether the output is the sum itself."""
        return self.piecewise_linear and not self.has_corner


def sigmoid(v: Floats) -> Floats:
    """Squash any number into (0, 1): ``1 / (1 + exp(-v))``."""
    return 1.0 / (1.0 + exp(-v))  # exp(800) is inf, and 1 / inf is the right answer


def sigmoid_slope(v: Floats, y: Floats) -> Floats:
    """Return ``phi'(v) = y (1 - y)``, steepest where y is 0.5, flat at 0 and 1."""
    return (1.0 - y) * y


def tanh(v: Floats) -> Floats:
    """Squash any number into (-1, 1)."""
    return exact_tanh(v)


def tanh_slope(v: Floats, y: Floats) -> Floats:
    """Return ``phi'(v) = 1 - y^2``."""
    return 1.0 - y * y


def relu(v: Floats) -> Floats:
    """Keep what is positive, replace the rest by 0."""
    return np.where(v < 0.0, 0.0, v)


def relu_slope(v: Floats, y: Floats) -> Floats:
    """Return ``phi'(v)``: 1 where v is positive and 0 elsewhere (at 0 too)."""
    return np.where(v > 0.0, 1.0, 0.0)


LEAK = 0.01
"""The slope of `leaky_relu` below 0."""


def leaky_relu(v: Floats) -> Floats:
    """Keep what is positive, and a hundredth of the rest, so that no unit falls silent for good.

    After Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models"
    (2013).
    """
    return np.where(v < 0.0, LEAK * v, v)


def leaky_relu_slope(v: Floats, y: Floats) -> Floats:
    """Return ``phi'(v)``: 1 where v is positive and 0.01 elsewhere (at 0 too)."""
    return np.where(v > 0.0, 1.0, LEAK)


GELU_LOWEST = -0.16997120747990369
"""The lowest output of `gelu`, at v = -0.7518, where its slope is 0."""


def gelu(v: Floats) -> Floats:
    """Let through the share Phi(v) of each sum v: ``v Phi(v)``, a relu without the corner.

    The exact form, by the error function, of Hendrycks and Gimpel, "Gaussian error linear units"
    (arXiv 1606.08415, 2016).
    """
    return v * normal_share(v)


def gelu_slope(v: Floats, y: Floats) -> Floats:
    """Return ``Phi(v) + v exp(-v^2 / 2) / sqrt(2 pi)``, by the product rule from ``v Phi(v)``."""
    with np.errstate(over="ignore"):  # v^2 may be inf, and exp(-inf) is the right 0
        return normal_share(v) + v * (exp(-0.5 * v * v) / math.sqrt(2.0 * math.pi))


def linear(v: Floats) -> Floats:
    """Return the weighted sum as it is."""
    return v.copy()


def linear_slope(v: Floats, y: Floats) -> Floats:
    """Return ``phi'(v) = 1``."""
    return np.ones_like(v)


def softmax(v: Floats) -> Floats:
    """Turn one row of sums into shares that add up to 1: ``exp(v_i) / sum_j exp(v_j)``."""
    powers = exp(v - v.max(axis=-1, keepdims=True))  # the largest becomes exp(0): no overflow
    return powers / total(powers, axis=-1)[..., None]


def softmax_delta(v: Floats, y: Floats, e: Floats) -> Floats:
    """Pass an error back. Every share depends on every sum: ``y_i (e_i - sum_j e_j y_j)``."""
    return y * (e - total(e * y, axis=-1)[..., None])


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation(
            "sigmoid",
            sigmoid,
            sigmoid_slope,
            "1 / (1 + exp(-v)); slope y (1 - y)",
            bounds=(0.0, 1.0),
            probability=True,
        ),
        Activation("tanh", tanh, tanh_slope, "tanh(v); slope 1 - y^2", bounds=(-1.0, 1.0)),
        Activation(
            "relu",
            relu,
            relu_slope,
            "max(v, 0); slope 1 where v > 0, else 0",
            bounds=(0.0, math.inf),
            piecewise_linear=True,
            has_corner=True,
        ),
        Activation(
            "leaky-relu",
            leaky_relu,
            leaky_relu_slope,
            "max(v, 0.01 v); slope 1 where v > 0, else 0.01",
            bounds=(-math.inf, math.inf),
            piecewise_linear=True,
            has_corner=True,
        ),
        Activation(
            "gelu",
            gelu,
            gelu_slope,
            "v Phi(v), Phi(v) = (1 + erf(v / sqrt 2)) / 2; "
            "slope Phi(v) + v exp(-v^2 / 2) / sqrt(2 pi)",
            bounds=(GELU_LOWEST, math.inf),
            monotonic=False,
        ),
        Activation(
            "linear",
            linear,
            linear_slope,
            "v; slope 1",
            bounds=(-math.inf, math.inf),
            piecewise_linear=True,
        ),
        Activation(
            "softmax",
            softmax,
            None,
            "exp(v_i) / sum exp(v_j); delta y_i (e_i - sum e_j y_j)",
            bounds=(0.0, 1.0),
            probability=True,
            coupled_delta=softmax_delta,
        ),
    )
}
"""The activations, by name."""
