"""A run that is being trained, alone or in a comparison: its name, training time and events."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from core import (
    Curve,
    Diverged,
    Entry,
    EpochRecord,
    RunSpec,
    SetRule,
    SpecError,
    Trainer,
    Watch,
    remedies,
)

from . import events as ev
from .pinned_run import Pin

Place: TypeAlias = tuple[int, tuple[Entry, ...]]
"""Where a run stands: the updates done, and the changes made before and between them."""

_COMPARED = ("mse", "loss", "accuracy")
"""The columns of the history that are drawn over those of other runs."""


@dataclass(eq=False)
class LiveRun:
    """A run that is being trained.

    Parameters
    ----------
    name : str
        Empty for a run that is alone.
    look : int or None
        Its index among the looks of pinned runs; None for the present run.

    Attributes
    ----------
    announced : bool
        Whether it has been reported as solved.
    timed : tuple of int and float
        How many updates were timed, and the seconds they took.
    """

    trainer: Trainer
    name: str = ""
    look: int | None = None
    diverged: ev.RunDiverged | None = None
    announced: bool = False
    timed: tuple[int, float] = (0, 0.0)
    _fate: tuple[Place, ev.RunDiverged] | None = None  # where it diverged, and why

    def __post_init__(self) -> None:
        self.arrive()

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.trainer.record.epoch

    @property
    def seconds(self) -> float:
        """The estimated training time up to here, at the speed measured so far."""
        updates, seconds = self.timed
        return seconds * self.trainer.position[2] / updates if updates else 0.0

    @property
    def _place(self) -> Place:
        """The moment that the run is at, which decides all that follows."""
        trainer = self.trainer
        return trainer.position[2], trainer.journal[: trainer.applied]

    def arrive(self) -> None:
        """Note that the run is at another moment, and whether it diverged there."""
        fate = self._fate
        self.diverged = fate[1] if fate is not None and fate[0] == self._place else None
        self.announced = self.trainer.record.solved_since is not None

    def seek(self, epoch: int) -> None:
        """Go to an epoch, or as near as the run has come; drop undone changes."""
        if (self.epoch, self.trainer.position[1]) == (epoch, 0):
            return
        self.trainer.discard_undone()
        last, index = self.trainer.end
        place = (epoch, 0) if epoch <= last else (last, index)
        if (self.epoch, self.trainer.position[1]) != place:
            self.trainer.seek(*place)
            self.arrive()

    def train(
        self,
        seconds: float,
        max_epochs: int | None,
        watch: Watch | None = None,
    ) -> list[ev.RunDiverged | ev.Solved]:
        """Train for about that many seconds or up to `max_epochs`; return what has happened."""
        trainer: Trainer = self.trainer
        events: list[ev.RunDiverged | ev.Solved] = []
        step, start = trainer.position[2], time.perf_counter()
        try:
            trainer.run_for(seconds, max_epochs, watch)
        except Diverged as error:
            events.append(self.note_divergence(error))
        updates, before = self.timed
        taken = time.perf_counter() - start
        self.timed = updates + trainer.position[2] - step, before + taken
        solved = self.newly_solved()
        return [*events, solved] if solved else events

    def note_divergence(self, error: Diverged) -> ev.RunDiverged:
        """Note that the run can go no further, and return the event."""
        found = tuple(remedies(self.trainer.problem, error))
        self.diverged = ev.RunDiverged(self.name, str(error), found)
        self._fate = self._place, self.diverged
        return self.diverged

    def newly_solved(self) -> ev.Solved | None:
        """Return the event that all rows are right the first time it holds; else None."""
        since = self.trainer.record.solved_since
        if since is None or self.announced:
            return None
        self.announced = True
        seen = "" if self.name else self._fingerprint_at(since)
        return ev.Solved(self.name, since, len(self.trainer.dataset), seen)

    def _fingerprint_at(self, epoch: int) -> str:
        """Return the fingerprint of an epoch that the last slice has completed; stay here.

        Training goes on beyond it to the end of the slice, as far as the machine has come by then.
        """
        trainer = self.trainer
        here = self.epoch, trainer.position[1]
        if here == (epoch, 0):
            return trainer.fingerprint
        trainer.seek(epoch)
        found = trainer.fingerprint
        trainer.seek(*here)
        return found

    @property
    def was_changed(self) -> bool:
        """Whether something was changed on the way: the spec alone does not lead here."""
        return _opening(self.trainer)[1] > 0

    def curves(self) -> dict[str, Curve]:
        """Return all recorded curves, by the names of `core.History.columns`."""
        history = self.trainer.history
        return {name: history.curve(name) for name in history.columns}

    def card(self, live: bool, curves: Mapping[str, Curve] | None = None) -> Pin:
        """Describe the run as it is now, for the comparison.

        The curve ends at the present epoch. Only that of the present run, if live, includes the
        epochs ahead, which the panes draw faint.

        Parameters
        ----------
        live : bool
            Whether it goes on being trained.
        curves : mapping of str to Curve, optional
            The result of `curves`, if at hand already.
        """
        trainer = self.trainer
        record, history = trainer.record, trainer.history
        if curves is None:
            curves = {name: history.curve(name) for name in _COMPARED if name in history.columns}
        compared = {name: curves[name] for name in _COMPARED if name in curves}
        if self.look is not None or not live:
            compared = {name: _until(curve, record, name) for name, curve in compared.items()}
        spec, changes = _opening(trainer)
        return Pin(
            self.name or "now",
            self.look,
            spec,
            changes,
            compared.pop("mse"),
            record.epoch,
            record.solved_since,
            record.mse,
            self.seconds,
            live,
            self.diverged is not None,
            compared,
        )


def _until(curve: Curve, record: EpochRecord, column: str) -> Curve:
    """Return a curve up to an epoch, which may lie between two points of a long run."""
    there = int(np.searchsorted(curve.epochs, record.epoch, side="right"))
    if there == len(curve.epochs):
        return curve
    epochs, values = curve.epochs[:there], curve.values[:there]
    if epochs[-1] < record.epoch:
        epochs = np.append(epochs, record.epoch)
        values = np.append(values, record.value(column))
    return Curve(epochs, values)


def _opening(trainer: Trainer) -> tuple[RunSpec, int]:
    """Return the spec at the first update, and at how many moments something else changed."""
    spec, moments = trainer.start_spec, set()
    for entry in trainer.journal[: trainer.applied]:
        if entry.step == 0 and isinstance(entry.change, SetRule):
            spec = entry.change.applied_to(spec)
        else:
            moments.add(entry.step)
    return spec, len(moments)


def repeat_start(before: Trainer, trainer: Trainer, name: str) -> tuple[ev.ChangeRefused, ...]:
    """Repeat the weights set and frozen before the first update of another run.

    Both networks must have the same shape. Return what could not be repeated; `name` is what
    to call the new run there.
    """
    refused: list[ev.ChangeRefused] = []
    for entry in before.journal[: before.applied]:
        if entry.step == 0 and not isinstance(entry.change, SetRule):
            try:
                trainer.change(entry.change)
            except SpecError as error:
                change = ev.NamedChange.of(trainer.problem, entry.change, trainer.spec)
                refused.append(ev.ChangeRefused(name, change, str(error)))
    return tuple(refused)
