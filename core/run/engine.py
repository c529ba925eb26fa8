"""The engine that drives a run forward: one to be read and one that is quick, with the same bits.

The readable backend is `update.advance`, which shows every number of an update. The compiled one is
`compiled_loop`. Whichever was used last, `Engine.state` tells where the run is.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from core.compiled import library
from core.errors import SpecError

from .compiled_loop import CompiledLoop
from .epoch_record import EpochRecord, EpochScores, finite_scores
from .metrics import surely_finite
from .problem import Problem
from .stop_rules import Watch
from .trace import Trace
from .update import State, advance

EngineName: TypeAlias = Literal["compiled", "readable"]
ENGINES: tuple[str, ...] = ("auto", "compiled", "readable")
"""The engines to choose from; ``auto`` is the compiled one where it can be had."""

_ALL = 2**62
"""More epochs or updates than any run has."""

_STRETCH = 0.25
"""The most seconds to train before the time is read: the compiled engine cannot be interrupted."""

_UNIT = 1e-8
"""Seconds for a multiplication and an addition, before any was timed: some times too many."""

_OVERHEAD = 300
"""Operations that an update costs however small it is, about."""


class Trained(NamedTuple):
    """What has come of training.

    Attributes
    ----------
    epochs : int
        How many were completed.
    ended_by : str
        What has ended it: the number of epochs, what was waited for, or the time.
    """

    epochs: int
    ended_by: Literal["epochs", "until", "time"]


Until: TypeAlias = Watch | Callable[[EpochRecord], bool]
"""What ends training: stop rules, or a function that is called with each record.

