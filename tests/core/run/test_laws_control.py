"""Properties of the trainer: the caller owns the loop, and may change the rate at any time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Dataset, EpochRecord, RunSpec, SpecError, Trainer
from core.nn.longhand import backprop
from tests.helpers.strategies import (
    assert_close,
    assert_together,
    bits,
    epochs,
    few_laws,
    fingerprint,
    runs,
    table,
)

Run = tuple[RunSpec, Dataset | None]


def rows(number: int, clock: Callable[[], float] | None = None, engine: str = "auto") -> Trainer:
    """Return a run over a table so long that no epoch of it is done in no time."""
    x = np.linspace(-1.0, 1.0, number).reshape(-1, 1)
    data = table(x.tolist(), (x > 0.0).tolist())
    return Trainer(RunSpec(hidden=(3,), bias=True), data, clock=clock, engine=engine)


# The loop is the caller's.


def test_a_run_is_a_generator_and_nothing_happens_before_it_is_asked() -> None:
    trainer = Trainer(RunSpec())
    before = fingerprint(trainer)
    loop = trainer.run(max_epochs=3)
    assert iter(loop) is loop
    assert fingerprint(trainer) == before
    for epoch in (1, 2, 3):
        record = next(loop)
        assert isinstance(record, EpochRecord)
        assert record is trainer.record
        assert (record.epoch, trainer.state.epoch, trainer.state.step) == (epoch, epoch, 4 * epoch)
    assert list(loop) == []
    assert trainer.state.epoch == 3


def test_a_loop_that_is_broken_off_leaves_the_run_where_it_was() -> None:
    broken, whole = Trainer(RunSpec()), Trainer(RunSpec())
    for record in broken.run():
        if record.epoch == 7:
            break
    epochs(whole, 7)
    assert fingerprint(broken) == fingerprint(whole)


@pytest.mark.parametrize("count", [0, -1])
def test_no_epochs_asked_for_are_no_epochs_taken(count: int) -> None:
    trainer = Trainer(RunSpec())
    before = fingerprint(trainer)
    assert list(trainer.run(max_epochs=count)) == []
    assert trainer.run_for(600.0, max_epochs=count) == 0
    assert fingerprint(trainer) == before


def test_a_run_ends_after_the_first_record_that_is_wanted() -> None:
    by_run, by_time = Trainer(RunSpec()), Trainer(RunSpec())
    seen: list[EpochRecord] = []

    def wanted(record: EpochRecord) -> bool:
        seen.append(record)
        return record.mse < 0.2

    records = list(by_run.run(until=wanted, max_epochs=5000))
    assert seen == records
    assert [record.mse < 0.2 for record in records] == [False] * (len(records) - 1) + [True]
    assert 1 < len(records) < 5000
    assert by_time.run_for(600.0, until=lambda record: record.mse < 0.2) == len(records)
    assert fingerprint(by_time) == fingerprint(by_run)
    # A wish that holds already still costs an epoch: it is asked of new records only.
    assert len(list(by_run.run(until=lambda record: record.mse < 0.2))) == 1


def test_the_callback_may_look_at_the_run() -> None:
    watched, plain = Trainer(RunSpec()), Trainer(RunSpec())
    seen = []

    def look(record: EpochRecord) -> bool:
        state = watched.state
        seen.append((record.epoch, state.epoch, state.step, bits(state.params)))
        return record.epoch == 5

    watched.run_for(600.0, until=look)
    assert seen == [
        (record.epoch, record.epoch, record.step, bits(plain.state.params))
        for record in plain.run(max_epochs=5)
    ]
    assert fingerprint(watched) == fingerprint(plain)


def test_the_callback_may_change_the_rate() -> None:
    changed, plain = Trainer(RunSpec()), Trainer(RunSpec())

    def slow_down(record: EpochRecord) -> bool:
        changed.set_rule(rate=0.9 / (record.epoch + 1))
        return record.epoch == 5

    changed.run_for(600.0, until=slow_down)
    for record in plain.run(max_epochs=5):
        plain.set_rule(rate=0.9 / (record.epoch + 1))
    assert changed.spec == plain.spec
    assert fingerprint(changed) == fingerprint(plain)


def test_whichever_comes_first_ends_a_run() -> None:
    trainer = Trainer(RunSpec())
    assert len(list(trainer.run(until=lambda record: record.epoch == 9, max_epochs=4))) == 4
    assert trainer.run_for(600.0, max_epochs=50, until=lambda record: record.epoch == 9) == 5
    assert trainer.run_for(600.0, max_epochs=3, until=lambda record: False) == 3


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_run_for_takes_at_least_one_update_and_may_stop_within_an_epoch(seconds: float) -> None:
    trainer = rows(5_000)
    taken = 0
    for _ in range(3):
        assert trainer.run_for(seconds) == 0
        assert taken < trainer.state.step < 5_000
        taken = trainer.state.step
    assert (trainer.state.epoch, trainer.state.index) == (0, taken)
    assert trainer.record.epoch == 0


@pytest.mark.parametrize("engine", ["auto", "readable"])
def test_run_for_ends_with_a_whole_epoch_unless_that_takes_as_long_again(engine: str) -> None:
    timed: list[Trainer] = []

    def clock() -> float:
        return 1e-6 * timed[-1].state.step if timed else 0.0  # a microsecond for each update

    short = Trainer(RunSpec(), clock=clock, engine=engine)
    timed.append(short)
    assert short.run_for(seconds=5e-6) > 0
    assert short.state.index == 0
    assert 5 <= short.state.step <= 8
    long = rows(1_000, clock, engine)
    timed.append(long)
    assert long.run_for(seconds=5e-6) == 0
    assert 5 <= long.state.step <= 11


# Live changes.


@few_laws
@given(st.lists(st.floats(0.0, 2.0), min_size=1, max_size=5), st.booleans(), st.integers(0, 9))
def test_a_rate_that_is_set_counts_from_then_on(
    rates: list[float], readable: bool, seed: int
) -> None:
    trainer = Trainer(RunSpec(rate=0.7, seed=seed))
    x, d = trainer.dataset.x, trainer.dataset.d
    W1, W2 = trainer.initial_params["W1"], trainer.initial_params["W2"]
    for rate in (0.7, *rates):
        if rate != trainer.spec.rate:
            trainer.set_rule(rate=rate)
        assert trainer.spec.rate == rate
        for _ in range(5):
            W1, W2 = backprop(W1, W2, x, d, rate)
            if readable:
                trainer.step_epoch()
            else:
                epochs(trainer, 1)
    assert_close(trainer.state.params, {"W1": W1, "W2": W2})


def test_the_rate_may_be_set_between_two_samples() -> None:
    trainer = Trainer(RunSpec(rate=0.5))
    trainer.step_sample()
    trainer.run_for(0.0)
    before = fingerprint(trainer)
    trainer.set_rule(rate=0.25)
    assert fingerprint(trainer) == before
    trace = trainer.step_sample()
    np.testing.assert_array_equal(trace.dW["W1"], 0.25 * trace.downhill["W1"])


def test_the_same_rate_set_anew_makes_no_difference() -> None:
    changed, plain = Trainer(RunSpec()), Trainer(RunSpec())
    for _ in range(5):
        changed.set_rule(rate=0.9)
        epochs(changed, 2)
    epochs(plain, 10)
    assert fingerprint(changed) == fingerprint(plain)


@pytest.mark.parametrize("rate", [-0.1, math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("steps", [0, 2])
def test_a_rate_that_is_refused_changes_nothing(rate: float, steps: int) -> None:
    trainer = Trainer(RunSpec())
    for _ in range(steps):
        trainer.run_for(0.0)
    before, spec = fingerprint(trainer), trainer.spec
    with pytest.raises(SpecError) as refusal:
        trainer.set_rule(rate=rate)
    assert refusal.value.field == "rate"
    assert trainer.spec is spec
    assert fingerprint(trainer) == before
    epochs(trainer, 3)
    plain = Trainer(RunSpec())
    epochs(plain, trainer.state.epoch)
    assert_together(trainer, plain)


# Rate 0.


@few_laws
@given(runs(rate=0.0), st.integers(1, 4))
def test_at_rate_0_nothing_is_learned(run: Run, count: int) -> None:
    trainer = Trainer(*run)
    before = bits(trainer.state.params)
    epochs(trainer, count)
    trainer.step_epoch()
    assert bits(trainer.state.params) == before
    assert trainer.record.epoch == count + 1


@pytest.mark.parametrize("slip", ["none", "sign"])
def test_the_stop_callback_is_called_for_every_epoch_including_the_last(slip: str) -> None:
    trainer = Trainer(RunSpec(slip=slip))
    shown: list[int] = []

    def look(record: EpochRecord) -> bool:
        shown.append(record.epoch)
        return False

    trainer.run_for(60.0, max_epochs=5, until=look)
    assert shown == [1, 2, 3, 4, 5]
