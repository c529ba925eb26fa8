"""Divergence: it is reported, the last finite state is kept, and nothing infinite is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Diverged, RunSpec, Trainer, evaluate
from core.rng import permutation
from core.run.update import observe
from tests.helpers.strategies import (
    assert_together,
    bits,
    epochs,
    few_laws,
    fingerprint,
    outcome,
    specs,
    table,
)

LINE = RunSpec(activation=("linear",), output="linear", rate=3.0)
BEND = RunSpec(activation=("tanh",), output="linear", rate=3.0)
RUNS = {
    "a weight": replace(LINE, rate=1.7e308),
    "the answers, while the weights are finite": RunSpec(
        activation=("leaky-relu",), rate=1e300, rule="momentum", momentum=0.0
    ),
    "a rule with a memory": replace(LINE, rule="momentum", rate=1e3),
    "a rule with a memory, after an epoch": replace(LINE, rule="momentum", rate=1e3, batch=2),
    "the mse": replace(LINE, seed=2),
    "the loss": replace(LINE, output="sigmoid", loss="cross-entropy"),
    "a weight, at the first update of an epoch": replace(LINE, batch=0, rate=1.7e308, seed=3),
    "the mse, at the first update of an epoch": replace(LINE, batch=0),
    "after many epochs": BEND,
    "shuffled": replace(BEND, order="shuffled", batch=3),
    "a deep relu network": replace(
        LINE, hidden=(4, 4), activation=("relu",), bias=True, rate=1e6, seed=2
    ),
}
every_run = pytest.mark.parametrize("spec", RUNS.values(), ids=list(RUNS))


def by_sample(trainer: Trainer) -> None:
    for _ in range(10_000):
        trainer.step_sample()


def by_epoch(trainer: Trainer) -> None:
    for _ in range(2500):
        trainer.step_epoch()


def by_update(trainer: Trainer) -> None:
    for _ in range(10_000):
        trainer.run_for(0.0)


WAYS: dict[str, Callable[[Trainer], object]] = {
    "step_sample": by_sample,
    "step_epoch": by_epoch,
    "run": lambda trainer: epochs(trainer, 2500),
    "run_for": lambda trainer: trainer.run_for(600.0, max_epochs=2500),
    "run_for no time": by_update,
}


def until_diverged(trainer: Trainer, way: str) -> tuple[str, int, int]:
    """Train until the run diverges, and return where."""
    facts = outcome(lambda: WAYS[way](trainer))
    assert facts is not None
    return facts


@pytest.mark.parametrize("way", WAYS)
@every_run
def test_the_last_finite_state_is_kept(spec: RunSpec, way: str) -> None:
    trainer = Trainer(spec)
    _, epoch, step = until_diverged(trainer, way)
    state, updates = trainer.state, len(trainer.problem.batches(1))
    assert all(np.isfinite(array).all() for array in state.params.values())
    assert evaluate(trainer.problem, state.params)[1].finite
    assert state.step == step - 1
    assert (state.epoch, state.index) == divmod(step - 1, updates)
    assert epoch == state.epoch + 1
    assert trainer.record.epoch == state.epoch
    assert np.isfinite(trainer.record[2:4]).all()
    # It is the state just before the update that broke: one more, and it is broken.
    due = trainer.problem.batches(epoch)[state.index]
    broken = observe(trainer.problem, state, due).after
    if all(np.isfinite(array).all() for array in broken.values()):
        assert not evaluate(trainer.problem, broken)[1].finite


@every_run
def test_every_way_of_training_ends_in_the_same_place(spec: RunSpec) -> None:
    ended = {}
    for way in WAYS:
        trainer = Trainer(spec)
        facts = until_diverged(trainer, way)
        ended[way] = trainer
        assert facts == until_diverged(Trainer(spec), "step_sample")
    for trainer in ended.values():
        assert_together(trainer, ended["step_sample"])


@pytest.mark.parametrize("way", WAYS)
@every_run
def test_going_on_ends_in_the_same_way_again(spec: RunSpec, way: str) -> None:
    trainer = Trainer(spec)
    facts = until_diverged(trainer, way)
    before = fingerprint(trainer)
    for again in WAYS:
        assert until_diverged(trainer, again) == facts
        assert fingerprint(trainer) == before


@pytest.mark.parametrize("way", WAYS)
@every_run
def test_the_last_step_is_that_of_the_last_update_that_was_taken(spec: RunSpec, way: str) -> None:
    trainer, kept = Trainer(spec), Trainer(spec)
    _, _, step = until_diverged(trainer, way)
    for _ in range(step - 1):
        kept.step_sample()
    if kept.state.last_step is None:
        assert trainer.state.last_step is None
        return
    assert trainer.state.last_step is not None
    for name, array in kept.state.last_step.items():
        np.testing.assert_allclose(trainer.state.last_step[name], array, rtol=1e-12)


@pytest.mark.parametrize("way", WAYS)
@every_run
def test_the_history_holds_finite_numbers_only(spec: RunSpec, way: str) -> None:
    trainer = Trainer(spec)
    _, epoch, _ = until_diverged(trainer, way)
    assert trainer.history.count == epoch  # epoch 0 and those that were completed
    for column in ("mse", "loss"):
        assert np.isfinite(trainer.history.curve(column).values).all()


def test_it_is_said_what_is_no_longer_finite() -> None:
    facts = {name: until_diverged(Trainer(spec), "run") for name, spec in RUNS.items()}
    assert facts["a weight"][0] in ("W1", "W2")
    assert facts["a weight, at the first update of an epoch"][0] in ("W1", "W2")
    assert facts["the mse"][0] == "mse"
    assert facts["the loss"][0] == "loss"


def test_the_message_is_one_sentence_with_all_the_facts() -> None:
    with pytest.raises(Diverged) as end:
        epochs(Trainer(RUNS["a rule with a memory, after an epoch"]), 10)
    name, epoch, step = end.value.name, end.value.epoch, end.value.step
    assert (epoch, step) == (2, 4)
    assert str(end.value) == (
        f"{name} is no longer finite: diverged in epoch {epoch} at update {step}"
    )


def test_a_lower_rate_may_go_on_from_there() -> None:
    spec = RUNS["after many epochs"]
    trainer = Trainer(spec)
    until_diverged(trainer, "run")
    trainer.set_rule(rate=0.0)
    before = bits(trainer.state.params)
    epochs(trainer, 3)
    assert bits(trainer.state.params) == before


@pytest.mark.parametrize("way", WAYS)
def test_one_weight_too_far_by_hand(way: str) -> None:
    # y = w, x = 1, d = 0, alpha = 1e200: dW = -1e200 w. From w = 1 the first update goes to
    # -1e200 and its square is too large for a float: the mse. So nothing is taken at all.
    one = (("W1", ((1.0,),)),)
    spec = RunSpec(hidden=(), output="linear", rate=1e200, init="literal", weights=one)
    trainer = Trainer(spec, table([[1.0]], [[0.0]]))
    before = fingerprint(trainer)
    assert until_diverged(trainer, way) == ("mse", 1, 1)
    assert fingerprint(trainer) == before


@pytest.mark.parametrize("way", WAYS)
def test_what_overflows_only_between_two_updates_is_found_in_every_way(way: str) -> None:
    # y = w x, d = 0, alpha = 1: dW = -w x^2. At the first row x = 1e10 multiplies w by -1e20, at
    # the second x^2 = 1 - 1e-10 makes it 1e10 times smaller. The square of what lies between the
    # two overflows two epochs before that of what lies at the end of an epoch.
    one = (("W1", ((1.0,),)),)
    spec = RunSpec(hidden=(), output="linear", rate=1.0, init="literal", weights=one)
    trainer = Trainer(spec, table([[1e10], [(1.0 - 1e-10) ** 0.5]], [[0.0], [0.0]]))
    name, epoch, step = until_diverged(trainer, way)
    assert (name, step) == ("mse", 2 * epoch - 1)  # after the first of two rows
    assert np.abs(trainer.state.params["W1"]) < 1e150
    assert evaluate(trainer.problem, trainer.state.params)[1].finite


@pytest.mark.parametrize("way", WAYS)
def test_an_infinite_weight_is_found_behind_outputs_that_look_right(way: str) -> None:
    # One sigmoid, w = 0: y = 1/2, e = 1/2, delta = 1/8; x = 16 makes dW = 1e308 * 2, which is
    # infinite. The sigmoid of an infinite sum is 1 and the error 0, but that is no network.
    zero = (("W1", ((0.0,),)),)
    spec = RunSpec(hidden=(), rate=1e308, init="literal", weights=zero)
    trainer = Trainer(spec, table([[16.0]], [[1.0]]))
    before = fingerprint(trainer)
    assert until_diverged(trainer, way) == ("W1", 1, 1)
    assert fingerprint(trainer) == before


def test_a_shuffled_epoch_that_went_wrong_is_tried_again_in_its_own_order() -> None:
    # The neuron of above, with a second sample, x = 0, from which it learns nothing. Where that
    # one comes first and the other last, the second update fails, and must do so ever again.
    seed = next(
        seed
        for seed in range(100)
        if permutation(seed, 1, 2).tolist() == [0, 1] and permutation(seed, 2, 2).tolist() == [1, 0]
    )
    one = (("W1", ((1.0,),)),)
    spec = RunSpec(hidden=(), output="linear", order="shuffled", rate=1e200, seed=seed)
    data = table([[0.0], [1.0]], [[0.0], [0.0]])
    trainer = Trainer(replace(spec, init="literal", weights=one), data)
    trainer.run_for(0.0)
    for _ in range(3):
        assert outcome(lambda: trainer.run_for(0.0)) == ("mse", 1, 2)
        assert (trainer.state.epoch, trainer.state.index, trainer.state.step) == (0, 1, 1)


FAR = (("W1", ((0.0, 0.0, 1e200), (0.0, 0.0, 1e200))), ("W2", ((1e200, 1e200),)))


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (replace(LINE, hidden=(2,), init="literal", weights=FAR), "mse"),
        (replace(RUNS["the loss"], hidden=(2,), init="literal", weights=FAR), "loss"),
    ],
)
def test_a_network_that_is_infinite_before_any_training_is_refused(
    spec: RunSpec, name: str
) -> None:
    with pytest.raises(Diverged) as end:
        Trainer(spec)
    assert (end.value.name, end.value.epoch, end.value.step) == (name, 0, 0)


@few_laws
@given(specs(rate=1e100), st.sampled_from(sorted(WAYS)), st.integers(1, 40))
def test_at_a_huge_rate_all_that_is_kept_is_finite(spec: RunSpec, way: str, count: int) -> None:
    trainer = Trainer(spec)
    if way in ("run", "run_for"):
        outcome(lambda: epochs(trainer, count))
    else:
        step: Callable[[], object] = {
            "step_sample": trainer.step_sample,
            "step_epoch": trainer.step_epoch,
            "run_for no time": lambda: trainer.run_for(0.0),
        }[way]
        outcome(lambda: [step() for _ in range(count)])
    assert all(np.isfinite(array).all() for array in trainer.state.params.values())
    assert evaluate(trainer.problem, trainer.state.params)[1].finite
    assert np.isfinite(trainer.record[2:4]).all()
    assert trainer.history.count == trainer.record.epoch + 1 == trainer.state.epoch + 1
    for column in ("mse", "loss"):
        assert np.isfinite(trainer.history.curve(column).values).all()
