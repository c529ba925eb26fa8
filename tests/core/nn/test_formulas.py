"""Activations and losses against their textbook formulas, also at the limits of floats."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ACTIVATIONS, LOSSES, Floats
from tests.helpers.strategies import OUTPUTS, laws

moderate = st.floats(-30.0, 30.0)
sums = st.lists(moderate, min_size=2, max_size=6)


def row(*numbers: float) -> Floats:
    return np.array([numbers], dtype=np.float64)


def loss_of(name: str, output: str, v: list[float], d: list[float]) -> float:
    """Return the loss of one sample with these sums and targets."""
    activation = ACTIVATIONS[output]
    value = LOSSES[name].value(activation, row(*v), row(*d), activation.value(row(*v)))
    assert value.shape == (1,)
    return float(value[0])


def test_every_activation_and_loss_is_named_and_explained() -> None:
    assert set(ACTIVATIONS) == {*OUTPUTS["squared-error"]}
    assert {name: loss.outputs for name, loss in LOSSES.items()} == OUTPUTS
    for name, activation in ACTIVATIONS.items():
        assert activation.name == name
        assert activation.formula
    for name, loss in LOSSES.items():
        assert loss.name == name
        assert loss.formula


@laws
@given(moderate)
def test_the_activations_of_one_number_are_their_formulas(v: float) -> None:
    textbook = {
        "sigmoid": 1.0 / (1.0 + math.exp(-v)),
        "tanh": (math.exp(v) - math.exp(-v)) / (math.exp(v) + math.exp(-v)),
        "relu": v if v > 0.0 else 0.0,
        "leaky-relu": v if v > 0.0 else 0.01 * v,
        "gelu": 0.5 * v * (1.0 + math.erf(v / math.sqrt(2.0))),
        "linear": v,
    }
    for name, expected in textbook.items():
        assert ACTIVATIONS[name].value(row(v)).item() == pytest.approx(
            expected, rel=1e-12, abs=1e-14
        )


@laws
@given(moderate, st.floats(-2.0, 2.0))
def test_the_slopes_of_one_number_are_their_formulas(v: float, e: float) -> None:
    sigmoid, tanh = 1.0 / (1.0 + math.exp(-v)), math.tanh(v)
    textbook = {
        "sigmoid": sigmoid * (1.0 - sigmoid),
        "tanh": 1.0 - tanh**2,
        "relu": 1.0 if v > 0.0 else 0.0,
        "leaky-relu": 1.0 if v > 0.0 else 0.01,
        "gelu": 0.5 * (1.0 + math.erf(v / math.sqrt(2.0)))
        + v * math.exp(-v * v / 2.0) / math.sqrt(2.0 * math.pi),
        "linear": 1.0,
    }
    for name, slope in textbook.items():
        activation = ACTIVATIONS[name]
        delta = activation.delta(row(v), activation.value(row(v)), row(e)).item()
        assert delta == pytest.approx(slope * e, rel=1e-12, abs=1e-14)


def test_the_slope_of_relu_at_the_kink_is_0() -> None:
    zero = row(0.0, -0.0)
    relu = ACTIVATIONS["relu"]
    assert relu.delta(zero, relu.value(zero), row(1.0, 1.0)).tolist() == [[0.0, 0.0]]


def test_the_leaky_relu_lets_a_hundredth_through_at_the_kink_too() -> None:
    leaky, v = ACTIVATIONS["leaky-relu"], row(-2.0, 0.0, 2.0)
    assert leaky.value(v).tolist() == [[-0.02, 0.0, 2.0]]
    assert leaky.delta(v, leaky.value(v), row(1.0, 1.0, 1.0)).tolist() == [[0.01, 0.01, 1.0]]


def normal_share(v: Decimal) -> Decimal:
    """Return Phi(v) to 50 digits, from the power series of the error function."""
    getcontext().prec = 80
    x, term, total, n = v / Decimal(2).sqrt(), Decimal(1), Decimal(0), 0
    while abs(term) > Decimal("1e-70"):
        total += term / (2 * n + 1)
        n += 1
        term *= -x * x / n
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640629")
    return (1 + 2 * x * total / pi.sqrt()) / 2


@laws
@given(st.floats(-9.0, 9.0))
def test_the_gelu_is_right_to_the_last_digits_also_far_below_0(v: float) -> None:
    expected = float(Decimal(v) * normal_share(Decimal(v)))
    found = ACTIVATIONS["gelu"].value(row(v)).item()
    assert found == pytest.approx(expected, rel=2e-14, abs=1e-300)


def test_the_gelu_is_right_however_far_out() -> None:
    gelu, v = ACTIVATIONS["gelu"], row(-1e308, -40.0, 0.0, 40.0, 1e308)
    assert gelu.value(v).tolist() == [[0.0, 0.0, 0.0, 40.0, 1e308]]
    assert gelu.delta(v, gelu.value(v), np.ones_like(v)).tolist() == [[0.0, 0.0, 0.5, 1.0, 1.0]]


def test_the_sigmoid_is_right_however_far_out() -> None:
    sigmoid = ACTIVATIONS["sigmoid"]
    v = row(-1e308, -800.0, -745.0, 0.0, 745.0, 800.0, 1e308)
    assert sigmoid.value(v).tolist() == [
        [0.0, 0.0, pytest.approx(math.exp(-745.0), rel=1.0), 0.5, 1.0, 1.0, 1.0]
    ]
    assert sigmoid.delta(v, sigmoid.value(v), np.ones_like(v))[0, [0, 1, 5, 6]].tolist() == [0] * 4


@laws
@given(st.lists(sums.filter(lambda s: len(s) == 3), min_size=1, max_size=4))
def test_the_rows_of_a_softmax_are_shares_that_add_up_to_1(rows: list[list[float]]) -> None:
    v = np.array(rows)
    y = ACTIVATIONS["softmax"].value(v)
    assert (y > 0.0).all()
    np.testing.assert_allclose(y.sum(axis=-1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(y, [[math.exp(a) / sum(map(math.exp, r)) for a in r] for r in rows])


@laws
@given(sums, st.floats(-1e6, 1e6))
def test_a_softmax_does_not_see_what_all_sums_share(v: list[float], shift: float) -> None:
    softmax = ACTIVATIONS["softmax"].value
    moved = softmax(row(*v) + shift)
    np.testing.assert_allclose(moved, softmax(row(*v)), rtol=1e-8)


def test_a_softmax_is_right_however_far_out() -> None:
    softmax = ACTIVATIONS["softmax"].value
    assert softmax(row(1e4, 0.0, -1e4)).tolist() == [[1.0, 0.0, 0.0]]
    assert softmax(row(-1e4, -1e4)).tolist() == [[0.5, 0.5]]


@laws
@given(st.lists(st.tuples(moderate, st.floats(0.0, 1.0)), min_size=1, max_size=4))
def test_the_losses_of_sigmoids_are_their_formulas(units: list[tuple[float, float]]) -> None:
    v, d = [pair[0] for pair in units], [pair[1] for pair in units]
    squared, surprise = 0.0, 0.0
    for sum_, target in units:
        # 1 - y is 1 / (1 + exp(v)): taken so, nothing is lost where y is nearly 1
        y, rest = 1.0 / (1.0 + math.exp(-sum_)), 1.0 / (1.0 + math.exp(sum_))
        squared += 0.5 * (target - y) ** 2
        surprise -= target * math.log(y) + (1.0 - target) * math.log(rest)
    assert loss_of("squared-error", "sigmoid", v, d) == pytest.approx(squared, rel=1e-9, abs=1e-12)
    assert loss_of("cross-entropy", "sigmoid", v, d) == pytest.approx(surprise, rel=1e-9, abs=1e-12)


@laws
@given(sums, st.integers(0, 5))
def test_the_losses_of_a_softmax_are_their_formulas(v: list[float], one: int) -> None:
    d = [float(i == one % len(v)) for i in range(len(v))]
    y = [math.exp(a) / sum(map(math.exp, v)) for a in v]
    squared = sum(0.5 * (target - share) ** 2 for target, share in zip(d, y, strict=True))
    surprise = -math.log(y[one % len(v)])
    assert loss_of("squared-error", "softmax", v, d) == pytest.approx(squared, rel=1e-9, abs=1e-12)
    assert loss_of("cross-entropy", "softmax", v, d) == pytest.approx(surprise, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("v", "d", "expected"),
    [
        (800.0, 1.0, 0.0),
        (800.0, 0.0, 800.0),
        (800.0, 0.25, 600.0),
        (-800.0, 0.0, 0.0),
        (-800.0, 1.0, 800.0),
        (0.0, 1.0, math.log(2.0)),
    ],
)
def test_cross_entropy_is_finite_and_right_however_far_out(
    v: float, d: float, expected: float
) -> None:
    assert loss_of("cross-entropy", "sigmoid", [v], [d]) == pytest.approx(expected, abs=1e-12)


def test_cross_entropy_of_a_softmax_is_finite_and_right_however_far_out() -> None:
    assert loss_of("cross-entropy", "softmax", [800.0, -800.0], [1.0, 0.0]) == 0.0
    assert loss_of("cross-entropy", "softmax", [800.0, -800.0], [0.0, 1.0]) == 1600.0


@pytest.mark.parametrize("output", OUTPUTS["cross-entropy"])
def test_the_output_delta_of_cross_entropy_is_the_error(output: str) -> None:
    activation = ACTIVATIONS[output]
    v, d = row(800.0, -3.0), row(0.0, 1.0)
    y = activation.value(v)
    delta = LOSSES["cross-entropy"].delta(activation, v, d, y)
    np.testing.assert_array_equal(delta, d - y)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_activation_hands_out_new_arrays(name: str) -> None:
    v, e = row(1.0, -2.0), row(0.5, 0.25)
    before = v.copy(), e.copy()
    y = ACTIVATIONS[name].value(v)
    kept = y.copy()
    delta = ACTIVATIONS[name].delta(v, y, e)
    for array in (v, e):
        assert not np.shares_memory(array, y)
        assert not np.shares_memory(array, delta)
    np.testing.assert_array_equal([v, e, y], [*before, kept])
