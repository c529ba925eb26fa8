"""The course of a run: forward in haste or step by step, back by repeating, aside by a change.

Going over old ground repeats the same numbers, changes included. Once something is changed there,
what was recorded ahead is given up and the run takes another branch.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np

from core.arrays import Diverged, SpecError

from .engine import EpochRecord, Gears, first_record
from .keyframes import Keyframe, Timeline
from .live_changes import Change, SetRule, SetWeight
from .loss_history import Curve, History
from .metrics import all_finite
from .problem import Problem
from .trace import Trace
from .update import State, initial_state

MOST_LEFT = 3
"""How many curves of branches that were left are kept."""


class Course:
    """A run with its past, and with the future it has already had.

    Parameters
    ----------
    start : Problem
        The run as it begins.
    memory : int, optional
        Bytes that the keyframes may take. See `Timeline`.

    Raises
    ------
    Diverged
        If the untrained network already computes something that is not finite.
    """

    def __init__(self, start: Problem, memory: int | None = None) -> None:
        state = initial_state(start)
        record = first_record(start, state)
        self.start = start
        self.updates = len(start.batches(1))
        """How many updates make an epoch."""
        self.timeline = Timeline(state, record, self.updates, memory)
        self.applied = 0
        """How many changes of the journal have been made."""
        self.taken_back = range(0)
        """Which changes of the journal were taken back and not made again."""
        self._stops: frozenset[int] = frozenset()
        self._gears = Gears(start, state, record, self._entered)
        self.history = History(record.columns)
        self.history.append(*record.values)
        self.left: tuple[Curve, ...] = ()
        """The mse of the branches that were left last, the latest at the end."""

    @property
    def problem(self) -> Problem:
        """The run as it is now, live changes included."""
        return self._gears.problem

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._gears.state

    @property
    def record(self) -> EpochRecord:
        """The record of the last complete epoch."""
        return self._gears.record

    @property
    def step(self) -> int:
        """How many updates are done."""
        return self._gears.place[2]

    @property
    def end(self) -> int:
        """How many updates were ever done on this branch."""
        return max(self.timeline.end, self.step)

    def take_step(self) -> Trace:
        """Take one update."""
        self.settle()
        self._arrive()
        trace = self._gears.step()
        self._arrive()
        return trace

    def forward(
        self,
        max_epochs: int | None = None,
        until: Callable[[EpochRecord], bool] | None = None,
        seconds: float = math.inf,
    ) -> int:
        """Train in haste, from one recorded change to the next where there are some ahead.

        Parameters and result are those of `Trainer.run_for`.
        """
        if self.applied == len(self.timeline.journal):  # nothing is ahead: the usual case
            return self._gears.haste(max_epochs, until, seconds)
        self.settle()
        done, start, reached = 0, time.perf_counter(), False

        def watch(record: EpochRecord) -> bool:
            nonlocal reached
            reached = until is not None and until(record)
            return reached

        while max_epochs is None or done < max_epochs:
            ahead = self.timeline.journal[self.applied :]
            rest = seconds - (time.perf_counter() - start)
            left = None if max_epochs is None else max_epochs - done
            if not ahead:
                return done + self._gears.haste(left, until and watch, rest)
            whole = ahead[0].step // self.updates - self._gears.place[0]
            if whole > 0:
                most = whole if left is None else min(whole, left)
                done += self._gears.haste(most, until and watch, rest)
            else:
                self._gears.reach(ahead[0].step)
            self._arrive()
            if reached or time.perf_counter() - start >= seconds:
                break
        return done

    def _entered(self, record: EpochRecord) -> None:
        """Enter a completed epoch in the history, unless the run has been here before."""
        if record.epoch < self.history.count:
            if record.epoch in self._stops:
                self.timeline.pass_by(self._gears.state, record, self.applied)
            return
        self.history.append(*record.values)
        if record.epoch >= self.timeline.due:
            self.timeline.keep(self._gears.state, record, self.applied)

    def settle(self) -> bool:
        """Give up the changes that were taken back, and what came after them. See `Trainer`."""
        if not self.taken_back:
            return False
        first, here = self.taken_back.start, (self.step, self.applied)
        self.go(self.timeline.journal[first].step, first)
        branched = self.branch()
        self.go(*here)
        return branched

    def _arrive(self) -> None:
        """Repeat the changes that were made at this moment when the run first came here."""
        journal = self.timeline.journal
        while self.applied < len(journal) and journal[self.applied].step == self.step:
            self._apply(journal[self.applied].change)

    def _apply(self, change: Change) -> None:
        self._gears.shift(*change.apply(self.problem, self.state))
        self.applied += 1

    def go(self, step: int, applied: int) -> None:
        """Go to the moment after so many updates and changes that the run has passed."""
        self._note_end()
        nearest = self.timeline.before(step)
        ahead = self.step <= step and self.applied <= applied
        if not ahead or nearest.state.step > self.step:
            self._begin_at(nearest)
        self._stops = self.timeline.stops(self._gears.place[0], step // self.updates)
        journal = self.timeline.journal
        with suppress(Diverged):  # it cannot: the run has been there
            while self.step < step or self.applied < applied:
                due = self.applied < applied
                self._gears.reach(min(step, journal[self.applied].step) if due else step)
                if due and journal[self.applied].step == self.step:
                    self._apply(journal[self.applied].change)
        self._stops = frozenset()

    def take_back(self) -> None:
        """Go to the moment before the last change."""
        last = self.applied - 1
        self.go(self.timeline.journal[last].step, last)
        self.taken_back = range(last, max(self.taken_back.stop, last + 1))

    def make_again(self) -> None:
        """Go to the moment after the first change that was taken back."""
        first = self.taken_back.start
        self.go(self.timeline.journal[first].step, first + 1)
        self.taken_back = range(first + 1, self.taken_back.stop) or range(0)

    def _begin_at(self, frame: Keyframe) -> None:
        """Take up the run at a keyframe, with the rule it had there."""
        problem = self.start
        for entry in self.timeline.journal[: frame.applied]:
            if isinstance(entry.change, SetRule):
                problem, _ = entry.change.apply(problem, frame.state)
        self.applied = frame.applied
        self._gears = Gears(problem, frame.state, frame.record, self._entered)

    def change(self, change: Change) -> bool:
        """Make a change here and enter it in the journal. See `Trainer.change`."""
        problem, state = change.apply(self.problem, self.state)
        if problem.spec == self.problem.spec and _same(state, self.state):
            return False
        if isinstance(change, SetWeight) and not all_finite(problem, state.params):
            raise SpecError("weights", "with that weight the loss would no longer be finite")
        branched = self.settle()
        branched = self.branch() or branched
        self._gears.shift(problem, state)
        self.timeline.write(state.step, change)
        self.applied += 1
        return branched

    def branch(self) -> bool:
        """Give up what was recorded after this moment. See `Trainer.branch`."""
        self._note_end()
        further = self.step < self.timeline.end
        if further:
            self.left = (*self.left, self.history.curve())[-MOST_LEFT:]
            record = self.record
            self.history = self.history.until(record.epoch, *record.values)
        self.timeline.cut(self.step, self.applied)
        self.taken_back = range(0)
        return further

    def _note_end(self) -> None:
        """Remember how far the run has come, before it goes anywhere else."""
        self.timeline.end = self.end


def _same(a: State, b: State) -> bool:
    """Tell whether two states have the same weights, of which the same are frozen."""
    same = all(np.array_equal(a.params[name], b.params[name]) for name in a.params)
    frozen = a.frozen.keys() == b.frozen.keys()
    return same and frozen and all(np.array_equal(a.frozen[k], b.frozen[k]) for k in a.frozen)
