"""What is recorded after each epoch: the numbers the curves, the stop rules and the app read."""

from __future__ import annotations

from typing import Literal, NamedTuple

from core.errors import Diverged

from .metrics import PartScores, Scores, evaluate_parts
from .problem import Problem
from .update import State


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


def first_record(problem: Problem, state: State) -> EpochRecord:
    """Return the record of epoch 0: the untrained network.

    Raises
    ------
    Diverged
        If a score is not finite.
    """
    scores = finite_scores(problem, state, epoch=0, step=0)
    return record_of(problem, 0, 0, scores, 0 if scores.trained.solved else None)


def record_of(
    problem: Problem, epoch: int, step: int, scores: PartScores, solved_since: int | None
) -> EpochRecord:
    """Return the record of an epoch that was scored."""
    own, validation, test = scores
    numbers = own.mse, own.loss, solved_since, own.accuracy, test, validation
    return EpochRecord(epoch, step, *numbers, "mse" if problem.class_weights is None else "loss")


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
