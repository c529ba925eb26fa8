"""A lane: one run that is being trained, with its name, the time it took, and what it has to say.

Training it alone or beside others is the same; only the sentences differ, which then name it.
"""

from __future__ import annotations

import time
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
from scratchnet_tui.text.wording import change_text

from .pinned_run import Pin

Moment: TypeAlias = tuple[int, tuple[Entry, ...]]
"""The updates done, and the changes made before and between them."""

_COMPARED = ("mse", "loss", "accuracy")
"""The columns of the history that are laid over those of other runs."""


@dataclass(eq=False)
class Lane:
    """A run that is being trained.

    Parameters
    ----------
    trainer : Trainer
        The run.
    name : str
        What to call it; empty for a run that is alone.
    look : int or None
        Which of `pinned_run.MOST` ways to be drawn it has; None for the present run.
    """

    trainer: Trainer
    name: str = ""
    look: int | None = None
    diverged: str = ""
    announced: bool = False
    _timed: tuple[int, float] = (0, 0.0)  # updates, and the seconds they took
    _fate: tuple[Moment, str] | None = None  # where it diverged, and what was said of it

    def __post_init__(self) -> None:
        self.arrive()

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.trainer.record.epoch

    @property
    def seconds(self) -> float:
        """How long it takes to train to where the run stands, at the pace measured so far."""
        updates, seconds = self._timed
        return seconds * self.trainer.state.step / updates if updates else 0.0

    @property
    def _moment(self) -> Moment:
        """What decides all that follows: the updates done, and the changes made."""
        trainer = self.trainer
        return trainer.state.step, trainer.journal[: trainer.applied]

    def arrive(self) -> None:
        """Forget what was said of a later moment. Where the run diverged, it has diverged."""
        doomed = self._fate is not None and self._fate[0] == self._moment
        self.diverged = self._fate[1] if self._fate is not None and doomed else ""
        self.announced = self.trainer.record.solved_since is not None

    def seek(self, epoch: int) -> None:
        """Go to an epoch, or as near as the run has come; what was taken back is given up then."""
        if (self.epoch, self.trainer.state.index) == (epoch, 0):
            return
        self.trainer.settle()
        last, index = self.trainer.end
        place = (epoch, 0) if epoch <= last else (last, index)
        if (self.epoch, self.trainer.state.index) != place:
            self.trainer.seek(*place)
            self.arrive()

    def train(
        self,
        seconds: float,
        max_epochs: int | None,
        watch: Watch | None = None,
    ) -> list[str]:
        """Train for about that long, or until it is enough; return what a person should know."""
        trainer, notices = self.trainer, []
        step, start = trainer.state.step, time.perf_counter()
        try:
            trainer.run_for(seconds, max_epochs, watch)
        except Diverged as error:
            notices.append(self.stop(error))
        updates, before = self._timed
        taken = time.perf_counter() - start
        self._timed = updates + trainer.state.step - step, before + taken
        solved = self.solved()
        return [*notices, solved] if solved else notices

    def stop(self, error: Diverged) -> str:
        """Note that the run can go no further, and say so."""
        found = remedies(self.trainer.problem, error)
        parts = [f"{remedy.field} {remedy.value}" for remedy in found]
        advice = f" Try {' or '.join(parts)}." if parts else ""
        self.diverged = self._said(f"{error}.{advice} The state before it is kept.")
        self._fate = self._moment, self.diverged
        return self.diverged

    def solved(self) -> str:
        """Say that all rows are right, once; else return an empty text."""
        since = self.trainer.record.solved_since
        if since is None or self.announced:
            return ""
        self.announced = True
        rows = len(self.trainer.dataset)
        sign = "," if self.name else ":"
        return self._said(f"solved at epoch {since:,}{sign} all {rows} rows are right.")

    def _said(self, text: str) -> str:
        """Begin a sentence with the name of the run, if it has one."""
        return f"{self.name}: {text}" if self.name else f"{text[0].upper()}{text[1:]}"

    def card(self, live: bool) -> Pin:
        """Describe the run as it stands.

        Its curve ends here too. Only that of the present run goes on to what lies ahead, if it is
        live, since the panes draw that faint.

        Parameters
        ----------
        live : bool
            Whether it goes on being trained.
        """
        trainer = self.trainer
        record, history = trainer.record, trainer.history
        curves = {name: history.curve(name) for name in _COMPARED if name in history.columns}
        if self.look is not None or not live:
            curves = {name: _until(curve, record, name) for name, curve in curves.items()}
        spec, changes = _opening(trainer)
        return Pin(
            self.name or "now",
            self.look,
            spec,
            changes,
            curves.pop("mse"),
            record.epoch,
            record.solved_since,
            record.mse,
            self.seconds,
            live,
            bool(self.diverged),
            curves,
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
    """Return the spec at the first update, and at how many moments something else was changed."""
    spec, moments = trainer.start_spec, set()
    for entry in trainer.journal[: trainer.applied]:
        if entry.step == 0 and isinstance(entry.change, SetRule):
            spec = entry.change.applied_to(spec)
        else:
            moments.add(entry.step)
    return spec, len(moments)


def repeat_start(before: Trainer, trainer: Trainer, name: str) -> str:
    """Set and freeze the weights of a new run as was done before the first update of another.

    Parameters
    ----------
    before : Trainer
        The other run, with a network of the same shape.
    trainer : Trainer
        The new run.
    name : str
        What to call it.

    Returns
    -------
    str
        What could not be taken over, with a blank before it; else empty.
    """
    refused = ""
    for entry in before.journal[: before.applied]:
        if entry.step == 0 and not isinstance(entry.change, SetRule):
            try:
                trainer.change(entry.change)
            except SpecError as error:
                what = change_text(trainer.problem, entry.change, trainer.spec)
                refused += f" Not so in {name}: {what} ({error})."
    return refused
