"""What the record of an activation says of it is true, and every part of it has its place."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import ACTIVATIONS, LOSSES, Floats
from core.explanation.network_formulas import ACTIVATION_FORMULAS, LOSS_FORMULAS
from core.nn.activations import Activation

SUMS = np.concatenate([np.linspace(-12.0, 12.0, 2401) + 0.0025, [-1e3, 1e3]])[:, None]
every = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=list(ACTIVATIONS))


def of_one(activation: Activation) -> Floats:
    """Return the outputs for single sums; the unit beside it, where one is needed, has 0."""
    if activation.couples_units:
        pairs = np.concatenate([SUMS, np.zeros_like(SUMS)], axis=1)
        return activation.value(pairs)[:, 0]
    return activation.value(SUMS)[:, 0]


def test_every_activation_has_its_arithmetic() -> None:
    assert set(ACTIVATION_FORMULAS) == set(ACTIVATIONS)
    assert {name for name, _ in LOSS_FORMULAS} == set(LOSSES)
    assert all(a.name == name for name, a in ACTIVATIONS.items())


@every
def test_outputs_stay_within_the_bounds_and_come_near_them(activation: Activation) -> None:
    y = of_one(activation)
    for bound, reached in zip(activation.bounds, (y.min(), y.max()), strict=True):
        if math.isfinite(bound):
            assert reached == pytest.approx(bound, abs=1e-4)
        else:
            assert abs(reached) >= 10.0
            assert np.sign(reached) == np.sign(bound)
    least, most = activation.bounds
    assert ((y >= least - 1e-15) & (y <= most)).all()
    assert activation.bounded == (np.abs(y).max() <= 1.0)


@every
def test_only_what_is_not_monotonic_ever_falls(activation: Activation) -> None:
    falls = (np.diff(of_one(activation)[:-2]) < -1e-12).any()
    assert falls == (not activation.monotonic)


@every
def test_a_slope_is_that_of_the_value(activation: Activation) -> None:
    if activation.slope is None:
        return
    v, h = SUMS[:-2], 1e-6
    found = (activation.value(v + h) - activation.value(v - h)) / (2.0 * h)
    np.testing.assert_allclose(activation.slope(v, activation.value(v)), found, atol=1e-8)
    around = np.array([-h, h])
    below, above = activation.slope(around, activation.value(around))
    assert activation.has_corner == (abs(above - below) > 0.1)
    of_y = activation.slope(activation.value(v), activation.value(activation.value(v)))
    same = np.array_equal(of_y, activation.slope(v, activation.value(v)))
    assert activation.piecewise_linear == same
    assert activation.identity == np.array_equal(activation.value(v), v)


@every
def test_of_probabilities_alone_the_delta_of_cross_entropy_is_the_error(
    activation: Activation,
) -> None:
    assert (activation.name in LOSSES["cross-entropy"].outputs) == activation.probability
    assert activation.name in LOSSES["squared-error"].outputs
    if not activation.probability:
        return
    loss, h = LOSSES["cross-entropy"], 1e-6
    v, d = np.array([[0.3, -0.8]]), np.array([[1.0, 0.0]])
    y = activation.value(v)
    for j in range(2):
        step = np.eye(2)[j] * h
        ends = [
            loss.value(activation, at, d, activation.value(at))[0] for at in (v + step, v - step)
        ]
        assert loss.delta(activation, v, d, y)[0, j] == pytest.approx(
            -(ends[0] - ends[1]) / (2.0 * h), abs=1e-8
        )
