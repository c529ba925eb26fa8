"""Properties of the trainer: what is recorded of each epoch, and of the last update."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Dataset, EpochRecord, RunSpec, Trainer, accuracy, evaluate, rows_right
from tests.helpers.strategies import assert_close, bits, epochs, laws, outcome, runs, table, updates

Run = tuple[RunSpec, Dataset | None]


def one_by_one(trainer: Trainer, readable: bool, count: int) -> Iterator[EpochRecord]:
    """Train epoch by epoch in one of the two engines, and yield each record."""
    for _ in range(count):
        if readable:
            trainer.step_epoch()
        else:
            epochs(trainer, 1)
        yield trainer.record


# The records.


@laws
@given(runs())
def test_the_first_record_is_the_untrained_network_at_epoch_0(run: Run) -> None:
    trainer = Trainer(*run)
    ahead, scores = evaluate(trainer.problem, trainer.problem.initial_params())
    assert trainer.record[:4] == (0, 0, scores.mse, scores.loss)
    assert scores.mse == pytest.approx(((trainer.dataset.d - ahead.output) ** 2).mean(), rel=1e-12)
    assert (trainer.record.solved_since == 0) == scores.solved
    assert trainer.state.params is trainer.initial_params
    assert trainer.state.last_step is None
    assert trainer.history.count == 1
    assert trainer.history.curve("mse").values.tolist() == [scores.mse]
    assert trainer.history.curve("loss").values.tolist() == [scores.loss]


@laws
@given(runs(), st.booleans(), st.integers(1, 4))
def test_every_column_of_the_history_is_what_the_records_said(
    run: Run, readable: bool, count: int
) -> None:
    trainer = Trainer(*run)
    records = [trainer.record]
    outcome(lambda: records.extend(one_by_one(trainer, readable, count)))
    assert trainer.history.columns == trainer.record.columns
    for column in trainer.history.columns:
        kept = trainer.history.curve(column).values.tolist()
        assert kept == [record.value(column) for record in records]


@laws
@given(runs(), st.booleans(), st.integers(0, 4))
def test_rows_held_out_are_scored_with_the_frozen_weights_and_never_trained_on(
    run: Run, readable: bool, count: int
) -> None:
    trainer = Trainer(*run)
    outcome(lambda: list(one_by_one(trainer, readable, count)))
    record = trainer.record
    parts = (
        (trainer.dataset.validation, record.validation),
        (trainer.dataset.test, record.test),
    )
    for rows, found in parts:
        assert (rows is None) == (found is None)
        if rows is None or found is None or trainer.state.index:
            continue  # in the middle of an epoch the run has diverged
        ahead, scores = evaluate(trainer.problem, trainer.state.params, rows)
        assert found.mse == pytest.approx(((rows.d - ahead.output) ** 2).mean(), rel=1e-12)
        assert found[:2] == pytest.approx(scores[:2], rel=1e-12)
        assert found.accuracy == scores.accuracy
    bare = dataclasses.replace(trainer.dataset, validation=None, test=None)
    alone = Trainer(trainer.start_spec, bare)
    outcome(lambda: epochs(alone, record.epoch))
    if trainer.state.index == 0:
        assert bits(alone.state.params) == bits(trainer.state.params)


@laws
@given(runs())
def test_an_accuracy_is_kept_for_classes_and_other_zeros_and_ones(run: Run) -> None:
    trainer = Trainer(*run)
    judged = trainer.dataset.kind in ("binary", "classes")
    assert ("accuracy" in trainer.history.columns) == judged
    if judged:
        y = evaluate(trainer.problem, trainer.state.params)[0].output
        assert trainer.record.accuracy == accuracy(trainer.dataset, y)


@laws
@given(runs(), st.booleans(), st.integers(1, 8))
def test_a_record_is_of_the_frozen_weights_after_its_epoch(
    run: Run, readable: bool, count: int
) -> None:
    trainer = Trainer(*run)
    records = [trainer.record]

    def train() -> None:
        for record in one_by_one(trainer, readable, count):
            records.append(record)
            ahead, scores = evaluate(trainer.problem, trainer.state.params)
            assert trainer.record.mse == pytest.approx(scores.mse, rel=1e-12)
            assert trainer.record.loss == pytest.approx(scores.loss, rel=1e-12)
            solved = rows_right(trainer.dataset, ahead.output).all()
            assert (trainer.record.solved_since is not None) == solved

    outcome(train)
    assert [record[:2] for record in records] == [
        (n, n * updates(trainer)) for n in range(len(records))
    ]
    assert trainer.history.count == len(records)
    assert trainer.history.curve("mse").epochs.tolist() == list(range(len(records)))
    assert trainer.history.curve("mse").values.tolist() == [record.mse for record in records]
    assert trainer.history.curve("loss").values.tolist() == [record.loss for record in records]


def test_a_record_stands_until_the_next_epoch_is_complete() -> None:
    trainer = Trainer(RunSpec())
    for step in range(1, 9):
        trainer.step_sample()
        assert trainer.record.epoch == step // 4
        assert trainer.history.count == 1 + step // 4


# One linear neuron with one weight w, one sample x = 1, d = 1: y = w, and an update of rate alpha
# turns the error e = 1 - w into (1 - alpha) e. With halves and doubles all of it is exact.


def one_weight(w: float = 0.0, rate: float = 0.5) -> Trainer:
    spec = RunSpec(
        hidden=(), output="linear", rate=rate, init="literal", weights=(("W1", ((w,),)),)
    )
    return Trainer(spec, table([[1.0]], [[1.0]]))


def test_solved_since_is_the_first_epoch_of_the_present_stretch() -> None:
    trainer = one_weight(rate=0.5)
    errors, since = [], []
    for rate in (*[0.5] * 5, 3.0, 3.0, 0.5, 0.5):
        trainer.set_rule(rate=rate)
        epochs(trainer, 1)
        errors.append(abs(1.0 - trainer.state.params["W1"].item()))
        since.append(trainer.record.solved_since)
    assert errors == [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 16, 1 / 8, 1 / 16, 1 / 32]
    assert since == [None, None, None, 4, 4, 4, None, 8, 8]


def test_a_network_that_is_right_before_any_training_is_solved_since_epoch_0() -> None:
    trainer = one_weight(w=1.0)
    assert trainer.record.solved_since == 0
    assert [record.solved_since for record in trainer.run(max_epochs=3)] == [0, 0, 0]


# The last step.


@laws
@given(runs(), st.integers(1, 5))
def test_the_last_step_is_that_of_the_last_update_in_both_engines(run: Run, count: int) -> None:
    readable, fast = Trainer(*run), Trainer(*run)
    taken: list[tuple[tuple[str, bytes], ...]] = []
    outcome(
        lambda: taken.extend(
            bits(readable.step_sample().dW) for _ in range(count * updates(readable))
        )
    )
    outcome(lambda: epochs(fast, count))
    if taken:
        assert readable.state.last_step is not None
        assert bits(readable.state.last_step) == taken[-1]
        assert fast.state.last_step is not None
        assert_close(fast.state.last_step, readable.state.last_step)


def test_the_last_step_outlives_a_look_and_a_new_rate() -> None:
    trainer = Trainer(RunSpec())
    epochs(trainer, 2)
    assert trainer.state.last_step is not None
    step = bits(trainer.state.last_step)
    trainer.peek(1)
    trainer.set_rule(rate=0.1)
    assert bits(trainer.state.last_step) == step
    trainer.run_for(0.0)
    assert bits(trainer.state.last_step) != step
