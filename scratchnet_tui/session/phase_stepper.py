"""Stepping through the updates of a run, phase by phase, forward and back.

The stepper knows which phase is shown; the trainer knows the numbers. Only the step from the
last phase of an update to the next update trains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import Diverged, Floats, Problem, State, Trace, Trainer

from . import events as ev
from .run_group import RunGroup

if TYPE_CHECKING:
    from core import Phase


@dataclass(frozen=True, eq=False)
class Inside:
    """One update, and the phase of it that is shown.

    `at` is the index of that phase, from 0. `sample` is the row whose update it would be, alone;
    None for the next update of the run.
    """

    trace: Trace
    phases: tuple[Phase, ...]
    at: int
    sample: int | None

    @property
    def phase(self) -> Phase:
        """The phase that is shown."""
        return self.phases[self.at]


class PhaseStepper:
    """Which update of the present run is shown, if any, and which phase of it."""

    def __init__(self, runs: RunGroup) -> None:
        self._runs = runs
        self._is_open = False
        self._sample: int | None = None
        self._at = 0
        self._run: Trainer | None = None
        self._seen: tuple[State, Problem, Inside] | None = None

    @property
    def _trainer(self) -> Trainer:
        return self._runs.present.trainer

    def view(self) -> Inside | None:
        """Return what is shown, the same object as long as nothing has changed.

        Another run is shown from the first phase of its next update; a row that it does not have
        is forgotten.
        """
        if not self._is_open:
            return None
        trainer = self._trainer
        if trainer is not self._run:
            self._run, self._at = trainer, 0
            if self._sample is not None and self._sample >= len(trainer.dataset):
                self._sample = None
        state, problem, sample = trainer.state, trainer.problem, self._sample
        seen = self._seen
        if seen is None or seen[0] is not state or seen[1] is not problem:
            trace = trainer.preview() if sample is None else trainer.peek(sample)
            from core import explain

            phases = explain(problem, trace)
        elif seen[2].at == self._at and seen[2].sample == sample:
            return seen[2]
        else:
            trace, phases = seen[2].trace, seen[2].phases
        self._at = min(self._at, len(phases) - 1)
        inside = Inside(trace, phases, self._at, sample)
        self._seen = (state, problem, inside)
        return inside

    def open(self, sample: int | None = None) -> ev.UpdateOpened | ev.RowOpened:
        """Open the next update at its first phase, or the one a single row would make now.

        `sample` is that row, counted from 0; None for the next update of the run.
        """
        self._is_open, self._sample, self._at, self._seen = True, sample, 0, None
        if sample is not None:
            return ev.RowOpened(sample)
        inside = self.view()
        return ev.UpdateOpened(fuller_row(inside, self._trainer.dataset.x) if inside else None)

    def close(self) -> None:
        """Close the view of the update."""
        self._is_open, self._seen = False, None

    def next_phase(self) -> ev.PhaseStepped | ev.RunDiverged | None:
        """Go to the next phase; after the last one, apply the update.

        If the run diverges, the update is not applied.
        """
        run = self._runs.present
        try:
            taken = self._forward(run.trainer)
        except Diverged as error:
            return run.note_divergence(error)
        first = run.newly_solved() or taken
        events = (*((first,) if first else ()), *self._runs.catch_up())
        return ev.PhaseStepped(events) if events else None

    def _forward(self, trainer: Trainer) -> ev.UpdateTaken | ev.LastPhaseOfRow | None:
        inside = self.view()
        if inside is None:
            return None
        if self._at + 1 < len(inside.phases):
            self._at += 1
            return None
        if inside.sample is not None:
            return ev.LastPhaseOfRow(inside.sample)
        branched = trainer.discard_undone()
        trace = trainer.step_sample()
        self._at = 0
        return ev.UpdateTaken(trace.step, branched)

    def previous_phase(self) -> ev.UpdateTakenBack | ev.NoUpdateBefore | ev.FirstPhaseOfRow | None:
        """Go to the phase before; before the first one, undo the last update."""
        inside, trainer = self.view(), self._trainer
        if inside is None:
            return None
        if self._at:
            self._at -= 1
            return None
        if inside.sample is not None:
            return ev.FirstPhaseOfRow()
        event = self.back_one_update()
        if trainer.position[2] + 1 < inside.trace.step:
            self._at = len(inside.phases) - 1
        return event

    def back_one_update(self) -> ev.UpdateTakenBack | ev.NoUpdateBefore:
        """Undo the last update; the same phase stays in view."""
        trainer = self._trainer
        state = trainer.state
        if not state.step:
            return ev.NoUpdateBefore()
        epoch, index = state.epoch, state.index - 1
        if index < 0:
            epoch, index = epoch - 1, len(trainer.problem.batches(epoch)) - 1
        trainer.seek(epoch, index)
        self._runs.follow()
        return ev.UpdateTakenBack(state.step)


def fuller_row(inside: Inside, x: Floats) -> int | None:
    """Return the row to show instead of an update that shows little.

    With a single input other than 0, most of the products and most of the dW are 0.

    Parameters
    ----------
    inside : Inside
        The update.
    x : Floats
        The inputs of all rows, shape (samples, inputs).

    Returns
    -------
    int or None
        The row with the most inputs other than 0, counted from 0. None for the update of a batch
        or of a single row, for a row that shows enough, and if no row shows more.
    """
    samples = inside.trace.samples
    if inside.sample is not None or len(samples) != 1:
        return None
    signals = np.count_nonzero(x, axis=1)
    fullest = int(signals.argmax())
    return fullest if signals[samples[0]] < 2 <= signals[fullest] else None
