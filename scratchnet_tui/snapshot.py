"""A snapshot: the run at one moment, frozen, so that panes can draw it while training goes on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import (
    Curve,
    EpochRecord,
    Forward,
    Lesson,
    Masks,
    Params,
    Problem,
    RunSpec,
    Scores,
    rows_right,
)

from .inside import Inside


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The run at one moment, as the panes need it.

    Attributes
    ----------
    problem : Problem
        The spec, the data and the network.
    record : EpochRecord
        The last complete epoch.
    scores : Scores
        How well the present weights do, within an epoch and after a change too.
    index : int
        How many updates of the next epoch are done.
    params, initial : Params
        The weights now and at the start.
    last_step : Params or None
        The dW of the last update.
    frozen : Masks
        The weights that updates leave alone.
    curve : Curve
        The mse of every epoch of this branch, those ahead included.
    left : tuple of Curve
        The curves of branches that were left, the latest at the end.
    ahead : Forward
        What each layer computes for each row of the data.
    lesson : Lesson or None
        The lesson the run belongs to.
    ticks : tuple of bool
        Which of the lesson's claims hold.
    diverged : str
        What happened, when the run can go no further; else empty.
    gradient : Params
        ``dE/dW`` at the present weights, the mean over all rows; empty unless it was asked for.
    inside : Inside or None
        The update that is looked at phase by phase, if any.
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
    left: tuple[Curve, ...]
    ahead: Forward
    lesson: Lesson | None
    ticks: tuple[bool, ...]
    diverged: str
    gradient: Params
    inside: Inside | None = None

    @property
    def spec(self) -> RunSpec:
        """The spec as it stands now."""
        return self.problem.spec

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.record.epoch

    @cached_property
    def right(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each row is right, shape (samples,)."""
        return rows_right(self.problem.dataset.d, self.ahead.output)
