"""Dropout: which units are dropped, how the others are scaled up, and that scoring ignores it."""

from __future__ import annotations

import dataclasses
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import SLIPS, Dataset, Layer, Network, RunSpec, Trainer, check_gradient, evaluate, forward
from core.nn.initializers import draw_params
from core.nn.longhand import sigmoid
from core.rng import Purpose, permutation, uniforms
from tests.helpers.call_counts import count_calls
from tests.helpers.oracles import Matrix, gradient_gap, train_with_plain_floats
from tests.helpers.strategies import (
    HIDDEN,
    OUTPUTS,
    assert_close,
    bits,
    epochs,
    few_laws,
    runs,
    seeds,
    table,
)

Run = tuple[RunSpec, Dataset | None]


def five_rows() -> Dataset:
    """Return a table whose last batch of two is short."""
    return table(
        [[0.2, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.0, 0.4], [-1.1, -0.6]],
        [[0.1, 0.9], [0.8, 0.3], [0.5, 0.5], [0.0, 1.0], [0.7, 0.2]],
    )


# The masks.


@few_laws
@given(runs(), seeds, st.floats(0.05, 0.95), st.integers(1, 10**6))
def test_a_factor_is_0_or_makes_up_for_those_left_out(
    run: Run, seed: int, dropout: float, epoch: int
) -> None:
    spec = dataclasses.replace(run[0], seed=seed, dropout=dropout)
    problem = Trainer(spec, run[1]).problem
    masks = problem.masks(epoch)
    if not spec.hidden:
        assert masks is None
        return
    assert masks is not None
    assert masks.shape == (len(problem.dataset), sum(spec.hidden))
    assert set(masks.ravel().tolist()) <= {0.0, 1.0 / (1.0 - dropout)}
    again = dataclasses.replace(spec, order="shuffled", batch=0, rate=0.1, rule="sgd")
    same = Trainer(again, run[1]).problem.masks(epoch)
    assert same is not None
    assert bits({"": masks}) == bits({"": same})


@pytest.mark.parametrize("dropout", [0.1, 0.5, 0.8])
def test_that_share_is_left_out_and_the_mean_of_the_factors_is_1(dropout: float) -> None:
    data = table([[0.0]] * 500, [[0.0]] * 500)
    problem = Trainer(RunSpec(hidden=(60, 40), dropout=dropout), data).problem
    masks, later = problem.masks(1), problem.masks(2)
    assert masks is not None
    assert later is not None
    assert (masks == 0.0).mean() == pytest.approx(dropout, abs=0.01)
    assert masks.mean() == pytest.approx(1.0, abs=0.03)
    both = ((masks == 0.0) & (later == 0.0)).mean()
    assert both == pytest.approx(dropout**2, abs=0.01), "each epoch draws anew"


def test_without_dropout_there_are_no_masks() -> None:
    trace = Trainer(RunSpec()).step_sample()
    assert Trainer(RunSpec()).problem.masks(1) is None
    assert trace.factors is trace.phi is None


@few_laws
@given(runs(dropout=0.5), st.integers(1, 12))
def test_a_row_meets_its_factors_whenever_it_is_visited(run: Run, count: int) -> None:
    trainer = Trainer(dataclasses.replace(run[0], rate=0.001), run[1])
    for _ in range(count):
        masks = trainer.problem.masks(trainer.state.epoch + 1)
        peeked = trainer.peek(0)
        trace = trainer.step_sample()
        if masks is None:
            assert trace.factors is trace.phi is None
            continue
        assert trace.factors is not None
        assert trace.phi is not None
        assert peeked.factors is not None
        np.testing.assert_array_equal(
            np.concatenate(trace.factors, axis=-1), masks[list(trace.samples)]
        )
        np.testing.assert_array_equal(np.concatenate(peeked.factors, axis=-1), masks[:1])
        for k, factor in enumerate(trace.factors):
            np.testing.assert_array_equal(trace.y[k], trace.phi[k] * factor)
        np.testing.assert_array_equal(trace.y[-1], trace.phi[-1])


# The slopes.


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("loss", "output"), [(k, v) for k, vs in OUTPUTS.items() for v in vs])
def test_the_slopes_are_those_of_the_thinned_network(loss: str, output: str, hidden: str) -> None:
    network = Network(3, (Layer(4, hidden), Layer(3, hidden), Layer(2, output)), bias=True)
    for seed in range(1000):
        luck = np.random.default_rng(seed)
        x, d = luck.normal(size=(5, 3)), np.eye(2)[luck.integers(2, size=5)]
        factors = tuple(np.where(luck.random((5, n)) < 0.3, 0.0, 1 / 0.7) for n in (4, 3))
        params = draw_params(network, "uniform", seed)
        if min(np.abs(v).min() for v in forward(network, params, x, factors).v) > 0.01:
            assert gradient_gap(network, params, x, d, loss, factors=factors) < 1e-6
            return
    raise AssertionError("every seed comes near a kink")


