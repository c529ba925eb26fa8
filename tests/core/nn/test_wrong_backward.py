"""Deliberately wrong backward passes: each is wrong in exactly the way it says."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import SLIPS, Dataset, Floats, RunSpec, Trainer, backward, forward
from core.nn.longhand import sigmoid
from tests.helpers.oracles import TwoLayers, assert_matches_longhand
from tests.helpers.strategies import (
    assert_close,
    bits,
    few_laws,
    fingerprint,
    outcome,
    refused,
    runs,
    specs,
)

Run = tuple[RunSpec, Dataset | None]
WRONG = tuple(name for name in SLIPS if name != "none")
slips = st.sampled_from(WRONG)


def slope(v: Floats) -> Floats:
    """The derivative of the sigmoid at v."""
    return sigmoid(v) * (1 - sigmoid(v))


def three_epochs(trainer: Trainer) -> None:
    for _ in range(3):
        trainer.step_epoch()


# One sample after the other, longhand.


def updated_weights(
    W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float
) -> tuple[Floats, Floats]:
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)
        delta = y * (1 - y) * (d - y)
        W2 = W2 + alpha * np.outer(delta, y1)
        e1 = W2.T @ delta  # the new W2
        W1 = W1 + alpha * np.outer(y1 * (1 - y1) * e1, x)
    return W1, W2


def slope_of_y(W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float) -> tuple[Floats, Floats]:
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)
        delta = slope(y) * (d - y)
        delta1 = slope(y1) * (W2.T @ delta)
        W1, W2 = W1 + alpha * np.outer(delta1, x), W2 + alpha * np.outer(delta, y1)
    return W1, W2


def no_slope(W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float) -> tuple[Floats, Floats]:
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)
        delta = y * (1 - y) * (d - y)
        delta1 = W2.T @ delta
        W1, W2 = W1 + alpha * np.outer(delta1, x), W2 + alpha * np.outer(delta, y1)
    return W1, W2


def sign(W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float) -> tuple[Floats, Floats]:
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)
        delta = y * (1 - y) * (y - d)
        delta1 = y1 * (1 - y1) * (W2.T @ delta)
        W1, W2 = W1 + alpha * np.outer(delta1, x), W2 + alpha * np.outer(delta, y1)
    return W1, W2


LONGHAND: dict[str, TwoLayers] = {
    "updated-weights": updated_weights,
    "slope-of-y": slope_of_y,
    "no-slope": no_slope,
    "sign": sign,
}


@pytest.mark.parametrize("readable", [True, False], ids=["readable", "fast"])
@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_its_longhand_loop(name: str, readable: bool) -> None:
    trainer = Trainer(RunSpec(slip=name))
    assert_matches_longhand(trainer, LONGHAND[name], 100, readable=readable)


@pytest.mark.parametrize("other", WRONG)
@pytest.mark.parametrize("name", WRONG)
def test_and_of_no_other(name: str, other: str) -> None:
    if name == other:
        return
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_matches_longhand(Trainer(RunSpec(slip=name)), LONGHAND[other], 10, readable=True)


# Laws.


@few_laws
@given(runs(l1=0.0, l2=0.0))
def test_none_is_the_right_backward_pass(run: Run) -> None:
    problem = Trainer(*run).problem
    params, x, d = problem.initial_params(), problem.dataset.x, problem.dataset.d
    ahead = forward(problem.network, params, x)
    one = problem.backward(params, x, d, ahead)
    other = backward(problem.network, params, x, d, ahead, problem.loss)
    assert bits(one.downhill) == bits(other.downhill)
    for k in range(len(problem.network.layers)):
        assert np.array_equal(one.e[k], other.e[k])
        assert np.array_equal(one.delta[k], other.delta[k])


@few_laws
@given(runs(activation=("linear",)), slips)
def test_the_arrays_have_the_shapes_of_the_right_ones(run: Run, name: str) -> None:
    problem = Trainer(dataclasses.replace(run[0], slip=name), run[1]).problem
    params, x, d = problem.initial_params(), problem.dataset.x, problem.dataset.d
    ahead = forward(problem.network, params, x)
    back = problem.backward(params, x, d, ahead)
    assert {k: array.shape for k, array in back.downhill.items()} == problem.network.param_shapes()
    assert [a.shape for a in back.e] == [a.shape for a in back.delta] == [y.shape for y in ahead.y]


@few_laws
@given(runs(hidden=(), activation=("sigmoid",)), st.sampled_from(("updated-weights", "no-slope")))
def test_without_hidden_layers_there_is_no_hidden_error_to_get_wrong(run: Run, name: str) -> None:
    slipped, plain = Trainer(dataclasses.replace(run[0], slip=name), run[1]), Trainer(*run)
    ends = [outcome(partial(three_epochs, trainer)) for trainer in (slipped, plain)]
    assert ends[0] == ends[1]
    assert fingerprint(slipped) == fingerprint(plain)


@few_laws
@given(specs(output="linear", loss="squared-error", hidden=(3,), activation=("relu",), rate=0.01))
def test_relu_and_linear_hide_the_slope_of_y(spec: RunSpec) -> None:
    slipped, plain = Trainer(dataclasses.replace(spec, slip="slope-of-y")), Trainer(spec)
    for trainer in (slipped, plain):
        for _ in range(3):
            trainer.step_epoch()
    assert_close(slipped.state.params, plain.state.params)


WAYS: dict[str, Callable[[Trainer, int], object]] = {
    "run": lambda t, n: list(t.run(max_epochs=n)),
    "run until": lambda t, n: list(t.run(until=lambda record: record.epoch == n)),
    "run_for": lambda t, n: t.run_for(600.0, max_epochs=n),
    "run_for until": lambda t, n: t.run_for(600.0, until=lambda record: record.epoch == n),
    "by updates": lambda t, n: [t.run_for(0.0) for _ in range(n * len(t.problem.batches(1)))],
}


@few_laws
@given(runs(), slips, st.sampled_from(sorted(WAYS)), st.integers(1, 5))
def test_however_it_is_driven_it_is_the_same_run(run: Run, name: str, way: str, count: int) -> None:
    spec = dataclasses.replace(run[0], slip=name)
    driven, plain = Trainer(spec, run[1]), Trainer(spec, run[1])
    ended = outcome(lambda: [plain.step_epoch() for _ in range(count)])
    assert outcome(lambda: WAYS[way](driven, count)) == ended
    assert fingerprint(driven) == fingerprint(plain)


def test_time_and_epoch_limits_hold_as_without_a_slip() -> None:
    trainer = Trainer(RunSpec(slip="no-slope"))
    assert trainer.run_for(600.0, max_epochs=0) == 0
    assert trainer.state.step == 0
    assert trainer.run_for(0.0) == 0
    assert trainer.state.step == 1, "one update is always taken"
    assert trainer.run_for(600.0, max_epochs=2) == 2
    assert (trainer.state.epoch, trainer.state.index) == (2, 0)
    assert trainer.run_for(600.0, until=lambda record: record.epoch == 5) == 3


def test_the_rate_can_be_changed_on_the_way() -> None:
    changed, plain = Trainer(RunSpec(slip="updated-weights")), Trainer(RunSpec(slip="none"))

    def lower(trainer: Trainer) -> bool:
        trainer.set_rule(rate=0.0)
        return False

    changed.run_for(600.0, max_epochs=3, until=lambda _: lower(changed))
    plain.run_for(600.0, max_epochs=1)
    before = bits(changed.state.params)
    changed.run_for(600.0, max_epochs=3)
    assert bits(changed.state.params) == before, "with the rate 0 nothing moves"
    assert before != bits(plain.state.params)


# The lesson: the loss falls all the same.


@pytest.mark.parametrize("name", ["none", "updated-weights", "slope-of-y", "no-slope"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_loss_on_xor_still_falls(name: str, seed: int) -> None:
    trainer = Trainer(RunSpec(slip=name, seed=seed))
    first = trainer.record.mse
    trainer.run_for(600.0, max_epochs=500)
    assert trainer.record.mse < first - 0.0015


def test_updated_weights_even_solve_xor() -> None:
    trainer = Trainer(RunSpec(slip="updated-weights"))
    trainer.run_for(600.0, max_epochs=5000, until=lambda r: r.solved_since is not None)
    assert trainer.record.solved_since is not None


def test_with_the_wrong_sign_it_rises() -> None:
    trainer = Trainer(RunSpec(slip="sign", batch=0, rate=0.1))
    losses = [trainer.record.loss, *(record.loss for record in trainer.run(max_epochs=50))]
    assert all(after > before for before, after in pairwise(losses))


# The spec.


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_part_of_the_spec(name: str) -> None:
    spec = RunSpec(slip=name)
    assert RunSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec
    assert (spec == RunSpec()) == (name == "none")
    assert SLIPS[name].name == name
    assert SLIPS[name].text.endswith(".")


def test_json_from_before_there_were_slips_still_loads() -> None:
    old = RunSpec(seed=7).to_json()
    del old["slip"]
    assert RunSpec.from_json(old) == RunSpec(seed=7)


@pytest.mark.parametrize("value", ["signs", "", 1, None, True])
def test_what_is_no_slip_is_refused(value: object) -> None:
    refused("slip", lambda: RunSpec.from_json({"slip": value}))
