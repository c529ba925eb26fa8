"""A snapshot: the run at one moment, frozen, so that panes can draw it during training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core import (
    Curve,
    EpochRecord,
    Forward,
    Masks,
    Params,
    Part,
    Problem,
    RunSpec,
    Scores,
    Stop,
    Trainer,
    evaluate,
    r_squared,
    rows_right,
)

from .phase_stepper import Inside
from .pinned_run import Pin
from .run_group import RunGroup

if TYPE_CHECKING:
    from core import ClaimState, Lesson, Verdicts

    from .events import RunDiverged


class Answers(NamedTuple):
    """The forward pass of each row of a part of the data, and the scores."""

    ahead: Forward
    scores: Scores


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The run at one moment, as the panes need it.

    Attributes
    ----------
    record : EpochRecord
        The last complete epoch.
    scores : Scores
        The scores of the present weights, also within an epoch and after a change.
    index : int
        How many updates of the next epoch are done.
    params, initial : Params
        The weights now and at the start.
    last_step : Params or None
        The dW of the last update.
    curve : Curve
        The mse of every epoch of this branch, including those ahead.
    curves : mapping of str to Curve
        All that is recorded of those epochs, by the names of `core.History.columns`. In a long run
        they may keep different epochs.
    left : tuple of Curve
        The curves of abandoned branches, the latest last.
    ahead : Forward
        The forward pass of every training row.
    held_out : mapping of Part to Answers
        The forward pass and the scores of each held-out part.
    claims : tuple of ClaimState
        The state of each claim of the lesson.
    changed : bool
        Whether weights, freezes, rate or rule were changed during the run.
    card : Pin
        The run itself, in the form of a pinned one.
    pins : tuple of Pin
        The pinned runs, those in lock step with it first.
    inside : Inside or None
        The update that is shown phase by phase, if any.
    stop : Stop
        When training stops by itself.
    file : str or None
        The path of the file typed last.
    """

    problem: Problem
    record: EpochRecord
    scores: Scores
    index: int
    params: Params
    initial: Params
    last_step: Params | None
    frozen: Masks
    curve: Curve
    curves: Mapping[str, Curve]
    left: tuple[Curve, ...]
    ahead: Forward
    held_out: Mapping[Part, Answers]
    lesson: Lesson | None
    claims: tuple[ClaimState, ...]
    changed: bool
    diverged: RunDiverged | None
    card: Pin
    pins: tuple[Pin, ...]
    inside: Inside | None
    stop: Stop
    file: str | None

    @property
    def spec(self) -> RunSpec:
        """The spec as it is now."""
        return self.problem.spec

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.record.epoch

    @property
    def solved_since(self) -> int | None:
        """The epoch since which all rows are right, if they are with the present weights."""
        return self.record.solved_since if self.scores.solved else None

    @property
    def all_met(self) -> bool:
        """Whether a lesson is open and all its claims are met."""
        return self.lesson is not None and set(self.claims) == {"met"}

    @cached_property
    def right(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each row is right, shape (samples,)."""
        return rows_right(self.problem.dataset, self.ahead.output)

    @cached_property
    def gradient(self) -> Params:
        """``dE/dW`` at the present weights, the mean over all rows.

        The first access costs a backward pass over all the data.
        """
        dataset = self.problem.dataset
        with np.errstate(all="ignore"):
            back = self.problem.backward(self.params, dataset.x, dataset.d, self.ahead)
        return {name: -slope for name, slope in back.downhill.items()}

    def r_squared(self, part: Part | None = None) -> float | None:
        """Return R2 of a part of the data; None unless the targets are numbers.

        `part` None means the training rows.
        """
        dataset = self.problem.dataset
        if part is None:
            return r_squared(dataset, self.ahead.output)
        return r_squared(dataset.held_out[part], self.held_out[part].ahead.output)


def take(
    runs: RunGroup,
    inside: Inside | None,
    verdicts: Verdicts | None,
    stop: Stop,
    file: str | None,
) -> Snapshot:
    """Take a snapshot of the present run.

    `inside` is the update that is shown phase by phase, `verdicts` the results so far of the claims
    of its lesson, and `file` the path of the file typed last.
    """
    present, trainer = runs.present, runs.present.trainer
    curves = present.curves()
    card = present.card(live=True, curves=curves)
    problem, state = trainer.problem, trainer.state
    ahead, scores = evaluate(problem, state.params)
    held_out = {
        part: Answers(*evaluate(problem, state.params, rows))
        for part, rows in trainer.dataset.held_out.items()
    }
    claims: tuple[ClaimState, ...] = ()
    if verdicts is not None:
        from core import evidence_of

        test = held_out.get("test")
        seen = evidence_of(trainer, ahead, scores, test and test.scores)
        claims = verdicts.states(trainer, seen)
    curve, left = _known(trainer, card.curve)
    return Snapshot(
        problem=problem,
        record=trainer.record,
        scores=scores,
        index=state.index,
        params=state.params,
        initial=trainer.initial_params,
        last_step=state.last_step,
        frozen=state.frozen,
        curve=curve,
        curves=curves,
        left=left,
        ahead=ahead,
        held_out=held_out,
        lesson=verdicts.lesson if verdicts else None,
        claims=claims,
        changed=trainer.applied > 0,
        diverged=present.diverged,
        card=card,
        pins=runs.cards(),
        inside=inside,
        stop=stop,
        file=file,
    )


def _known(trainer: Trainer, curve: Curve) -> tuple[Curve, tuple[Curve, ...]]:
    """Return the curve as far as training on repeats it, and those of abandoned branches."""
    last = trainer.repeatable[0]
    if last >= curve.epochs[-1]:
        return curve, trainer.abandoned
    kept = max(1, int(np.searchsorted(curve.epochs, last, side="right")))
    return Curve(curve.epochs[:kept], curve.values[:kept]), (*trainer.abandoned, curve)
