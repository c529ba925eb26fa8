"""The engine that drives a run forward, in a readable way or a fast one, with the same numbers.

The readable backend is `update.advance`, which shows every number of an update. The fast one is
`fast.loop`, which works in place. Whichever was used last, `Engine.state` tells where the run is.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .epoch_record import EpochRecord, finite_scores, record_of
from .fast.loop import FastLoop
from .metrics import PartScores, surely_finite
from .problem import Problem
from .trace import Trace
from .update import State, advance


def _ignore(record: EpochRecord) -> None: ...


class Engine:
    """A run under way. It only goes forward.

    Parameters
    ----------
    problem : Problem
        The run.
    state : State
        Where it starts.
    record : EpochRecord
        The record of the last complete epoch.
    clock : callable
        Returns seconds, for training that is limited by time.
    """

    def __init__(
        self,
        problem: Problem,
        state: State,
        record: EpochRecord,
        clock: Callable[[], float],
    ) -> None:
        self.problem = problem
        self.record = record
        self.clock = clock
        self.on_epoch: Callable[[EpochRecord], None] = _ignore
        """Called with the record of each epoch as it is completed. It may look at `state`."""
        self._state: State | None = state
        self._fast: FastLoop | None = None

    def restart(self, problem: Problem, state: State, record: EpochRecord | None = None) -> None:
        """Go on from another state, with another problem, or both."""
        self.problem = problem
        self.record = record or self.record
        self._state, self._fast = state, None

    @property
    def state(self) -> State:
        """Where the run is."""
        if self._state is None:
            assert self._fast is not None  # one of the two always knows
            self._state = self._fast.state()
        return self._state

    @property
    def position(self) -> tuple[int, int, int]:
        """Complete epochs, updates after those, and updates in all; cheaper than `state`."""
        at = self._state or self._fast
        assert at is not None
        return at.epoch, at.index, at.step

    def step(self) -> Trace:
        """Take one update the readable way.

        Raises
        ------
        Diverged
            If a weight, an output or a score would no longer be finite. The update is then not
            taken.
        """
        state, trace = advance(self.problem, self.state)
        complete, scores = state.index == 0, None
        if complete or not surely_finite(self.problem, state.params):
            scores = finite_scores(self.problem, state, trace.epoch, trace.step)
        self._state, self._fast = state, None
        if complete and scores is not None:
            self._complete_epoch(state.epoch, state.step, scores)
        return trace

    def train_to(self, step: int) -> None:
        """Train until that many updates have been taken in all.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        epoch = step // len(self.problem.batches(1))
        if epoch > self.position[0]:
            self.train(epoch - self.position[0])
        if self.position[2] < step:
            self._train_within_epoch(step)

    def _train_within_epoch(self, step: int) -> None:
        """Train to an update before the end of the present epoch."""
        if self.problem.spec.slip == "none":
            fast = self._fast_backend()
            with np.errstate(all="ignore"):
                while fast.step < step:
                    fast.update()
                if fast.sound():
                    return
            fast.return_to_mark()
            self._state = fast.state()
        while self.position[2] < step:  # raises at the update that diverges
            self.step()

    def train(
        self,
        max_epochs: int | None = None,
        until: Callable[[EpochRecord], bool] | None = None,
        seconds: float = math.inf,
    ) -> int:
        """Train until one of the three limits is reached; return the number of epochs completed.

        The fast backend does it, where it can: a wrong backward pass, weights so large that they
        may overflow within an epoch, and an epoch that diverged are left to the readable one.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        done, elapsed, epoch_begins = 0, 0.0, True
        if max_epochs is not None and max_epochs < 1:
            return done
        if self.problem.spec.slip != "none":  # the fast backend knows the right pass alone
            return self._train_readably(max_epochs, until, seconds)
        start = self.clock()
        fast = self._fast_backend()
        with np.errstate(all="ignore"):  # what is not finite is looked for below
            while True:
                if epoch_begins and fast.far_out():
                    left = None if max_epochs is None else max_epochs - done
                    return done + self._train_readably(left, until, seconds - elapsed)
                epoch_begins = fast.update()
                if epoch_begins:
                    scores = fast.score()
                    if not (scores.finite and fast.finite()):
                        return done + self._repeat_epoch_readably(fast)
                    fast.mark()
                    self._complete_epoch(fast.epoch, fast.step, scores)
                    done += 1
                    reached = until is not None and until(self.record)
                    if reached or done == max_epochs:
                        return done
                    if self._fast is not fast or self._state is not None:  # looked at, or changed
                        fast = self._fast_backend()
                elapsed = self.clock() - start
                if elapsed >= 2.0 * seconds or (elapsed >= seconds and fast.index == 0):
                    break
            if not fast.sound():
                return done + self._repeat_epoch_readably(fast)
        return done

    def _train_readably(
        self,
        max_epochs: int | None,
        until: Callable[[EpochRecord], bool] | None,
        seconds: float,
    ) -> int:
        """Train as `train` does, through the readable backend."""
        done, start = 0, self.clock()
        while True:
            self.step()
            complete = self.state.index == 0
            if complete:
                done += 1
                reached = until is not None and until(self.record)
                if reached or done == max_epochs:
                    return done
            elapsed = self.clock() - start
            if elapsed >= 2.0 * seconds or (elapsed >= seconds and complete):
                return done

    def _fast_backend(self) -> FastLoop:
        """Return the fast backend, at the present state."""
        if self._fast is None:
            self._fast = FastLoop(self.problem, self.state)
        self._fast.mark()
        self._state = None
        return self._fast

    def _repeat_epoch_readably(self, fast: FastLoop) -> int:
        """Repeat the epoch that diverged: the readable backend raises at the update that did it.

        Returns
        -------
        int
            1, where it does not raise: the two differ by rounding, and it completed the epoch.
        """
        fast.return_to_mark()
        self._state = fast.state()
        epoch = self._state.epoch
        while self.state.epoch == epoch:
            self.step()
        return 1

    def _complete_epoch(self, epoch: int, step: int, scores: PartScores) -> None:
        solved = scores.trained.solved
        since = self.record.solved_since if solved else None
        if solved and since is None:
            since = epoch
        self.record = record_of(self.problem, epoch, step, scores, since)
        self.on_epoch(self.record)
