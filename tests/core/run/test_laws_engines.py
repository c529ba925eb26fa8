"""Properties of the trainer: however a run is driven, it is the same run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import OPTIMIZERS, Dataset, Diverged, RunSpec, Stop, Trainer, Watch
from tests.helpers.strategies import (
    assert_together,
    bits,
    epochs,
    few_laws,
    fingerprint,
    laws,
    outcome,
    runs,
    specs,
    updates,
)

Run = tuple[RunSpec, Dataset | None]

# One way each of going on with a run for a while; the number says for how long.
FAST: dict[str, Callable[[Trainer, int], object]] = {
    "run": epochs,
    "run, broken off": lambda t, n: next(t.run(max_epochs=n + 1)),
    "run_for epochs": lambda t, n: t.run_for(seconds=600.0, max_epochs=n),
    "run_for no time": lambda t, n: t.run_for(seconds=0.0),
    "run_for until": lambda t, n: t.run_for(600.0, until=lambda record: record.epoch % n == 0),
    "look": lambda t, n: (t.state, t.state.last_step, t.record, t.history.curve("loss")),
    "peek": lambda t, n: t.peek(n % len(t.dataset)),
}
READABLE: dict[str, Callable[[Trainer, int], object]] = {
    "step_sample": lambda t, n: [t.step_sample() for _ in range(n)],
    "step_epoch": lambda t, n: t.step_epoch(),
}
ways = st.lists(st.tuples(st.sampled_from(sorted(FAST)), st.integers(1, 5)), max_size=8)
all_ways = st.lists(
    st.tuples(st.sampled_from(sorted(FAST | READABLE)), st.integers(1, 5)), max_size=8
)


def drive(trainer: Trainer, way: list[tuple[str, int]]) -> None:
    """Train as drawn, then on to the end of the epoch."""
    for name, count in way:
        (FAST | READABLE)[name](trainer, count)
    if trainer.state.index > 0:
        epochs(trainer, 1)


@laws
@given(runs(), st.integers(1, 6))
def test_an_epoch_sample_by_sample_is_an_epoch_bit_for_bit(run: Run, count: int) -> None:
    by_sample, by_epoch = Trainer(*run), Trainer(*run)

    def sample_by_sample() -> None:
        for _ in range(count * updates(by_sample)):
            by_sample.step_sample()

    def epoch_by_epoch() -> None:
        for _ in range(count):
            assert by_epoch.step_epoch() is by_epoch.record

    assert outcome(sample_by_sample) == outcome(epoch_by_epoch)
    assert fingerprint(by_sample) == fingerprint(by_epoch)


@laws
@given(runs(), ways)
def test_a_run_in_slices_is_the_run_at_once_bit_for_bit(
    run: Run, way: list[tuple[str, int]]
) -> None:
    sliced, at_once = Trainer(*run), Trainer(*run)
    ended = outcome(lambda: drive(sliced, way))
    target = sliced.state.epoch + (ended is not None)
    assert outcome(lambda: epochs(at_once, target)) == ended
    assert fingerprint(sliced) == fingerprint(at_once)


@laws
@given(runs(), st.integers(1, 12))
def test_the_compiled_engine_has_the_bits_of_the_readable_one(run: Run, count: int) -> None:
    readable, compiled = Trainer(*run, engine="readable"), Trainer(*run)
    ended = outcome(lambda: [readable.step_epoch() for _ in range(count)])
    assert outcome(lambda: epochs(compiled, count)) == ended
    assert_together(compiled, readable)
    if readable.state.last_step is not None and compiled.state.last_step is not None:
        assert bits(compiled.state.last_step) == bits(readable.state.last_step)


@laws
@given(runs(rate=0.3), all_ways)
def test_engines_may_be_switched_anywhere(run: Run, way: list[tuple[str, int]]) -> None:
    mixed, plain = Trainer(*run), Trainer(*run, engine="readable")
    ended = outcome(lambda: drive(mixed, way))
    target = mixed.state.epoch + (ended is not None)
    assert outcome(lambda: [plain.step_epoch() for _ in range(target)]) == ended
    assert_together(mixed, plain)


def first_weight(trainer: Trainer, number: int) -> bool:
    return trainer.set_weight("W1", (0, 0), number / 8.0)


def seek_a_share(trainer: Trainer, twelfths: int) -> None:
    trainer.discard_undone()  # the branch may end sooner without the undone changes
    trainer.seek(trainer.end[0] * twelfths // 12)


MOVES: dict[str, Callable[[Trainer, int], object]] = {
    "run": lambda t, n: t.run_for(600.0, max_epochs=n),
    "step": lambda t, n: [t.step_sample() for _ in range(n)],
    "watch": lambda t, n: t.run_for(600.0, 3 * n, Watch(Stop(patience=n, solved=True), t.record)),
    "seek": seek_a_share,
    "undo": lambda t, _: t.undo(),
    "redo": lambda t, _: t.redo(),
    "undo change": lambda t, _: t.undo_change(),
    "redo change": lambda t, _: t.redo_change(),
    "weight": first_weight,
    "freeze": lambda t, n: t.set_frozen("W1", (0, 0), n % 2 == 0),
    "rate": lambda t, n: t.set_rule(rate=0.01 * n),
    "rule": lambda t, n: t.set_rule(rule=list(OPTIMIZERS)[n % len(OPTIMIZERS)], rate=0.02),
}
moves = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 12)), max_size=10)


@laws
@given(runs(), moves)
def test_engines_agree_through_time_and_changes(run: Run, way: list[tuple[str, int]]) -> None:
    pair = Trainer(*run, engine="readable"), Trainer(*run)
    for name, number in way:
        ends = [outcome(partial(MOVES[name], trainer, number)) for trainer in pair]
        assert ends[0] == ends[1]
        assert pair[0].end == pair[1].end
        assert pair[0].journal == pair[1].journal
        assert_together(*pair)


@laws
@given(runs(), st.integers(0, 20), st.integers(1, 4))
def test_a_run_goes_on_from_the_middle_of_an_epoch(run: Run, samples: int, count: int) -> None:
    started, plain = Trainer(*run), Trainer(*run)

    def first_by_hand() -> None:
        for _ in range(samples):
            started.step_sample()
        assert started.state.step == samples
        assert started.state.epoch == samples // updates(started)
        assert started.state.index == samples % updates(started)
        epochs(started, count)

    ended = outcome(first_by_hand)
    target = samples // updates(plain) + count
    assert outcome(lambda: epochs(plain, target)) == ended
    assert_together(started, plain)


@laws
@given(runs(), all_ways, st.data())
def test_peeking_changes_nothing(run: Run, way: list[tuple[str, int]], data: st.DataObject) -> None:
    trainer = Trainer(*run)
    outcome(lambda: [(FAST | READABLE)[name](trainer, count) for name, count in way])
    before = fingerprint(trainer)
    sample = data.draw(st.integers(0, len(trainer.dataset) - 1))
    trace = trainer.peek(sample)
    assert fingerprint(trainer) == before
    assert trace.samples == (sample,)
    assert bits(trace.before) == bits(trainer.state.params)


@few_laws
@given(specs(batch=1, order="sequential"), st.integers(0, 9))
def test_peeking_at_the_sample_whose_turn_it_is_shows_the_step_to_come(
    spec: RunSpec, samples: int
) -> None:
    trainer = Trainer(spec)
    outcome(lambda: [trainer.step_sample() for _ in range(samples)])
    seen = trainer.peek(trainer.state.index)
    if outcome(lambda: bits(trainer.step_sample().dW)) is None:
        assert trainer.state.last_step is not None
        assert bits(seen.dW) == bits(trainer.state.last_step)
        assert bits(seen.after) == bits(trainer.state.params)


@pytest.mark.parametrize("sample", [-1, 4])
def test_only_rows_there_are_can_be_peeked_at(sample: int) -> None:
    with pytest.raises(IndexError, match=f"sample is {sample}; the data set has 4 rows"):
        Trainer(RunSpec()).peek(sample)


@laws
@given(runs(), ways)
def test_a_rewound_run_repeats_itself_bit_for_bit(run: Run, way: list[tuple[str, int]]) -> None:
    first, again = Trainer(*run), Trainer(*run)
    assert fingerprint(first) == fingerprint(again)
    assert outcome(lambda: drive(first, way)) == outcome(lambda: drive(again, way))
    assert fingerprint(first) == fingerprint(again)
    assert bits(first.initial_params) == bits(Trainer(*run).state.params)


@few_laws
@given(runs(), runs())
def test_runs_side_by_side_do_not_disturb_each_other(one: Run, other: Run) -> None:
    alone, beside, disturbing = Trainer(*one), Trainer(*one), Trainer(*other)

    def in_turns() -> None:
        for _ in range(3):
            outcome(disturbing.step_epoch)
            outcome(lambda: epochs(disturbing, 1))
            epochs(beside, 1)

    assert outcome(in_turns) == outcome(lambda: epochs(alone, 3))
    assert fingerprint(beside) == fingerprint(alone)


@laws
@given(runs(), st.integers(1, 12))
def test_a_trace_is_the_whole_update(run: Run, count: int) -> None:
    trainer = Trainer(*run)
    for _ in range(count):
        state = trainer.state
        due = trainer.problem.batches(state.epoch + 1)[state.index]
        try:
            trace = trainer.step_sample()
        except Diverged:
            return
        assert (trace.epoch, trace.step) == (state.epoch + 1, state.step + 1)
        assert trace.samples == tuple(due)
        np.testing.assert_array_equal(trace.x, trainer.dataset.x[due])
        np.testing.assert_array_equal(trace.d, trainer.dataset.d[due])
        np.testing.assert_array_equal(trace.e[-1], trace.d - trace.y[-1])
        assert bits(trace.before) == bits(state.params)
        assert bits(trace.after) == bits(trainer.state.params)
        for name, step in trace.dW.items():
            if trainer.spec.rule == "sgd":
                np.testing.assert_array_equal(step, trace.rate * trace.downhill[name])
            np.testing.assert_array_equal(trace.after[name], trace.before[name] + step)