@pytest.mark.parametrize("readable", [False, True], ids=["fast", "readable"])
@pytest.mark.parametrize("order", ["sequential", "shuffled"])
@pytest.mark.parametrize("batch", [1, 2, 5])
def test_a_network_is_trained_as_with_plain_floats(batch: int, order: str, readable: bool) -> None:
    spec = RunSpec(
        hidden=(4, 3), activation=("tanh",), bias=True, rate=0.1, batch=batch, order=order,
        seed=5, dropout=0.3,
    )  # fmt: skip
    trainer = Trainer(spec, five_rows())
    visits = [
        permutation(spec.seed, epoch, 5).tolist() if order == "shuffled" else list(range(5))
        for epoch in range(1, 101)
    ]

    def luck(epoch: int) -> Matrix:
        lots: Matrix = uniforms(5, Purpose.DROPOUT, epoch, 5 * 7).reshape(5, 7).tolist()
        return lots

    expected = train_with_plain_floats(spec, trainer, visits, luck)
    for _ in visits:
        if readable:
            trainer.step_epoch()
        else:
            epochs(trainer, 1)
    assert_close(trainer.state.params, expected, 1e-10)


@pytest.mark.parametrize("readable", [False, True], ids=["fast", "readable"])
@pytest.mark.parametrize("slip", SLIPS)
def test_the_weights_of_dropped_units_stay_as_they_are(slip: str, readable: bool) -> None:
    spec = RunSpec(hidden=(5,), bias=True, dropout=0.5, slip=slip, order="first-only")
    trainer, left_out = Trainer(spec), 0
    for epoch in range(1, 21):
        before = trainer.state.params
        masks = trainer.problem.masks(epoch)
        assert masks is not None
        out = masks[0] == 0.0
        left_out += int(out.sum())
        if readable:
            trainer.step_sample()
        else:
            epochs(trainer, 1)
        same = {name: array == before[name] for name, array in trainer.state.params.items()}
        np.testing.assert_array_equal(same["b1"], out)
        np.testing.assert_array_equal(same["W2"][0], out)
    assert 30 < left_out < 70


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_made_in_the_thinned_network(slip: str) -> None:
    trainer = Trainer(RunSpec(hidden=(6,), dropout=0.4, slip=slip, batch=3))
    for _ in range(10):
        trace = trainer.step_sample()
        assert trace.factors is not None
        assert trace.phi is not None
        W2 = trace.after["W2"] if slip == "updated-weights" else trace.before["W2"]
        e = (trace.delta[1] @ W2) * trace.factors[0]
        np.testing.assert_allclose(trace.e[0], e, rtol=1e-12)
        at = {"slope-of-y": trace.phi[0], "no-slope": None}.get(slip, trace.v[0])
        slope = 1.0 if at is None else sigmoid(at) * (1.0 - sigmoid(at))
        np.testing.assert_allclose(trace.delta[0], slope * e, rtol=1e-12)
        np.testing.assert_allclose(
            trace.downhill["W2"], trace.delta[1].T @ (trace.phi[0] * trace.factors[0]) / len(e)
        )


# Only training is thinned.


@few_laws
@given(runs(), st.integers(1, 4))
def test_scores_and_the_gradient_check_are_those_of_the_whole_network(run: Run, count: int) -> None:
    spec, data = dataclasses.replace(run[0], dropout=0.5, rate=0.001), run[1]
    trainer, whole = Trainer(spec, data), Trainer(dataclasses.replace(spec, dropout=0.0), data)
    assert trainer.record == whole.record
    for readable in (True, False):
        if readable:
            trainer.step_epoch()
        else:
            epochs(trainer, count)
        params = trainer.state.params
        ahead, scores = evaluate(whole.problem, params)
        assert trainer.record.mse == pytest.approx(scores.mse, rel=1e-12)
        assert trainer.record.loss == pytest.approx(scores.loss, rel=1e-12)
        assert ahead.factors is None
        ours, theirs = (check_gradient(t.problem, params) for t in (trainer, whole))
        assert ours.verdict == theirs.verdict


def test_without_dropout_nothing_is_done_for_it() -> None:
    taken = {}
    for dropout in (0.0, 0.5):
        trainer = Trainer(RunSpec(hidden=(4, 3), dropout=dropout), engine="readable")
        epochs(trainer, 1)
        taken[dropout] = count_calls(partial(epochs, trainer, 10))
    updates, layers = 10 * 4, 2
    # each hidden layer uses the factors of an update going forward and going back
    assert taken[0.5] - taken[0.0] >= 2 * layers * updates
