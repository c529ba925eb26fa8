"""A session under any order of commands: companions keep step, and every moment is reproducible."""

from __future__ import annotations

import dataclasses
import math

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core import COMPARISONS, CoreError, Diverged, RunSpec, SpecError, Trainer, load
from scratchnet_tui.session.events import RunShown
from scratchnet_tui.session.live_run import LiveRun
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import same_bits

SPECS = (
    RunSpec(hidden=(2,)),
    RunSpec(hidden=(2,), order="shuffled", seed=3),
    RunSpec(hidden=(), dataset="and", activation=(), batch=3),
    RunSpec(hidden=(2,), activation=("linear",), output="linear", rate=0.3),
)
"""The last one diverges soon, at ten times its rate at once."""

RATES = (0.0, 0.05, 0.7, 40.0)


def place(trainer: Trainer) -> tuple[int, int]:
    return trainer.state.epoch, trainer.state.index


def repeated(trainer: Trainer) -> Trainer:
    """Take the same updates in another run, and make each change where the journal has it."""
    again = Trainer(trainer.start_spec, trainer.dataset)
    entries = list(trainer.journal[: trainer.applied])
    for step in range(trainer.state.step + 1):
        while entries and entries[0].step == step:
            again.change(entries.pop(0).change)
        if step < trainer.state.step:
            again.step_sample()
    assert not entries, "a change of a moment that has not come"
    return again


class Person(RuleBasedStateMachine):
    """Calls the commands of a session in any order."""

    @initialize(spec=st.sampled_from(SPECS), comparison=st.sampled_from(["", *COMPARISONS]))
    def begin(self, spec: RunSpec, comparison: str) -> None:
        self.session = Session(spec, load(spec))
        if comparison:
            self.compare(comparison)

    @property
    def trainer(self) -> Trainer:
        return self.session.trainer

    @property
    def runs(self) -> list[LiveRun]:
        return list(self.session.runs)

    # time

    @rule(epochs=st.integers(1, 7))
    def train(self, epochs: int) -> None:
        before, stuck = self.session.epoch, bool(self.session.diverged)
        piece = self.session.train(60.0, epochs)
        assert self.session.epoch == before + piece.epochs
        if self.session.diverged:
            assert self.session.diverged in piece.events
            assert not (stuck and piece.epochs)
        else:
            assert piece.epochs == epochs

    @rule(phases=st.integers(1, 60))
    def walk(self, phases: int) -> None:
        self.session.stepper.open()
        for _ in range(phases):
            self.session.stepper.next_phase()

    @rule(phases=st.integers(1, 30))
    def walk_back(self, phases: int) -> None:
        self.session.stepper.open()
        for _ in range(phases):
            self.session.stepper.previous_phase()

    @rule()
    def back_one_update(self) -> None:
        self.session.stepper.back_one_update()

    @rule(share=st.floats(0.0, 1.2))
    def seek(self, share: float) -> None:
        self.session.navigation.seek(math.ceil(share * self.session.navigation.last_epoch))

    @rule(epochs=st.integers(1, 9))
    def back(self, epochs: int) -> None:
        self.session.navigation.back(epochs)

    @rule()
    def rewind(self) -> None:
        self.session.navigation.rewind()
        assert place(self.trainer) == (0, 0)

    # changes

    @rule()
    def undo_change(self) -> None:
        self.session.navigation.undo_change()

    @rule()
    def redo_change(self) -> None:
        self.session.navigation.redo_change()

    @rule(rate=st.sampled_from(RATES))
    def set_rate(self, rate: float) -> None:
        self.session.change(dataclasses.replace(self.session.spec, rate=rate))

    @rule(column=st.integers(0, 2), value=st.sampled_from((-1.5, 0.0, 0.25)))
    def set_weight(self, column: int, value: float) -> None:
        try:
            self.session.set_weight("W1", (0, column), value)
        except SpecError:  # so close to its end that the loss would be too large
            return
        assert self.trainer.state.params["W1"][0, column] == value

    @rule(column=st.integers(0, 2))
    def toggle_frozen(self, column: int) -> None:
        self.session.toggle_frozen("W1", (0, column))

    # comparing

    @rule(comparison=st.sampled_from(sorted(COMPARISONS)))
    def compare(self, comparison: str) -> None:
        before = self.trainer
        try:
            event = self.session.compare(COMPARISONS[comparison])
        except CoreError:
            assert self.trainer is before, "refused, so nothing has changed"
            return
        assert len(self.runs) > 1
        first = self.trainer.state.params
        assert event.refused or all(same_bits(run.trainer.state.params, first) for run in self.runs)

    @precondition(lambda self: len(self.runs) > 1)
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        names = [run.name for run in self.runs[1:]]
        event = self.session.show(data.draw(st.sampled_from(names)))
        assert isinstance(event, RunShown)
        assert event.has_diverged == bool(self.session.diverged)

    @rule()
    def pin(self) -> None:
        self.session.runs.pin()

    # what holds at any time

    @invariant()
    def companions_keep_step(self) -> None:
        present, *companions = self.runs
        for run in companions:
            if not (run.diverged or present.diverged):
                assert run.epoch == present.epoch, run.name

    @invariant()
    def who_diverged_can_go_no_further(self) -> None:
        for run in self.runs:
            if run.diverged:
                try:
                    repeated(run.trainer).step_sample()
                except Diverged:
                    continue
                raise AssertionError(f"{run.name} could go on")

    @invariant()
    def every_run_can_be_repeated(self) -> None:
        for run in self.runs:
            again = repeated(run.trainer)
            assert same_bits(run.trainer.state.params, again.state.params)
            assert run.trainer.record.mse == again.record.mse

    @invariant()
    def a_snapshot_tells_how_it_is(self) -> None:
        snapshot = self.session.snapshot()
        assert snapshot.epoch == snapshot.card.epochs == self.trainer.state.epoch
        for pin in snapshot.pins:
            assert pin.curve.epochs[-1] == pin.epochs
            assert pin.curve.values[-1] == pin.mse


TestPerson = Person.TestCase
TestPerson.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None, derandomize=True, database=None
)
