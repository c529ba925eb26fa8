"""The first weights: their range, their spread, and what happens when all of them are 0."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import INITS, Layer, Network, Params, RunSpec, Trainer
from core.nn.initializers import draw_params
from core.rng import Purpose, uniforms
from tests.helpers.strategies import HIDDEN, bits, epochs, few_laws, seeds

REACH = {
    "uniform": lambda fan_in, fan_out: 1.0,
    "zero": lambda fan_in, fan_out: 0.0,
    "small": lambda fan_in, fan_out: 0.1,
    "xavier": lambda fan_in, fan_out: math.sqrt(6.0 / (fan_in + fan_out)),
    "he": lambda fan_in, fan_out: math.sqrt(6.0 / fan_in),
}
widths = st.integers(1, 9)


def network(inputs: int, *units: int) -> Network:
    return Network(inputs, tuple(Layer(count, "tanh") for count in units), True)


def drawn(init: str, shape: Network, seed: int) -> Params:
    params = draw_params(shape, init, seed)
    assert list(params) == list(shape.param_shapes())
    assert not any(array.flags.writeable for array in params.values())
    return params


def test_every_way_is_named_and_told_in_a_sentence() -> None:
    assert set(INITS) == set(REACH)
    for name, init in INITS.items():
        assert init.name == name
        assert init.text[0].isupper()
        assert init.text.endswith(".")


@few_laws
@given(seeds, widths, widths, widths)
def test_uniform_draws_what_it_always_drew(seed: int, inputs: int, hidden: int, out: int) -> None:
    shape = network(inputs, hidden, out)
    flat = np.concatenate([a.ravel() for a in drawn("uniform", shape, seed).values()])
    expected = 2.0 * uniforms(seed, Purpose.INIT, 0, shape.param_count) - 1.0
    assert flat.tobytes() == expected.tobytes()


@few_laws
@given(st.sampled_from(sorted(REACH)), seeds, widths, widths, widths)
def test_every_way_stretches_the_same_fractions(
    init: str, seed: int, inputs: int, hidden: int, out: int
) -> None:
    shape = network(inputs, hidden, out)
    params, plain = drawn(init, shape, seed), drawn("uniform", shape, seed)
    fans = (inputs, hidden, out)
    for name, array in params.items():
        layer = int(name[1:])
        reach = REACH[init](fans[layer - 1], fans[layer])
        if name.startswith("b") and init not in ("uniform", "small"):
            reach = 0.0
        assert (array >= -reach).all()
        assert (array <= reach).all()
        np.testing.assert_allclose(array, reach * plain[name], rtol=1e-15)
        assert not np.signbit(array[array == 0.0]).any()


@pytest.mark.parametrize(("init", "variance"), [("xavier", 2.0 / 340), ("he", 2.0 / 300)])
def test_the_spread_is_that_of_the_papers(init: str, variance: float) -> None:
    W = drawn(init, network(300, 40), 7)["W1"]
    assert W.var() == pytest.approx(variance, rel=0.03)
    assert abs(W.mean()) < 0.03 * math.sqrt(variance)


def test_he_keeps_the_size_of_signals_through_relus_and_small_weights_lose_it() -> None:
    x = np.random.default_rng(3).normal(size=(200, 64))
    sizes = {}
    for init in ("he", "small"):
        y, params = x, drawn(init, network(64, 64, 64, 64, 64, 64), 5)
        for layer in range(1, 6):
            y = np.maximum(y @ params[f"W{layer}"].T + params[f"b{layer}"], 0.0)
        sizes[init] = float(np.sqrt((y**2).mean()))
    assert 0.3 < sizes["he"] < 3.0
    assert sizes["small"] < 0.1


@few_laws
@given(st.sampled_from([name for name in HIDDEN if name != "softmax"]), seeds, st.booleans())
def test_hidden_units_that_begin_at_0_stay_equal_for_ever(
    activation: str, seed: int, bias: bool
) -> None:
    trainer = Trainer(
        RunSpec(hidden=(4,), activation=(activation,), init="zero", seed=seed, bias=bias)
    )
    epochs(trainer, 20)
    trainer.step_sample()
    W1, W2 = trainer.state.params["W1"], trainer.state.params["W2"]
    assert not np.ptp(W1, axis=0).any()
    assert not np.ptp(W2)
    if activation == "sigmoid":
        assert W2.any(), "the units do learn, all the same thing"


def test_the_seed_decides_nothing_where_nothing_is_drawn() -> None:
    one, other = (Trainer(RunSpec(init="zero", seed=seed)) for seed in (1, 2))
    epochs(one, 5)
    epochs(other, 5)
    assert bits(one.state.params) == bits(other.state.params)
