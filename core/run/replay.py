"""Replay: a run moves to any moment it has passed, by recomputation, and branches off at a change.

Repeating a stretch gives the same numbers, changes included. A change made in the past drops what
was recorded after it: the run takes another branch.
"""

from __future__ import annotations

import bisect
import math
from contextlib import suppress

import numpy as np

from core.errors import Diverged, SpecError

from .engine import Engine, Trained, Until
from .epoch_record import EpochScores
from .keyframes import DEFAULT_LIMITS, SPACING, Keyframe, KeyframeLimits, Keyframes
from .live_changes import Change, Entry, SetRule, SetWeight
from .loss_history import Curve, History
from .metrics import all_finite
from .trace import Trace
from .update import State

_WORK = 8_000_000
"""Multiplications and additions between two keyframes in the compiled engine: some milliseconds."""

MAX_ABANDONED = 3
"""How many curves of abandoned branches are kept."""


class Replay:
    """The recorded past of a run, and the future it has already had.

    Parameters
    ----------
    engine : Engine
        The run, before any training. Its `on_epochs` is taken.
    limits : KeyframeLimits
        How many keyframes are kept.
    """

    def __init__(self, engine: Engine, limits: KeyframeLimits = DEFAULT_LIMITS) -> None:
        self._engine = engine
        engine.on_epochs = self._record_epochs
        self._start = engine.problem
        self._updates = len(self._start.batches(1))
        self._farthest = 0  # updates ever taken on this branch, as of the last move
        self._keep: frozenset[int] = frozenset()  # epochs of which a seek keeps the state
        spacing = max(SPACING, _WORK // engine.work) if engine.name == "compiled" else SPACING
        self.keyframes = Keyframes(engine.state, engine.record, self._updates, limits, spacing)
        self.journal: tuple[Entry, ...] = ()
        """The changes made on this branch, in order, those ahead included."""
        self.applied = 0
        """How many changes of the journal have been made at this moment."""
        self.undone = range(0)
        """The places in the journal of the changes that were undone and not redone."""
        self.history = History(engine.record.columns)
        self.history.append(*engine.record.values)
        self.abandoned: tuple[Curve, ...] = ()
        """The mse of the branches that were abandoned last, the latest at the end."""

    # positions

    @property
    def _step(self) -> int:
        return self._engine.position[2]

    @property
    def _last_step(self) -> int:
        return max(self._farthest, self._step)

    @property
    def end(self) -> tuple[int, int]:
        """How far this branch has ever come: complete epochs, and updates after those."""
        return divmod(self._last_step, self._updates)

    @property
    def repeatable(self) -> tuple[int, int]:
        """How far training repeats what was recorded: `end`, or the first undone change."""
        step = self.journal[self.undone.start].step if self.undone else self._last_step
        return divmod(step, self._updates)

    # forward

    def take_step(self) -> Trace:
        """Take one update the readable way."""
        self.discard_undone()
        self._apply_due()
        trace = self._engine.step()
        self._apply_due()
        return trace

    def train(
        self,
        max_epochs: int | None = None,
        until: Until | None = None,
        seconds: float = math.inf,
    ) -> int:
        """Train as `Trainer.run_for` does, making the recorded changes on the way again."""
        self.discard_undone()
        clock = self._engine.clock
        done, start, started, trained = 0, clock(), False, Trained(0, "epochs")
        while max_epochs is None or done < max_epochs:
            epoch = self._engine.position[0]
            ends = [] if max_epochs is None else [epoch + max_epochs - done]
            if self._next_stop is not None:
                ends.append(self._next_stop)
            ahead = self.journal[self.applied :]
            if ahead:
                ends.append(ahead[0].step // self._updates)
            whole = min(ends) - epoch if ends else None
            if whole == 0:  # the change is within this epoch
                self._engine.train_to(ahead[0].step)
                started = True
            else:
                left = seconds - (clock() - start) if started else seconds
                trained, started = self._engine.train(whole, until, left), True
                done += trained.epochs
            self._apply_due()
            if trained.ended_by != "epochs":
                break
        return done

    @property
    def _next_stop(self) -> int | None:
        """The next epoch of which the state is kept; None if it is one gone by."""
        epoch = self._engine.position[0]
        kept = [each for each in self._keep if each > epoch]
        if self.keyframes.due > epoch:
            kept.append(self.keyframes.due)
        return min(kept, default=None)

    def _record_epochs(self, scores: EpochScores) -> None:
        """Enter completed epochs in the history, unless the run has been here before."""
        new = scores.first + len(scores) - self.history.count
        if new > 0:
            self.history.extend(scores.columns()[-new:])
        record = self._engine.record
        if record.epoch in self._keep:
            self.keyframes.add_recent(self._engine.state, record, self.applied)
        if record.epoch >= self.keyframes.due:
            self.keyframes.add(self._engine.state, record, self.applied)

    def _apply_due(self) -> None:
        """Make the changes again that were made at this moment when the run first came here."""
        while self.applied < len(self.journal) and self.journal[self.applied].step == self._step:
            self._apply_next()

    def _apply_next(self) -> None:
        change = self.journal[self.applied].change
        self._engine.restart(*change.apply(self._engine.problem, self._engine.state))
        self.applied += 1

    # to another moment

    def seek(self, epoch: int, index: int) -> None:
        """Go to a moment of this branch. See `Trainer.seek`."""
        self.discard_undone()
        step = epoch * self._updates + index
        if epoch < 0 or not 0 <= index < self._updates or step > self._last_step:
            raise ValueError(
                f"epoch {epoch}, update {index} is not on the way of this run; it has come to "
                f"epoch {self.end[0]}, update {self.end[1]}"
            )
        self._go(step, bisect.bisect_right(self.journal, step, key=lambda entry: entry.step))

    def undo(self) -> bool:
        """Take back the last change or update. See `Trainer.undo`."""
        if self.applied and self.journal[self.applied - 1].step == self._step:
            self.undo_change()
        elif self._step:
            self._go(self._step - 1, self.applied)
        else:
            return False
        return True

    def redo(self) -> bool:
        """Repeat the change or update that follows. See `Trainer.redo`."""
        ahead = self.journal[self.applied :]
        if ahead and ahead[0].step == self._step:
            if self.applied in self.undone:
                self.redo_change()
            else:
                self._go(self._step, self.applied + 1)
        elif self._step < self._last_step:
            self._go(self._step + 1, self.applied)
        else:
            return False
        return True

    def undo_change(self) -> Entry | None:
        """Go to the moment before the last change. See `Trainer.undo_change`."""
        if not self.applied:
            return None
        last = self.applied - 1
        entry = self.journal[last]
        self._go(entry.step, last)
        self.undone = range(last, max(self.undone.stop, last + 1))
        return entry

    def redo_change(self) -> Entry | None:
        """Go to the moment after the first undone change. See `Trainer.redo_change`."""
        if not self.undone:
            return None
        first = self.undone.start
        entry = self.journal[first]
        self._go(entry.step, first + 1)
        self.undone = range(first + 1, self.undone.stop) or range(0)
        return entry

    def _go(self, step: int, applied: int) -> None:
        """Go to the moment after that many updates and changes, which the run has passed."""
        engine = self._engine
        self._farthest = self._last_step
        nearest = self.keyframes.before(step)
        ahead = self._step <= step and self.applied <= applied
        if not ahead or nearest.state.step > self._step:
            self._restart_at(nearest)
        self._keep = self.keyframes.epochs_to_keep(engine.position[0], step // self._updates)
        with suppress(Diverged):  # it cannot: the run has been there
            while self._step < step or self.applied < applied:
                goals, due = [step], self.applied < applied
                if due:
                    goals.append(self.journal[self.applied].step)
                if self._next_stop is not None:
                    goals.append(self._next_stop * self._updates)
                engine.train_to(min(goals))
                if due and self.journal[self.applied].step == self._step:
                    self._apply_next()
        self._keep = frozenset()

    def _restart_at(self, frame: Keyframe) -> None:
        """Go to a keyframe, with the rule it had there."""
        problem = self._start
        for entry in self.journal[: frame.applied]:
            if isinstance(entry.change, SetRule):
                problem, _ = entry.change.apply(problem, frame.state)
        self.applied = frame.applied
        self._engine.restart(problem, frame.state, frame.record)

    # to another branch

    def change(self, change: Change) -> bool:
        """Make a change here and enter it in the journal. See `Trainer.change`."""
        before, state_before = self._engine.problem, self._engine.state
        problem, state = change.apply(before, state_before)
        if problem.spec == before.spec and _same_weights(state, state_before):
            return False
        if isinstance(change, SetWeight) and not all_finite(problem, state.params):
            raise SpecError("weights", "with that weight the loss would no longer be finite")
        branched = self.discard_undone()
        branched = self.discard_ahead() or branched
        self._engine.restart(problem, state)
        self.journal = (*self.journal, Entry(state.step, change))
        self.applied += 1
        return branched

    def discard_undone(self) -> bool:
        """Drop the undone changes, and what came after them. See `Trainer.discard_undone`."""
        if not self.undone:
            return False
        first, here = self.undone.start, (self._step, self.applied)
        self._go(self.journal[first].step, first)
        branched = self.discard_ahead()
        self._go(*here)
        return branched

    def discard_ahead(self) -> bool:
        """Drop what was recorded after this moment. See `Trainer.discard_ahead`."""
        further = self._step < self._last_step
        if further:
            self.abandoned = (*self.abandoned, self.history.curve())[-MAX_ABANDONED:]
            record = self._engine.record
            self.history = self.history.until(record.epoch, *record.values)
        self.journal = self.journal[: self.applied]
        self.keyframes.drop_after(self._step)
        self._farthest = self._step
        self.undone = range(0)
        return further


def _same_weights(a: State, b: State) -> bool:
    """Tell whether two states have the same weights, of which the same are frozen."""
    same = all(np.array_equal(a.params[name], b.params[name]) for name in a.params)
    frozen = a.frozen.keys() == b.frozen.keys()
    return same and frozen and all(np.array_equal(a.frozen[k], b.frozen[k]) for k in a.frozen)
