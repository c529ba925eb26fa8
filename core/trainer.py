"""The Trainer runs a spec: one sample, one epoch, a thousand, as the caller asks. It owns no loop.

It has two gears that give the same numbers: `step` makes every number of an update visible, `bulk`
makes haste. Whichever was used last, `state` tells where the run stands.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from .bulk import Bulk
from .datasets import Dataset
from .history import History
from .metrics import Scores, evaluate
from .network import Network
from .problem import Problem, pose
from .spec import RunSpec
from .step import State, advance, initial_state, observe
from .trace import Trace
from .types import Diverged, Params


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
        The first epoch of the present stretch in which every ``|d - y| < 0.1``.
    """

    epoch: int
    step: int
    mse: float
    loss: float
    solved_since: int | None


class Trainer:
    """A run that can be driven from outside.

    Parameters
    ----------
    spec : RunSpec
        What to run. The parameters exist before any training.
    dataset : Dataset, optional
        The data, where they are at hand already; otherwise the spec's are loaded.

    Raises
    ------
    SpecError
        If the spec does not suit the data.
    DataError
        If the data cannot be read.
    Diverged
        If the untrained network already computes something that is not finite.

    Examples
    --------
    >>> trainer = Trainer(RunSpec(dataset="xor", hidden=(4,), seed=1))
    >>> for record in trainer.run(max_epochs=1000):
    ...     pass
    >>> record.epoch
    1000
    """

    def __init__(self, spec: RunSpec, dataset: Dataset | None = None) -> None:
        self._problem = pose(spec, dataset)
        self._state: State | None = initial_state(self._problem)
        self._bulk: Bulk | None = None
        self.initial_params: Params = self._state.params
        self.history = History()
        self.record = EpochRecord(0, 0, math.inf, math.inf, None)
        """The record of the last complete epoch."""
        self._enter(0, 0, self._scores(self._state, epoch=0, step=0))

    @property
    def problem(self) -> Problem:
        """The spec with everything it names."""
        return self._problem

    @property
    def spec(self) -> RunSpec:
        """The spec as it stands now, live changes included."""
        return self._problem.spec

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self._problem.dataset

    @property
    def network(self) -> Network:
        """The shape of the network."""
        return self._problem.network

    @property
    def state(self) -> State:
        """Where the run stands."""
        if self._state is None:
            assert self._bulk is not None  # one of the two always knows
            self._state = self._bulk.state()
        return self._state

    @property
    def last_step(self) -> Params | None:
        """The dW of the last update, by parameter name; None before the first."""
        return self.state.last_step

    def peek(self, sample: int) -> Trace:
        """Work out the update that one sample would make now. Nothing changes.

        Parameters
        ----------
        sample : int
            The row of the data set, counted from 0.
        """
        if not 0 <= sample < len(self.dataset):
            raise IndexError(f"sample is {sample}; the data set has {len(self.dataset)} rows")
        return observe(self._problem, self.state, np.array([sample]))

    def step_sample(self) -> Trace:
        """Take exactly one update (of one batch, when the batch is larger than one sample).

        Returns
        -------
        Trace
            Every number of the update.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The update is then not taken.
        """
        state, trace = advance(self._problem, self.state)
        if state.index == 0:
            self._enter(state.epoch, state.step, self._scores(state, trace.epoch, trace.step))
        self._state, self._bulk = state, None
        return trace

    def step_epoch(self) -> EpochRecord:
        """Take updates up to the end of the present epoch.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The updates before it stay.
        """
        epoch = self.state.epoch
        while self.state.epoch == epoch:
            self.step_sample()
        return self.record

    def run(
        self,
        until: Callable[[EpochRecord], bool] | None = None,
        max_epochs: int | None = None,
    ) -> Iterator[EpochRecord]:
        """Train, handing back control after every epoch.

        Parameters
        ----------
        until : callable, optional
            Training ends after the first record for which it returns True.
        max_epochs : int, optional
            How many epochs to train at the most.

        Yields
        ------
        EpochRecord
            One for each epoch.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        done = 0
        while max_epochs is None or done < max_epochs:
            self._haste(max_epochs=1)
            done += 1
            yield self.record
            if until is not None and until(self.record):
                return

    def run_for(
        self,
        seconds: float,
        max_epochs: int | None = None,
        until: Callable[[EpochRecord], bool] | None = None,
    ) -> int:
        """Train for about that long: what a screen calls between two frames.

        It ends with a complete epoch, unless that would take as long again: a large data set does
        not hold the caller up.

        Parameters
        ----------
        seconds : float
            How long; never more than twice that, but for a last update. At least one is taken.
        max_epochs : int, optional
            How many epochs to complete at the most.
        until : callable, optional
            Training ends after the first record for which it returns True.

        Returns
        -------
        int
            How many epochs were completed.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        if math.isnan(seconds):
            raise ValueError("seconds is not a number")
        return self._haste(max_epochs, until, seconds)

    def set_rule(self, *, rate: float) -> None:
        """Go on with another learning rate from here.

        Parameters
        ----------
        rate : float
            The new rate, 0 or more.

        Raises
        ------
        SpecError
            If the rate is not legal; the run is then unchanged.
        """
        state = self.state
        spec = dataclasses.replace(self.spec, rate=rate)
        self._problem = dataclasses.replace(self._problem, spec=spec)
        self._state, self._bulk = state, None

    def _haste(
        self,
        max_epochs: int | None = None,
        until: Callable[[EpochRecord], bool] | None = None,
        seconds: float = math.inf,
    ) -> int:
        """Train through the bulk path until one of the three says stop; return epochs completed."""
        done = 0
        if max_epochs is not None and max_epochs < 1:
            return done
        if self.spec.slip != "none":  # the bulk path knows the right backward pass alone
            return self._without_haste(max_epochs, until, seconds)
        start = time.perf_counter()
        bulk = self._enter_bulk()
        with np.errstate(all="ignore"):  # what is not finite is looked for below
            while True:
                if bulk.update():
                    scores = bulk.score()
                    if not (scores.finite and bulk.finite()):
                        return done + self._judge(bulk)
                    bulk.mark()
                    self._enter(bulk.epoch, bulk.step, scores)
                    done += 1
                    if done == max_epochs or (until is not None and until(self.record)):
                        return done
                    if until is not None:  # it may have looked at the run, or changed the rate
                        bulk = self._enter_bulk()
                elapsed = time.perf_counter() - start
                if elapsed >= 2.0 * seconds or (elapsed >= seconds and bulk.index == 0):
                    break
            if not bulk.finite():
                return done + self._judge(bulk)
        return done

    def _without_haste(
        self,
        max_epochs: int | None,
        until: Callable[[EpochRecord], bool] | None,
        seconds: float,
    ) -> int:
        """Do as `_haste` does, one readable update after the other."""
        done, start = 0, time.perf_counter()
        while True:
            self.step_sample()
            complete = self.state.index == 0
            if complete:
                done += 1
                if done == max_epochs or (until is not None and until(self.record)):
                    return done
            elapsed = time.perf_counter() - start
            if elapsed >= 2.0 * seconds or (elapsed >= seconds and complete):
                return done

    def _enter_bulk(self) -> Bulk:
        """Shift to the bulk path, where the readable one stands."""
        if self._bulk is None:
            self._bulk = Bulk(self._problem, self.state)
        self._bulk.mark()
        self._state = None
        return self._bulk

    def _judge(self, bulk: Bulk) -> int:
        """Repeat the epoch that went wrong the readable way, which stops where it happens."""
        bulk.return_to_mark()
        self._state = bulk.state()
        self.step_epoch()
        return 1  # the two ways differ by a hair, and the readable one came through

    def _enter(self, epoch: int, step: int, scores: Scores) -> None:
        """Enter a completed epoch in the history."""
        self.history.append(scores.mse, scores.loss)
        since = self.record.solved_since if scores.solved else None
        if scores.solved and since is None:
            since = epoch
        self.record = EpochRecord(epoch, step, scores.mse, scores.loss, since)

    def _scores(self, state: State, epoch: int, step: int) -> Scores:
        """Score a state, or say which score is not finite."""
        _, scores = evaluate(self._problem, state.params)
        if not scores.finite:
            raise Diverged("mse" if not math.isfinite(scores.mse) else "loss", epoch, step)
        return scores
