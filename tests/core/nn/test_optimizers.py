"""Optimizers, schedules and penalties against the same training written in plain Python floats."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import OPTIMIZERS, Params, RunSpec, Trainer, check_gradient, evaluate
from core.explanation.optimizer_formulas import OPTIMIZER_FORMULAS
from core.explanation.schedule import SCHEDULE_FORMULAS
from core.nn.network import backward, forward
from core.nn.optimizers import Optimizer, freeze
from core.nn.penalty import Penalty
from core.nn.schedules import SCHEDULES
from tests.helpers.strategies import assert_close, assert_together, epochs


def longhand(spec: RunSpec, trainer: Trainer, count: int) -> Params:
    """Train with the rule computed for each weight by itself, in plain floats."""
    problem, mu = trainer.problem, spec.momentum
    W = {name: array.copy() for name, array in trainer.initial_params.items()}
    m = {name: [0.0] * array.size for name, array in W.items()}
    s = {name: [0.0] * array.size for name, array in W.items()}
    t = 0
    for epoch in range(count):
        rate = {
            "constant": spec.rate,
            "step": spec.rate * 0.5 ** (epoch // spec.period),
            "inverse": spec.rate / (1 + epoch / spec.period),
            "cosine": spec.rate
            * (1 + math.cos(math.pi * min(epoch, spec.period) / spec.period))
            / 2,
        }[spec.schedule]
        if spec.rule == "momentum-reset":
            m = {name: [0.0] * array.size for name, array in W.items()}
        for rows in problem.batches(epoch + 1):
            t += 1
            x, d = trainer.dataset.x[rows], trainer.dataset.d[rows]
            ahead = forward(problem.network, W, x)
            back = backward(problem.network, W, x, d, ahead, problem.loss)
            for name, slopes in back.downhill.items():
                for i, w in enumerate(W[name].reshape(-1).tolist()):
                    g = float(slopes.reshape(-1)[i])
                    if name[0] == "W":
                        g -= spec.l1 * ((w > 0) - (w < 0)) + spec.l2 * w
                    if spec.rule == "sgd":
                        dW = rate * g
                    elif spec.rule == "rmsprop":
                        s[name][i] = 0.99 * s[name][i] + 0.01 * g * g
                        dW = rate * g / (math.sqrt(s[name][i]) + 1e-8)
                    elif spec.rule == "adam":
                        m[name][i] = mu * m[name][i] + (1 - mu) * g
                        s[name][i] = 0.999 * s[name][i] + 0.001 * g * g
                        mean = m[name][i] / (1 - mu**t)
                        dW = rate * mean / (math.sqrt(s[name][i] / (1 - 0.999**t)) + 1e-8)
                    else:
                        m[name][i] = mu * m[name][i] + rate * g
                        nesterov = spec.rule == "nesterov"
                        dW = mu * m[name][i] + rate * g if nesterov else m[name][i]
                    W[name].reshape(-1)[i] = w + dW
    return W


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("penalty", [0.0, 0.003])
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_both_engines_train_as_the_longhand_does(rule: str, penalty: float, schedule: str) -> None:
    rate = 0.01 if rule in ("rmsprop", "adam") else 0.3
    spec = RunSpec(
        rule=rule, rate=rate, schedule=schedule, period=7, l1=penalty, l2=2 * penalty,
        batch=3, bias=True, order="shuffled", hidden=(4, 3), activation=("tanh",),
    )  # fmt: skip
    readable, fast = Trainer(spec), Trainer(spec)
    expected = longhand(spec, readable, 50)
    for _ in range(50):
        readable.step_epoch()
    epochs(fast, 50)
    assert_close(readable.state.params, expected, 1e-9)
    assert_close(fast.state.params, expected, 1e-9)
    assert_together(readable, fast)
    state, other_state = readable.state.optimizer_state, fast.state.optimizer_state
    assert state.count == other_state.count == readable.state.step
    for own, other in zip(state.memories, other_state.memories, strict=True):
        assert_close(own, other)


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_a_run_goes_on_as_before_after_seeking_through_a_change_of_rule(rule: str) -> None:
    trainer = Trainer(RunSpec(rate=0.05, batch=1))
    epochs(trainer, 5)
    trainer.step_sample()
    trainer.set_rule(rule=rule, momentum=0.8)
    epochs(trainer, 300)
    trainer.step_sample()
    there = trainer.state
    expected_since = 0 if rule == "sgd" else 21
    assert there.step - there.optimizer_state.count == expected_since
    for step in (3, 500, there.step):
        trainer.seek(*divmod(step, 4))
    assert trainer.state.step == there.step
    assert trainer.state.optimizer_state.count == there.optimizer_state.count
    assert trainer.spec.momentum == 0.8
    assert_close(trainer.state.params, there.params, 1e-9)


def test_the_penalty_is_in_the_loss_and_in_its_slope_but_not_in_the_mse() -> None:
    plain, penal = Trainer(RunSpec(bias=True)), Trainer(RunSpec(bias=True, l1=0.1, l2=0.2))
    _, free = evaluate(plain.problem, plain.initial_params)
    _, bound = evaluate(penal.problem, penal.initial_params)
    arrays = [penal.initial_params[name] for name in ("W1", "W2")]
    extra = sum(0.1 * np.abs(W).sum() + 0.1 * (W * W).sum() for W in arrays)
    assert bound.mse == free.mse
    assert bound.loss == pytest.approx(free.loss + extra, rel=1e-12)
    check = check_gradient(penal.problem, penal.initial_params)
    assert max(array.error for array in check.arrays) < 1e-6


def test_every_optimizer_and_schedule_has_its_arithmetic() -> None:
    assert set(OPTIMIZER_FORMULAS) == set(OPTIMIZERS)
    assert {"constant", *SCHEDULE_FORMULAS} == set(SCHEDULES)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_what_an_optimizer_says_of_itself_is_so(optimizer: type[Optimizer]) -> None:
    params = {"W1": np.ones((2, 3)), "b1": np.ones(2)}
    state = optimizer(0.1, 0.9).init(params)
    assert len(state.memories) == optimizer.memories
    for count in range(3):
        assert state.count == count
        dW, state = optimizer(0.1, 0.9).update(params, state)
        assert {name: step.shape for name, step in dW.items()} == {"W1": (2, 3), "b1": (2,)}
    coasting, _ = optimizer(0.0, 0.9).update(params, state)
    assert coasting["W1"].all() == coasting["W1"].any() == optimizer.coasts
    other, _ = optimizer(0.1, 0.5).update(params, state)
    same, _ = optimizer(0.1, 0.9).update(params, state)
    assert np.array_equal(other["W1"], same["W1"]) == (not optimizer.uses_momentum)
    begun = optimizer(0.1, 0.9).begin_epoch(state, params)
    emptied = not any(memory["W1"].any() for memory in begun.memories)
    assert begun.count == 3
    assert emptied == (optimizer.resets_each_epoch or not optimizer.memories)


def test_only_what_is_frozen_stays() -> None:
    steps = {"W1": np.ones((2, 2)), "W2": np.ones((1, 2))}
    held = freeze(steps, {"W1": np.array([[True, False], [False, False]])})
    assert held["W1"].tolist() == [[0.0, 1.0], [1.0, 1.0]]
    assert held["W2"] is steps["W2"]


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.2, 0.0), (0.0, 0.3), (0.2, 0.3)])
def test_the_pull_of_a_penalty_is_the_slope_of_its_value(l1: float, l2: float) -> None:
    penalty, h = Penalty(l1, l2), 1e-6
    params = {"W1": np.array([[0.5, -0.7]]), "b1": np.array([3.0])}
    pull = penalty.pull(params)
    assert set(pull) == ({"W1"} if penalty.active else set())
    for j in range(2 if pull else 0):
        step = np.eye(2)[j : j + 1] * h
        ends = [penalty.value({**params, "W1": params["W1"] + at}) for at in (step, -step)]
        assert pull["W1"][0, j] == pytest.approx(-(ends[0] - ends[1]) / (2.0 * h), abs=1e-8)