Stop rules are looked up in the scores of a whole stretch of epochs at once, which is quicker.
"""


def _ignore(scores: EpochScores) -> None: ...


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
    choice : str
        One of `ENGINES`.

    Raises
    ------
    SpecError
        If the compiled engine is asked for and there is none.
    """

    def __init__(
        self,
        problem: Problem,
        state: State,
        record: EpochRecord,
        clock: Callable[[], float],
        choice: str = "auto",
    ) -> None:
        if choice == "compiled" and library.load() is None:
            raise SpecError("engine", f"engine is compiled, and {library.reason()}")
        self.problem = problem
        self.record = record
        self.clock = clock
        self.on_epochs: Callable[[EpochScores], None] = _ignore
        """Called with the scores of epochs as they are completed. It may look at `state`, which is
        that of the last of them."""
        self._compile = choice != "readable" and library.load() is not None
        # The compiled engine trains without holding the interpreter, so another thread may ask in
        # the middle of a stretch where the run is. It waits for the end, or takes the position of
        # the beginning.
        self._lock = threading.Lock()
        self._position = state.epoch, state.index, state.step
        self._state: State | None = state
        self._loop: CompiledLoop | None = None
        self._far_out = False  # the next epoch is one for the readable backend
        self._interrupted = False  # ctrl+c was pressed while C was training
        self._pace = 0.0  # seconds for a unit of work, as measured last; 0: not yet

    def restart(self, problem: Problem, state: State, record: EpochRecord | None = None) -> None:
        """Go on from another state, with another problem, or both."""
        self.problem = problem
        self.record = record or self.record
        self._set_state(state)

    def _set_state(self, state: State) -> None:
        with self._lock:
            self._state, self._loop, self._far_out, self._pace = state, None, False, 0.0
            self._position = state.epoch, state.index, state.step

    @property
    def name(self) -> EngineName:
        """The backend that trains this run.

        The readable one alone knows wrong backward passes, and what may overflow at once.
        """
        able = self.problem.spec.slip == "none" and self.problem.reach > 0.0
        return "compiled" if self._compile and able else "readable"

    @property
    def _compiled_next(self) -> bool:
        """Whether the compiled engine takes the next update."""
        return self.name == "compiled" and not self._far_out

    @property
    def state(self) -> State:
        """Where the run is. A stretch that is being trained in another thread is waited for."""
        with self._lock:
            if self._state is None:
                assert self._loop is not None  # one of the two always knows
                self._state = self._loop.state()
            return self._state

    @property
    def position(self) -> tuple[int, int, int]:
        """Complete epochs, updates after those, and updates in all; cheaper than `state`.

        While a stretch is being trained in another thread, it is the place where that began.
        """
        return self._position

    @property
    def work(self) -> int:
        """About how many multiplications and additions an update takes."""
        problem = self.problem
        batch = len(problem.batches(1)[0])
        return 3 * batch * problem.network.param_count + _OVERHEAD

    @property
    def _scoring(self) -> int:
        """About how many of them it takes to score all rows."""
        dataset = self.problem.dataset
        rows = sum(map(len, (dataset, *dataset.held_out.values())))
        return rows * self.problem.network.param_count

    def step(self) -> Trace:
        """Take one update the readable way.

        Raises
        ------
        Diverged
            If a weight, an output or a score would no longer be finite. The update is then not
            taken.
        """
        trace, scores = self._step()
        self._complete(scores)
        return trace

    def train_to(self, step: int) -> None:
        """Train until that many updates have been taken in all.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        while self.position[2] < step:
            self._complete(self._advance(_ALL, step - self.position[2]))

    def train(
        self,
        max_epochs: int | None = None,
        until: Until | None = None,
        seconds: float = math.inf,
    ) -> Trained:
        """Train until one of the three limits is reached.

        The time is read between stretches of training, which are as long as the pace measured so
        far allows. It ends with a complete epoch, unless that would take as long again.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        done, start, now = 0, self.clock(), 0.0
        while max_epochs is None or done < max_epochs:
            left = _ALL if max_epochs is None else max_epochs - done
            before, begun = self.position[2], now
            updates = self._updates_within(seconds - now)
            scores, fired = self._advance_until(left, updates, until)
            done += len(scores)
            if fired:
                return Trained(done, "until")
            now = self.clock() - start
            if self.position[2] > before:  # the callback may have gone elsewhere
                taken = (self.position[2] - before) * self.work + len(scores) * self._scoring
                self._pace = (now - begun) / taken
            if self._time_is_up(now, seconds):
                return Trained(done, "time")
        return Trained(done, "epochs")

    def _updates_within(self, seconds: float) -> int:
        """Return how many updates to take before the time is read again, 1 or more.

        They end with an epoch where that takes at most twice as long. The readable engine takes one
        at a time: an update of it costs far more than a look at the clock.
        """
        if not self._compiled_next:
            return 1
        units = max(0.0, min(seconds, _STRETCH)) / (self._pace or _UNIT)
        rest = self._updates_left
        first = rest * self.work + self._scoring
        if units >= first:
            whole = self._length * self.work + self._scoring
            return rest + int((units - first) / whole) * self._length
        return rest if first <= 2.0 * units else max(1, min(rest - 1, int(units / self.work)))

    def _time_is_up(self, elapsed: float, seconds: float) -> bool:
        rest = self._updates_left
        if rest == self._length:
            return elapsed >= 0.9 * seconds  # what is left is too short for a stretch
        needed = self._pace * (rest * self.work + self._scoring)
        return elapsed >= seconds and elapsed + needed > 2.0 * seconds

    @property
    def _length(self) -> int:
        """How many updates an epoch has."""
        return len(self.problem.batches(1))

    @property
    def _updates_left(self) -> int:
        """How many updates the present epoch still has."""
        return self._length - self.position[1]

    def _advance_until(
        self, epochs: int, updates: int, until: Until | None
    ) -> tuple[EpochScores, bool]:
        """Train a stretch, but no further than an epoch that `until` asks for.

        Returns
        -------
        scores : EpochScores
            Those of the epochs completed.
        reached : bool
            Whether `until` holds for the last of them.
        """
        if isinstance(until, Watch):
            begun = self.state
            scores = self._advance(epochs, updates)
            fired = until.first(scores)
            if fired is not None and fired + 1 < len(scores):
                self._set_state(begun)  # the same numbers once more, up to the stop
                scores = self._advance(fired + 1, _ALL)
            self._complete(scores)
            return scores, fired is not None
        scores = self._advance(epochs if until is None else 1, updates)
        self._complete(scores)
        return scores, until is not None and len(scores) > 0 and until(self.record)

    def _advance(self, epochs: int, updates: int) -> EpochScores:
        """Train at most so many epochs to their end, and at most so many updates.

        It may stop sooner, but never without an update.
        """
        if self._compiled_next:
            loop = self._loop or CompiledLoop(self.problem, self.state)
            first = self._position[0] + 1
            with self._lock:
                self._loop, self._state = loop, None
                try:
                    values, self._far_out = loop.train(epochs, updates)
                except KeyboardInterrupt:  # it comes when C has done its part: nothing is lost
                    values, self._interrupted = loop.completed(), True
                self._position = loop.position
            if len(values) or not self._far_out:
                return EpochScores(self.problem, first, values)
        return self._step()[1]  # one alone: the updates were planned at the pace of C

    def _step(self) -> tuple[Trace, EpochScores]:
        """Take one update the readable way, and score the epoch if it completes one."""
        before = self.state
        state, trace = advance(self.problem, before)
        complete, scores = state.index == 0, EpochScores.none(self.problem, state.epoch)
        if complete or not surely_finite(self.problem, state.params):
            found = finite_scores(self.problem, state, trace.epoch, trace.step)
            if complete:
                scores = EpochScores.of(self.problem, state.epoch, found)
        with self._lock:
            self._state, self._loop = state, None
            self._position = state.epoch, state.index, state.step
        if self._far_out and complete:  # if it is near again, C goes on
            self._far_out, self._pace = not self._within_reach(state), 0.0
        return trace, scores

    def _within_reach(self, state: State) -> bool:
        """Tell whether no weight is so large that each update has to be looked at."""
        reach = self.problem.reach
        return all(bool((np.abs(array) < reach).all()) for array in state.params.values())

    def _complete(self, scores: EpochScores) -> None:
        """Enter what was completed; then let an interrupt through that came on the way."""
        if len(scores):
            self.record = scores.last_record(self.record.solved_since)
            self.on_epochs(scores)
        if self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt
