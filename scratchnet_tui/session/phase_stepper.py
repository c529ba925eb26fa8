"""A walk through the updates of a run, phase by phase, forward and back.

It knows where a person stands; the trainer knows the numbers. Only the step from the last phase of
an update to the next update trains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import Floats, Phase, Problem, State, Trace, Trainer, explain
from scratchnet_tui.text.wording import LEFT


@dataclass(frozen=True, eq=False)
class Inside:
    """One update, and the phase of it that is looked at.

    Attributes
    ----------
    trace : Trace
        The update.
    phases : tuple of Phase
        What it consists of, in the order of the arithmetic.
    at : int
        Which phase is looked at, counted from 0.
    sample : int or None
        The row whose update it would be, alone; None for the next update of the run.
    """

    trace: Trace
    phases: tuple[Phase, ...]
    at: int
    sample: int | None

    @property
    def phase(self) -> Phase:
        """The phase that is looked at."""
        return self.phases[self.at]


class Walk:
    """Where a person stands: inside which update, at which phase, or not inside any."""

    def __init__(self) -> None:
        self.open = False
        self._sample: int | None = None
        self._at = 0
        self._run: Trainer | None = None
        self._seen: tuple[State, Problem, Inside] | None = None

    def enter(self, sample: int | None) -> None:
        """Go to the first phase of the next update, or of the one a row alone would make now."""
        self.open, self._sample, self._at, self._seen = True, sample, 0, None

    def leave(self) -> None:
        """Go out."""
        self.open, self._seen = False, None

    def view(self, trainer: Trainer) -> Inside | None:
        """Return what there is to see, the same object as long as nothing has changed.

        Another run is shown from the first phase of its next update; a row that it does not have
        is forgotten.
        """
        if not self.open:
            return None
        if trainer is not self._run:
            self._run, self._at = trainer, 0
            if self._sample is not None and self._sample >= len(trainer.dataset):
                self._sample = None
        state, problem, sample = trainer.state, trainer.problem, self._sample
        seen = self._seen
        if seen is None or seen[0] is not state or seen[1] is not problem:
            trace = trainer.preview() if sample is None else trainer.peek(sample)
            phases = explain(problem, trace)
        elif seen[2].at == self._at and seen[2].sample == sample:
            return seen[2]
        else:
            trace, phases = seen[2].trace, seen[2].phases
        self._at = min(self._at, len(phases) - 1)
        inside = Inside(trace, phases, self._at, sample)
        self._seen = (state, problem, inside)
        return inside

    def forward(self, trainer: Trainer) -> str:
        """Go to the next phase; after the last one take the update.

        Returns
        -------
        str
            What there is to say, if anything.

        Raises
        ------
        core.Diverged
            If the update cannot be taken. Nothing has then changed.
        """
        inside = self.view(trainer)
        if inside is None:
            return ""
        if self._at + 1 < len(inside.phases):
            self._at += 1
            return ""
        if inside.sample is not None:
            return (
                f"Only a look: row {inside.sample + 1} was not trained. "
                "Press i for the next update of the run."
            )
        left = LEFT if trainer.discard_undone() else ""
        trace = trainer.step_sample()
        self._at = 0
        return f"Update {trace.step:,} is taken. This is the next one.{left}"

    def back(self, trainer: Trainer) -> str:
        """Go to the phase before; before the first one take the last update back.

        Returns
        -------
        str
            What there is to say, if anything.
        """
        inside = self.view(trainer)
        if inside is None:
            return ""
        if self._at:
            self._at -= 1
            return ""
        if inside.sample is not None:
            return "This is the first phase."
        notice = back_one_update(trainer)
        if trainer.state.step + 1 < inside.trace.step:
            self._at = len(inside.phases) - 1
        return notice


def fuller_row(inside: Inside, x: Floats) -> int | None:
    """Return the row to look at instead of an update that shows little.

    Where no input but one is other than 0, most of the products and most of the dW are 0.

    Parameters
    ----------
    inside : Inside
        The update.
    x : Floats
        The inputs of all rows, shape (samples, inputs).

    Returns
    -------
    int or None
        The row with the most inputs other than 0, counted from 0; None where the update is that of
        a batch, of a row alone, or of a row that shows enough, and where no row shows more.
    """
    samples = inside.trace.samples
    if inside.sample is not None or len(samples) != 1:
        return None
    signals = np.count_nonzero(x, axis=1)
    fullest = int(signals.argmax())
    return fullest if signals[samples[0]] < 2 <= signals[fullest] else None


def back_one_update(trainer: Trainer) -> str:
    """Take the last update of a run back, and say which it was."""
    state = trainer.state
    if not state.step:
        return "This is the beginning of the run."
    epoch, index = state.epoch, state.index - 1
    if index < 0:
        epoch, index = epoch - 1, len(trainer.problem.batches(epoch)) - 1
    trainer.seek(epoch, index)
    return f"Update {state.step:,} is taken back."
