"""What is recorded after each epoch: the numbers the curves, the stop rules and the app read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.errors import Diverged

from .metrics import JUDGED, PartScores, Scores, evaluate_parts
from .problem import Problem
from .update import State

_PARTS = ("train", "validation", "test")
_SHAPE = (len(_PARTS), len(Scores._fields))


class EpochRecord(NamedTuple):
    """The scores of the network after an epoch, with the weights held still.

    Attributes
    ----------
    epoch, step : int
        Complete epochs, and updates in all.
    mse : float
        Mean of ``(d - y)^2`` over the whole data set.
    loss : float
        Mean over the samples of the loss being minimised.
    solved_since : int or None
        The first epoch of the present stretch in which every row is right.
    accuracy : float or None
        The share of rows classified correctly, 0 to 1; see `metrics.Scores`.
    test, validation : Scores or None
        The scores on the rows held out, where there are any.
    judged_by : str
        The number by which epochs are compared: ``mse``, or ``loss`` with class weights, since in
        the loss a row counts as much as its class does.
    """

    epoch: int
    step: int
    mse: float
    loss: float
    solved_since: int | None
    accuracy: float | None = None
    test: Scores | None = None
    validation: Scores | None = None
    judged_by: Literal["mse", "loss"] = "mse"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names under which `History` keeps the numbers of an epoch."""
        own = ("mse", "loss") if self.accuracy is None else ("mse", "loss", "accuracy")
        names = own
        if self.validation is not None:
            names = (*names, *(f"validation {name}" for name in own))
        if self.test is not None:
            names = (*names, *(f"test {name}" for name in own))
        return names

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers of the epoch, one for each of `columns`."""
        numbers: tuple[float, ...] = (self.mse, self.loss)
        if self.accuracy is not None:
            numbers = (*numbers, self.accuracy)
        for part in (self.validation, self.test):
            if part is not None:
                share = () if part.accuracy is None else (part.accuracy,)
                numbers = (*numbers, part.mse, part.loss, *share)
        return numbers

    @property
    def chosen_on(self) -> Literal["validation", "test", "train"]:
        """The part of the data by which epochs are compared, to find the best or to stop.

        The validation set where there is one; else the test set, which says less about new rows
        from then on; else the rows that are trained on.
        """
        if self.validation is not None:
            return "validation"
        return "train" if self.test is None else "test"

    @property
    def judged(self) -> float:
        """The number that `judged_by` names, of the part that `chosen_on` names."""
        part = self.validation or self.test or self
        return part.mse if self.judged_by == "mse" else part.loss

    def value(self, column: str) -> float:
        """Return the number of one of `columns`."""
        return self.values[self.columns.index(column)]


@dataclass(frozen=True, eq=False)
class EpochScores:
    """The scores of consecutive epochs.

    Attributes
    ----------
    problem : Problem
        The run.
    first : int
        The first of the epochs.
    values : Floats
        Shape (epochs, 3, 4): for the training, the validation and the test set the mse, the loss,
        the accuracy, and 1 where every row is right. What does not exist is 0.
    """

    problem: Problem
    first: int
    values: Floats

    @classmethod
    def none(cls, problem: Problem, first: int) -> EpochScores:
        """Return the scores of no epochs."""
        return cls(problem, first, np.empty((0, *_SHAPE)))

    @classmethod
    def of(cls, problem: Problem, epoch: int, scores: PartScores) -> EpochScores:
        """Return the scores of one epoch."""
        values = np.zeros((1, *_SHAPE))
        for place, part in enumerate(scores):
            if part is not None:
                values[0, place] = part.mse, part.loss, part.accuracy or 0.0, part.solved
        return cls(problem, epoch, values)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def epochs(self) -> NDArray[np.int64]:
        """The epochs, shape (epochs,)."""
        return np.arange(self.first, self.first + len(self))

    @property
    def mse(self) -> Floats:
        """The mse of the rows trained on, shape (epochs,)."""
        return self.values[:, 0, 0]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Whether every row is right, shape (epochs,)."""
        return self.values[:, 0, 3] > 0.0

    @property
    def judged(self) -> Floats:
        """The numbers by which epochs are compared, shape (epochs,): see `EpochRecord.judged`."""
        return self.values[:, self._parts[1] if len(self._parts) > 1 else 0, self._judged_by]

    def columns(self) -> Floats:
        """Return the numbers in the order of `EpochRecord.columns`, shape (epochs, columns)."""
        numbers = 3 if self._has_accuracy else 2
        return self.values[:, list(self._parts), :numbers].reshape(len(self), -1)

    def last_record(self, solved_since: int | None) -> EpochRecord:
        """Return the record of the last of the epochs.

        `solved_since` is that of the record before the first of them.
        """
        own, validation, test = (self._part(place) for place in range(len(_PARTS)))
        assert own is not None
        epoch = self.first + len(self) - 1
        wrong = np.flatnonzero(~self.solved)
        since: int | None = solved_since if solved_since is not None else self.first
        if len(wrong):
            since = self.first + int(wrong[-1]) + 1 if own.solved else None
        return EpochRecord(
            epoch,
            epoch * len(self.problem.batches(1)),
            own.mse,
            own.loss,
            since,
            own.accuracy,
            test,
            validation,
            "loss" if self._judged_by else "mse",
        )

    def _part(self, place: int) -> Scores | None:
        """Return the scores of a part of the data in the last of the epochs."""
        if place not in self._parts:
            return None
        mse, loss, accuracy, solved = self.values[-1, place].tolist()
        return Scores(mse, loss, solved > 0.0, accuracy if self._has_accuracy else None)

    @property
    def _parts(self) -> tuple[int, ...]:
        """The places of the parts that exist."""
        return (0, *(_PARTS.index(part) for part in self.problem.dataset.held_out))

    @property
    def _has_accuracy(self) -> bool:
        return self.problem.dataset.kind in JUDGED

    @property
    def _judged_by(self) -> int:
        """The place of the number by which epochs are compared."""
        return 0 if self.problem.class_weights is None else 1


def first_record(problem: Problem, state: State) -> EpochRecord:
    """Return the record of epoch 0: the untrained network.

    Raises
    ------
    Diverged
        If a score is not finite.
    """
    scores = finite_scores(problem, state, epoch=0, step=0)
    return EpochScores.of(problem, 0, scores).last_record(None)


def finite_scores(problem: Problem, state: State, epoch: int, step: int) -> PartScores:
    """Score a state on the rows trained on and on those held out.

    Raises
    ------
    Diverged
        If a score is not finite; the error names this epoch and update.
    """
    scores = evaluate_parts(problem, state.params)
    if not scores.finite:
        raise Diverged(scores.not_finite, epoch, step)
    return scores
