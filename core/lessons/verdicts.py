"""Verdicts: what became of a lesson's claims at the epochs that settle them, run by run.

How a claim stands depends on the run at two moments only, now and the epoch that settles it, so it
is the same at every pace, and after going back and forth in time.
"""

from __future__ import annotations

from typing import TypeAlias
from weakref import WeakKeyDictionary

from core.nn.network import Forward
from core.run.live_changes import Entry
from core.run.metrics import Scores, evaluate, rows_right
from core.run.trainer import Trainer

from .lesson import ClaimState, Evidence, Lesson

_Past: TypeAlias = tuple[Entry, ...]


def evidence_of(trainer: Trainer, ahead: Forward, scores: Scores, test: Scores | None) -> Evidence:
    """Gather what a claim may look at.

    Parameters
    ----------
    trainer : Trainer
        The run.
    ahead : Forward
        What each layer computes for each row with the present weights.
    scores, test : Scores
        How well they do on those rows, and on the test set, where there is one.
    """
    record = trainer.record
    return Evidence(
        epoch=record.epoch,
        mse=scores.mse,
        solved_since=record.solved_since if scores.solved else None,
        d=trainer.dataset.d,
        y=ahead.output,
        right=rows_right(trainer.dataset, ahead.output),
        initial=trainer.initial_params,
        params=trainer.state.params,
        accuracy=scores.accuracy,
        test=test,
    )


def _present(trainer: Trainer) -> Evidence:
    """Work out what a claim may look at; it costs a pass forward through all the data."""
    problem, params, held_out = trainer.problem, trainer.state.params, trainer.dataset.test
    test = None if held_out is None else evaluate(problem, params, held_out)[1]
    return evidence_of(trainer, *evaluate(problem, params), test)


class Verdicts:
    """What is known of the claims of a lesson at the epochs that settle them.

    Whoever trains stops at those epochs (`next_epoch`) and calls `note` there.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._epochs = sorted({claim.by for claim in lesson.claims})
        self._held: WeakKeyDictionary[Trainer, dict[int, tuple[_Past, frozenset[int]]]]
        self._held = WeakKeyDictionary()

    def next_epoch(self, epoch: int) -> int | None:
        """Return the first epoch after that one which settles a claim, if there is one."""
        return next((each for each in self._epochs if each > epoch), None)

    def note(self, trainer: Trainer) -> None:
        """Remember which claims hold, if the run stands at an epoch that settles some."""
        epoch = trainer.record.epoch
        if epoch not in self._epochs or trainer.state.index or self._known(trainer, epoch):
            return
        seen = _present(trainer)
        held = frozenset(i for i, claim in enumerate(self.lesson.claims) if claim.holds(seen))
        self._held.setdefault(trainer, {})[epoch] = (_past(trainer, epoch), held)

    def _known(self, trainer: Trainer, epoch: int) -> frozenset[int] | None:
        """Return which claims held at an epoch, if the run has been there on its present branch."""
        past, held = self._held.get(trainer, {}).get(epoch, (None, frozenset()))
        return held if past == _past(trainer, epoch) else None

    def states(self, trainer: Trainer, seen: Evidence) -> tuple[ClaimState, ...]:
        """Say how each claim stands.

        Parameters
        ----------
        trainer : Trainer
            The run.
        seen : Evidence
            What there is to see of it now.
        """
        states = []
        for i, claim in enumerate(self.lesson.claims):
            held = self._known(trainer, claim.by) if seen.epoch >= claim.by else None
            states.append(claim.state(seen, None if held is None else i in held))
        return tuple(states)


def _past(trainer: Trainer, epoch: int) -> _Past:
    """Return the changes that were made in a run before the end of an epoch."""
    if not trainer.journal:
        return ()
    step = epoch * len(trainer.problem.batches(1))
    return tuple(entry for entry in trainer.journal if entry.step < step)
