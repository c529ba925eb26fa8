"""The two gears that drive a run forward, and only forward: one to be seen, one to make haste.

They give the same numbers. `step` makes every number of an update visible, `bulk` works in place;
whichever was used last, `state` tells where the run stands.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from core.arrays import Diverged

from .fast.loop import FastLoop
from .metrics import PartScores, Scores, evaluate_parts, surely_finite
from .problem import Problem
from .trace import Trace
from .update import State, advance


class EpochRecord(NamedTuple):
    """What is recorded after an epoch, with the weights frozen.

    Attributes
    ----------
    epoch, step : int
        How many epochs and how many updates are done.
    mse : float
        Mean of ``(d - y)^2`` over the whole data set.
    loss : float
        Mean over the samples of the loss being minimised.
    solved_since : int or None
        The first epoch of the present stretch in which every row is right.
    accuracy : float or None
        The share of rows decided rightly; see `metrics.Scores`.
    test, validation : Scores or None
        How the rows that are held out do, where there are any.
    judged_by : str
        The number by which epochs are compared: ``mse``, or with class weights ``loss``, in which
        a row counts as much as its class was given.
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
    scores = _scores(problem, state, epoch=0, step=0)
    return _record(problem, 0, 0, scores, 0 if scores.trained.solved else None)


def _record(
    problem: Problem, epoch: int, step: int, scores: PartScores, solved_since: int | None
) -> EpochRecord:
    own, validation, test = scores
    numbers = own.mse, own.loss, solved_since, own.accuracy, test, validation
    return EpochRecord(epoch, step, *numbers, "mse" if problem.class_weights is None else "loss")


class Gears:
    """A run under way.

    Parameters
    ----------
    problem : Problem
        The run.
    state : State
        Where it stands.
    record : EpochRecord
        The record of the last complete epoch.
    entered : callable
        ``entered(record)`` is told of each epoch that is completed. It may look at `state`.
    """

    def __init__(
        self,
        problem: Problem,
        state: State,
        record: EpochRecord,
        entered: Callable[[EpochRecord], None],
    ) -> None:
        self.record = record
        self._entered = entered
        self.shift(problem, state)

    def shift(self, problem: Problem, state: State) -> None:
        """Go on from another state, or with another problem."""
        self.problem = problem
        self._state: State | None = state
        self._bulk: FastLoop | None = None

    @property
    def state(self) -> State:
        """Where the run stands."""
        if self._state is None:
            assert self._bulk is not None  # one of the two always knows
            self._state = self._bulk.state()
        return self._state

    @property
    def place(self) -> tuple[int, int, int]:
        """Complete epochs, updates after those, and updates in all; cheaper than `state`."""
        at = self._state or self._bulk
        assert at is not None
        return at.epoch, at.index, at.step

    def step(self) -> Trace:
        """Take one update the readable way.

        Raises
        ------
        Diverged
            If a weight, an answer or a score would no longer be finite. The update is then not
            taken.
        """
        state, trace = advance(self.problem, self.state)
        complete, scores = state.index == 0, None
        if complete or not surely_finite(self.problem, state.params):
            scores = _scores(self.problem, state, trace.epoch, trace.step)
        self._state, self._bulk = state, None
        if complete and scores is not None:
            self._enter(state.epoch, state.step, scores)
        return trace

    def reach(self, step: int) -> None:
        """Train until so many updates are done in all: whole epochs in haste, then the rest."""
        epoch = step // len(self.problem.batches(1))
        if epoch > self.place[0]:
            self.haste(epoch - self.place[0])
        if self.place[2] < step:
            self._part_of_epoch(step)

    def _part_of_epoch(self, step: int) -> None:
        """Take updates up to that one, which lies before the end of the epoch."""
        if self.problem.spec.slip == "none":
            bulk = self._enter_bulk()
            with np.errstate(all="ignore"):
                while bulk.step < step:
                    bulk.update()
                if bulk.sound():
                    return
            bulk.return_to_mark()
            self._state = bulk.state()
        while self.place[2] < step:  # the readable way stops where it happens
            self.step()

    def haste(
        self,
        max_epochs: int | None = None,
        until: Callable[[EpochRecord], bool] | None = None,
        seconds: float = math.inf,
    ) -> int:
        """Train through the bulk path until one of the three says stop; return epochs completed.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        done, elapsed, looks = 0, 0.0, True
        if max_epochs is not None and max_epochs < 1:
            return done
        if self.problem.spec.slip != "none":  # the bulk path knows the right backward pass alone
            return self._without_haste(max_epochs, until, seconds)
        start = time.perf_counter()
        bulk = self._enter_bulk()
        with np.errstate(all="ignore"):  # what is not finite is looked for below
            while True:
                if looks and bulk.far_out():
                    left = None if max_epochs is None else max_epochs - done
                    return done + self._without_haste(left, until, seconds - elapsed)
                looks = bulk.update()
                if looks:
                    scores = bulk.score()
                    if not (scores.finite and bulk.finite()):
                        return done + self._judge(bulk)
                    bulk.mark()
                    self._enter(bulk.epoch, bulk.step, scores)
                    done += 1
                    reached = until is not None and until(self.record)
                    if reached or done == max_epochs:
                        return done
                    if self._bulk is not bulk or self._state is not None:  # looked at, or changed
                        bulk = self._enter_bulk()
                elapsed = time.perf_counter() - start
                if elapsed >= 2.0 * seconds or (elapsed >= seconds and bulk.index == 0):
                    break
            if not bulk.sound():
                return done + self._judge(bulk)
        return done

    def _without_haste(
        self,
        max_epochs: int | None,
        until: Callable[[EpochRecord], bool] | None,
        seconds: float,
    ) -> int:
        """Do as `haste` does, one readable update after the other."""
        done, start = 0, time.perf_counter()
        while True:
            self.step()
            complete = self.state.index == 0
            if complete:
                done += 1
                reached = until is not None and until(self.record)
                if reached or done == max_epochs:
                    return done
            elapsed = time.perf_counter() - start
            if elapsed >= 2.0 * seconds or (elapsed >= seconds and complete):
                return done

    def _enter_bulk(self) -> FastLoop:
        """Shift to the bulk path, where the readable one stands."""
        if self._bulk is None:
            self._bulk = FastLoop(self.problem, self.state)
        self._bulk.mark()
        self._state = None
        return self._bulk

    def _judge(self, bulk: FastLoop) -> int:
        """Repeat the epoch that went wrong the readable way, which stops where it happens."""
        bulk.return_to_mark()
        self._state = bulk.state()
        epoch = self._state.epoch
        while self.state.epoch == epoch:
            self.step()
        return 1  # the two ways differ by a hair, and the readable one came through

    def _enter(self, epoch: int, step: int, scores: PartScores) -> None:
        """Make the record of a completed epoch, and tell of it."""
        solved = scores.trained.solved
        since = self.record.solved_since if solved else None
        if solved and since is None:
            since = epoch
        self.record = _record(self.problem, epoch, step, scores, since)
        self._entered(self.record)


def _scores(problem: Problem, state: State, epoch: int, step: int) -> PartScores:
    """Score a state over the rows trained on and over those held out.

    Raises
    ------
    Diverged
        If a score is not finite.
    """
    scores = evaluate_parts(problem, state.params)
    if not scores.finite:
        raise Diverged(scores.not_finite, epoch, step)
    return scores
