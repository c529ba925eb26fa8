"""The trainer against the same training written out longhand, with which it shares no code."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import OPTIMIZERS, Dataset, Diverged, RunSpec, Trainer
from core.nn import longhand
from core.rng import permutation
from core.run.update import update
from tests.helpers.oracles import (
    LONGHAND,
    assert_matches_longhand,
    early_return,
    train_with_plain_floats,
)
from tests.helpers.strategies import PLAIN, assert_close, bits, epochs, few_laws, runs, table

SPECS = {
    "backprop": RunSpec(),
    "cross_entropy": RunSpec(loss="cross-entropy"),
    "early_return": RunSpec(loss="cross-entropy", order="first-only"),
}


@pytest.mark.parametrize("seed", [1, 2, 3, 2026])
@pytest.mark.parametrize("dataset", ["first-input", "xor", "and"])
def test_the_delta_rule_is_that_of_the_notes(dataset: str, seed: int) -> None:
    fast, readable = (Trainer(RunSpec(dataset=dataset, hidden=(), seed=seed)) for _ in range(2))
    W = fast.initial_params["W1"]
    for _ in range(10):
        for _ in range(100):
            W = longhand.delta_rule(W, fast.dataset.x, fast.dataset.d, 0.9)
            if seed == 1:
                readable.step_epoch()
        epochs(fast, 100)
        assert_close(fast.state.params, {"W1": W})
    if seed == 1:
        assert_close(readable.state.params, {"W1": W})


@pytest.mark.parametrize("seed", [1, 2, 3, 2026])
@pytest.mark.parametrize("loop", sorted(LONGHAND))
def test_two_layers_are_trained_as_in_the_notes(loop: str, seed: int) -> None:
    spec = SPECS[loop]
    trainer = Trainer(RunSpec.from_json(spec.to_json() | {"seed": seed}))
    assert_matches_longhand(trainer, LONGHAND[loop], 1000)


@pytest.mark.parametrize("loop", sorted(LONGHAND))
def test_the_readable_engine_trains_as_in_the_notes(loop: str) -> None:
    assert_matches_longhand(Trainer(SPECS[loop]), LONGHAND[loop], 1000, readable=True)


def test_the_early_return_never_moves_the_first_two_columns_by_a_bit() -> None:
    trainer = Trainer(SPECS["early_return"])
    W1, W2 = trainer.initial_params["W1"], trainer.initial_params["W2"]
    for _ in range(100):
        W1, W2 = early_return(W1, W2, trainer.dataset.x, trainer.dataset.d, 0.9)
    epochs(trainer, 100)
    assert trainer.state.step == 100
    for now in (trainer.state.params["W1"], W1):
        np.testing.assert_array_equal(now[:, :2], trainer.initial_params["W1"][:, :2])
        assert (now[:, 2] != trainer.initial_params["W1"][:, 2]).all()


def five_rows() -> Dataset:
    """Return a table whose last batch of two is short."""
    return table(
        [[0.2, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.0, 0.4], [-1.1, -0.6]],
        [[0.1, 0.9], [0.8, 0.3], [0.5, 0.5], [0.0, 1.0], [0.7, 0.2]],
    )


@pytest.mark.parametrize("readable", [False, True], ids=["fast", "readable"])
@pytest.mark.parametrize("order", ["sequential", "shuffled"])
@pytest.mark.parametrize("batch", [1, 2, 5])
def test_a_deeper_network_is_trained_as_with_plain_floats(
    batch: int, order: str, readable: bool
) -> None:
    spec = RunSpec(
        hidden=(4, 3), activation=("tanh",), bias=True, rate=0.1, batch=batch, order=order, seed=5
    )
    trainer = Trainer(spec, five_rows())
    visits = [
        permutation(spec.seed, epoch, 5).tolist() if order == "shuffled" else list(range(5))
        for epoch in range(1, 101)
    ]
    expected = train_with_plain_floats(spec, trainer, visits)
    for _ in visits:
        if readable:
            trainer.step_epoch()
        else:
            epochs(trainer, 1)
    assert_close(trainer.state.params, expected)
    assert trainer.state.step == 100 * -(-5 // batch)


def test_a_batch_that_is_larger_than_the_data_is_all_of_them() -> None:
    large, whole = (
        Trainer(RunSpec(hidden=(3,), batch=batch, bias=True), five_rows()) for batch in (99, 0)
    )
    for trainer in (large, whole):
        epochs(trainer, 10)
        assert trainer.state.step == 10
    assert bits(large.state.params) == bits(whole.state.params)


def test_first_only_takes_the_first_sample_whatever_the_batch() -> None:
    for batch in (0, 1, 3):
        trainer = Trainer(RunSpec(order="first-only", batch=batch))
        assert trainer.step_sample().samples == (0,)
        assert trainer.state.epoch == 1


def test_the_first_page_runs_and_solves_xor() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "core.nn.longhand"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    errors = [float(error) for error in re.findall(r"mean squared error (\S+)", done.stdout)]
    assert len(errors) == 11
    assert errors == sorted(errors, reverse=True)
    answers = re.findall(r"target (\d), answer (\S+)", done.stdout)
    assert [abs(int(target) - float(answer)) < 0.1 for target, answer in answers] == [True] * 4


@few_laws
@given(runs(**(PLAIN | {"rule": "sgd"})), st.sampled_from(sorted(OPTIMIZERS)))
def test_the_update_in_a_few_lines_is_the_one_that_a_run_makes(
    run: tuple[RunSpec, Dataset | None], rule: str
) -> None:
    trainer = Trainer(dataclasses.replace(run[0], rule=rule), run[1])
    problem, data = trainer.problem, trainer.dataset
    for _ in range(3):
        try:
            trace = trainer.step_sample()
        except Diverged:
            return
        rows = list(trace.samples)
        params, memory = update(
            trainer.network,
            trace.before,
            data.x[rows],
            data.d[rows],
            problem.loss,
            problem.optimizer,
            trace.optimizer_before,
        )
        assert bits(params) == bits(trace.after)
        assert memory.count == trace.t
        for ours, theirs in zip(memory.memories, trace.optimizer_after.memories, strict=True):
            assert bits(ours) == bits(theirs)
