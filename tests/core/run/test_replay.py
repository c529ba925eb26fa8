"""Moving back and forth in time, with changes on the way, against a plain list of all moments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core import (
    OPTIMIZERS,
    Change,
    Dataset,
    RunSpec,
    SetFrozen,
    SetRule,
    SetWeight,
    Trainer,
    evaluate,
)
from core.nn.optimizers import OptimizerState
from core.run.epoch_record import EpochRecord
from core.run.keyframes import KeyframeLimits, Keyframes
from core.run.problem import Problem
from core.run.update import State, advance, initial_state
from tests.helpers.call_counts import count_calls
from tests.helpers.strategies import bits, runs

UPDATE = "an update"

FEW = KeyframeLimits(count=6, spacing=1)
"""Few keyframes close together, so that thinning and starting again happen often."""


class Moments(RuleBasedStateMachine):
    """Moves through time in every way, and keeps every moment of the branch in a list."""

    @initialize(run=runs(rate=0.02))
    def begin(self, run: tuple[RunSpec, Dataset | None]) -> None:
        self.trainer = Trainer(*run, limits=FEW)
        problem = self.trainer.problem
        self.updates = len(problem.batches(1))
        self.events: list[str | Change] = []
        self.moments: list[tuple[Problem, State]] = [(problem, initial_state(problem))]
        self.mse = [self.trainer.record.mse]
        self.at = 0
        self.left = 0
        self.undone: set[int] = set()

    # the model

    def cut(self, at: int) -> None:
        if UPDATE in self.events[at:]:
            self.left += 1
        del self.events[at:], self.moments[at + 1 :]
        step = self.moments[at][1].step
        del self.mse[step // self.updates + 1 :]

    def settle(self) -> None:
        """Undone changes are dropped when one seeks anywhere else."""
        if self.undone:
            self.cut(min(self.undone))
            self.undone.clear()

    def arrive(self) -> None:
        while self.at < len(self.events) and self.events[self.at] != UPDATE:
            self.at += 1

    def update(self) -> None:
        """One update, as recorded or new, and the changes recorded at the moment it leads to."""
        self.settle()
        self.arrive()
        if self.at == len(self.events):
            problem, state = self.moments[self.at]
            state, _ = advance(problem, state)
            self.events.append(UPDATE)
            self.moments.append((problem, state))
            if state.index == 0:
                self.mse.append(evaluate(problem, state.params)[1].mse)
        self.at += 1
        self.arrive()

    def change(self, change: Change) -> None:
        (old, before), (new, after) = self.moments[self.at], change.apply(*self.moments[self.at])
        self.trainer.change(change)
        if old.spec == new.spec and all(
            dict(bits(getattr(before, name))) == dict(bits(getattr(after, name)))
            for name in ("params", "frozen")
        ):
            return  # nothing has changed, so nothing is entered
        self.settle()
        self.cut(self.at)
        self.moments.append(change.apply(*self.moments[self.at]))
        self.events.append(change)
        self.at += 1

    # what can be done

    @rule(epochs=st.integers(1, 5))
    def train(self, epochs: int) -> None:
        goal = self.moments[self.at][1].epoch + epochs
        assert self.trainer.run_for(60.0, max_epochs=epochs) == epochs
        while self.moments[self.at][1].epoch < goal:
            self.update()

    @rule()
    def train_readably(self) -> None:
        epoch = self.moments[self.at][1].epoch
        self.trainer.step_epoch()
        while self.moments[self.at][1].epoch == epoch:
            self.update()

    @rule()
    def step(self) -> None:
        self.trainer.step_sample()
        self.update()

    @rule(share=st.floats(0.0, 1.0))
    def seek(self, share: float) -> None:
        self.settle()
        steps = [state.step for _, state in self.moments]
        step = round(share * steps[-1])
        self.trainer.seek(*divmod(step, self.updates))
        self.at = len(steps) - 1 - steps[::-1].index(step)

    @rule()
    def undo(self) -> None:
        assert self.trainer.undo() == (self.at > 0)
        self.at = max(0, self.at - 1)
        if self.at < len(self.events) and self.events[self.at] != UPDATE:
            self.undone.add(self.at)

    @rule()
    def redo(self) -> None:
        assert self.trainer.redo() == (self.at < len(self.events))
        self.undone.discard(self.at)
        self.at = min(len(self.events), self.at + 1)

    @rule()
    def undo_change(self) -> None:
        changes = [i for i in range(self.at) if self.events[i] != UPDATE]
        entry = self.trainer.undo_change()
        assert (entry is None) == (not changes)
        if entry is not None:
            self.at = changes[-1]
            self.undone.add(self.at)
            assert entry.change == self.events[self.at]

    @rule()
    def redo_change(self) -> None:
        entry = self.trainer.redo_change()
        assert (entry is None) == (not self.undone)
        if entry is not None:
            first = min(self.undone)
            assert entry.change == self.events[first]
            self.undone.discard(first)
            self.at = first + 1

    @rule(rate=st.sampled_from([0.0, 0.01, 0.05]))
    def set_rate(self, rate: float) -> None:
        self.change(SetRule("sgd", rate))

    @rule(
        name=st.sampled_from(tuple(OPTIMIZERS)),
        rate=st.sampled_from([0.01, 0.02]),
        momentum=st.sampled_from([None, 0.5]),
    )
    def set_rule(self, name: str, rate: float, momentum: float | None) -> None:
        self.change(SetRule(name, rate, momentum))

    @precondition(lambda self: hasattr(self, "trainer"))
    @rule(data=st.data(), value=st.floats(-1.0, 1.0), frozen=st.booleans(), freezes=st.booleans())
    def change_weight(self, data: Any, value: float, frozen: bool, freezes: bool) -> None:
        shapes = self.trainer.network.param_shapes()
        name = data.draw(st.sampled_from(sorted(shapes)))
        place = tuple(data.draw(st.integers(0, size - 1)) for size in shapes[name])
        self.change(SetFrozen(name, place, frozen) if freezes else SetWeight(name, place, value))

    @invariant()
    def every_number_is_that_of_its_moment(self) -> None:
        if not hasattr(self, "trainer"):
            return
        problem, state = self.moments[self.at]
        trainer, now = self.trainer, self.trainer.state
        assert (now.epoch, now.index, now.step) == (state.epoch, state.index, state.step)
        assert bits(now.params) == bits(state.params)
        assert (now.last_step is None) == (state.last_step is None)
        if now.last_step is not None and state.last_step is not None:
            for name, step in state.last_step.items():  # the engines may differ in the sign of a 0
                np.testing.assert_array_equal(now.last_step[name], step)
        assert now.frozen.keys() == state.frozen.keys()
        for name, frozen in state.frozen.items():
            np.testing.assert_array_equal(now.frozen[name], frozen)
        assert trainer.spec == problem.spec
        assert trainer.end == divmod(self.moments[-1][1].step, self.updates)
        assert trainer.record.epoch == state.epoch
        assert trainer.record.mse == pytest.approx(self.mse[state.epoch], rel=1e-12)
        curve = trainer.history.curve()
        np.testing.assert_allclose(curve.values, self.mse, rtol=1e-12)
        assert len(trainer.abandoned) == min(3, self.left)
        assert [entry.change for entry in trainer.journal] == [
            event for event in self.events if event != UPDATE
        ]


TestMoments = Moments.TestCase
TestMoments.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)


def trained(epochs: int, limits: KeyframeLimits = FEW, **settings_: Any) -> Trainer:
    trainer = Trainer(RunSpec(**settings_), limits=limits)
    trainer.run_for(60.0, max_epochs=epochs)
    return trainer


def record(epoch: int, step: int) -> EpochRecord:
    return EpochRecord(epoch, step, 1.0, 1.0, None)


def test_seeking_is_a_fresh_run_to_that_epoch() -> None:
    trainer = trained(1000, loss="cross-entropy")
    for epoch in (999, 0, 500, 501, 3, 1000):
        trainer.seek(epoch)
        fresh = trained(epoch, loss="cross-entropy")
        assert bits(trainer.state.params) == bits(fresh.state.params)
        assert trainer.record == fresh.record
        assert trainer.end == (1000, 0)


def test_going_on_after_going_back_does_not_grow_the_history() -> None:
    trainer = trained(50)
    before = trainer.history.curve().values
    trainer.seek(20)
    trainer.run_for(60.0, max_epochs=25)
    np.testing.assert_array_equal(trainer.history.curve().values, before)
    trainer.run_for(60.0, max_epochs=25)
    assert trainer.history.count == 71
    assert trainer.abandoned == ()


def test_a_change_in_the_past_begins_a_branch_and_keeps_the_old_curve() -> None:
    trainer = trained(100)
    old = trainer.history.curve().values
    trainer.seek(40)
    assert trainer.set_rule(rate=0.3) is True
    assert trainer.end == (40, 0)
    assert trainer.history.curve().values.tolist() == old[:41].tolist()
    assert [curve.values.tolist() for curve in trainer.abandoned] == [old.tolist()]
    trainer.run_for(60.0, max_epochs=10)
    assert trainer.history.curve().values[-1] != old[50]
    assert trainer.set_rule(rate=0.4) is False


def test_a_recorded_change_is_made_again_inside_an_epoch() -> None:
    trainer = trained(3)
    trainer.step_sample()
    trainer.step_sample()
    trainer.set_weight("W1", (0, 2), 0.25)
    trainer.set_frozen("W1", (0, 2), True)
    trainer.run_for(60.0, max_epochs=5)
    there = bits(trainer.state.params)
    trainer.seek(1)
    assert trainer.state.params["W1"][0, 2] != 0.25
    for _ in trainer.run(max_epochs=7):
        pass
    assert bits(trainer.state.params) == there
    assert trainer.state.params["W1"][0, 2] == 0.25


def test_where_the_run_has_not_been_cannot_be_sought() -> None:
    trainer = trained(5)
    for epoch, index in ((6, 0), (5, 1), (-1, 0), (2, 4), (2, -1)):
        with pytest.raises(ValueError, match="come to epoch 5, update 0"):
            trainer.seek(epoch, index)


def test_memory_for_keyframes_is_bounded_whatever_the_network() -> None:
    trainer = trained(200, KeyframeLimits(memory=100_000, spacing=1), hidden=(64,))
    size = sum(a.nbytes for a in trainer.state.params.values())
    assert 2 <= len(trainer.keyframes) <= 100_000 // size
    epochs = [frame.record.epoch for frame in trainer.keyframes]
    assert epochs[0] == 0
    assert epochs == sorted(set(epochs))
    assert all(frame.state.last_step is None for frame in trainer.keyframes)
    trainer.seek(133)
    assert bits(trainer.state.params) == bits(trained(133, hidden=(64,)).state.params)


def test_enormous_weights_are_passed_within_an_epoch_without_a_warning() -> None:
    trainer = Trainer(RunSpec())
    trainer.set_weight("W1", (0, 0), 1e200)
    trainer.run_for(60.0, 2)
    trainer.seek(1, 2)
    assert (trainer.state.epoch, trainer.state.index) == (1, 2)


def test_a_run_keeps_to_the_memory_it_is_given() -> None:
    default = trained(300, KeyframeLimits(spacing=256))
    little = trained(300, KeyframeLimits(memory=0, spacing=256))
    assert len(little.keyframes) == 2 < len(default.keyframes)
    little.seek(250)
    default.seek(250)
    assert bits(little.state.params) == bits(default.state.params)


def test_a_rule_chosen_on_the_way_may_remember_more_than_the_budget_was_made_for() -> None:
    array = {"W1": np.zeros((100, 100))}
    plain = replace(Trainer(RunSpec()).state, params=array)
    adam, budget = (
        replace(plain, optimizer_state=OptimizerState((array, array))),
        100 * array["W1"].nbytes,
    )
    frames = Keyframes(plain, record(0, 0), 256, KeyframeLimits(memory=budget, spacing=1))
    for epoch in range(1, 200):
        state = plain if epoch < 90 else adam
        frames.add(state, record(epoch, epoch), 0)
    arrays = sum(1 + len(frame.state.optimizer_state.memories) for frame in frames.all)
    assert len(frames.all) >= 2
    assert arrays * array["W1"].nbytes <= budget


def test_keyframes_lie_at_even_distances_when_they_have_been_thinned() -> None:
    for epochs in (1, 2, 3, 7, 50, 51):
        trainer = trained(epochs)
        at = [frame.record.epoch for frame in trainer.keyframes]
        assert len(at) <= 6
        assert len(set(np.diff(at).tolist())) <= 1


def test_the_largest_network_keeps_no_more_than_the_budget() -> None:
    state = Trainer(RunSpec()).state
    large = {"W1": np.zeros((1000, 1000))}
    state = replace(state, params=large, optimizer_state=OptimizerState((large, large)))
    frames = Keyframes(state, record(0, 0), updates=4)
    for epoch in range(1, 2000):
        frames.add(state, record(epoch, 4 * epoch), 0)
    assert 2 <= len(frames.all) * 3 * large["W1"].nbytes / 2**20 <= 64
    assert frames.all[-1].record.epoch > 500


def test_what_was_taken_back_stays_away() -> None:
    trainer = trained(3)
    trainer.set_rule(rate=0.3)
    trainer.undo_change()
    trainer.seek(2)
    trainer.step_epoch()
    assert trainer.spec.rate == 0.9
    assert trainer.journal == ()
    assert bits(trainer.state.params) == bits(trained(3).state.params)


def test_changes_are_made_again_in_the_order_in_which_they_were_made() -> None:
    trainer = trained(5)
    trainer.set_rule(rate=0.3)
    trainer.run_for(60.0, max_epochs=5)
    trainer.set_rule(rate=0.4)
    trainer.run_for(60.0, max_epochs=5)
    there = trainer.journal
    for epoch in (10, 5):
        entry = trainer.undo_change()
        assert entry is not None
        assert trainer.record.epoch == epoch
    for epoch, rate in ((5, 0.3), (10, 0.4)):
        assert trainer.redo_change() in there
        assert (trainer.record.epoch, trainer.spec.rate) == (epoch, rate)
    assert trainer.redo_change() is None
    assert trainer.end == (15, 0)


def test_a_change_that_changes_nothing_is_no_change() -> None:
    trainer = trained(20)
    trainer.seek(10)
    weight = float(trainer.state.params["W1"][0, 0])
    assert trainer.set_weight("W1", (0, 0), weight) is False
    assert trainer.set_rule(rate=0.9) is False
    assert trainer.set_frozen("W1", (0, 0), False) is False
    assert trainer.end == (20, 0)
    assert trainer.journal == ()


def test_a_seek_keeps_states_near_its_end_for_the_next_one() -> None:
    start = Trainer(RunSpec()).state
    frames = Keyframes(start, record(0, 0), updates=4)
    keep = frames.epochs_to_keep(0, 50)
    assert keep == {49, 48, 46, 42, 34, 18}
    for epoch in sorted(keep):
        frames.add_recent(replace(start, epoch=epoch, step=4 * epoch), record(epoch, 4 * epoch), 0)
    assert frames.before(4 * 49).record.epoch == 48
    assert frames.before(4 * 40).record.epoch == 34
    assert frames.before(4 * 10).record.epoch == 0


def test_a_seek_near_the_last_one_is_short() -> None:
    trainer = trained(60, KeyframeLimits(count=2))  # as in a large network
    far = count_calls(lambda: trainer.seek(50))
    near = count_calls(lambda: trainer.seek(49))
    assert near < far / 3, "what lies between a moment and the next is short"
    assert trainer.record == trained(49).record
    assert bits(trainer.state.params) == bits(trained(49).state.params)


def test_what_was_made_again_is_not_taken_back_any_more() -> None:
    trainer = trained(0)
    trainer.set_rule(rate=0.3)
    trainer.step_epoch()
    trainer.set_rule(rate=0.4)
    trainer.step_epoch()
    trainer.undo_change()
    trainer.redo_change()
    trainer.seek(0)
    trainer.undo_change()
    trainer.redo_change()
    trainer.seek(2)
    assert trainer.spec.rate == 0.4
    assert trainer.abandoned == ()
