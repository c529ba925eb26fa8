"""The Trainer runs a spec: one update, one epoch, a thousand, as the caller asks. It owns no loop.

It records the run: `undo`, `redo` and `seek` go to any moment of it, and training from there
repeats the same numbers until something is changed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import numpy as np

from core.arrays import Params
from core.data import Dataset
from core.nn.network import Network

from .engine import Engine, EngineName, Until
from .epoch_record import EpochRecord, first_record
from .fingerprint import fingerprint
from .keyframes import DEFAULT_LIMITS, Keyframe, KeyframeLimits
from .live_changes import Change, Entry, SetFrozen, SetRule, SetWeight
from .loss_history import Curve, History
from .problem import Problem, build_problem
from .replay import Replay
from .spec import RunSpec
from .trace import Trace
from .update import State, initial_state, observe


class Trainer:
    """A run that can be driven from outside, forward and back.

    Parameters
    ----------
    spec : RunSpec
        What to run. The parameters exist before any training.
    dataset : Dataset, optional
        The data, if they have been loaded; otherwise the spec's are loaded.
    limits : KeyframeLimits
        How much is kept, in order to go back quickly.
    clock : callable, optional
        Returns seconds, for `run_for`; `time.perf_counter` by default.
    engine : str
        ``auto``, ``compiled`` or ``readable``. The numbers are the same. A run with a slip is
        always readable, and ``auto`` is compiled where there is a library.

    Raises
    ------
    SpecError
        If the spec does not suit the data, or there is no compiled engine where it is asked for.
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
    >>> trainer.seek(400)
    >>> trainer.record.epoch
    400
    """

    def __init__(
        self,
        spec: RunSpec,
        dataset: Dataset | None = None,
        *,
        limits: KeyframeLimits = DEFAULT_LIMITS,
        clock: Callable[[], float] | None = None,
        engine: str = "auto",
    ) -> None:
        problem = build_problem(spec, dataset)
        state = initial_state(problem)
        self._engine = Engine(
            problem, state, first_record(problem, state), clock or time.perf_counter, engine
        )
        self._replay = Replay(self._engine, limits)
        self.start_spec: RunSpec = problem.spec
        """The spec the run began with."""
        self.dataset: Dataset = problem.dataset
        self.network: Network = problem.network
        self.initial_params: Params = state.params
        """The weights and biases before any training."""

    # where the run is

    @property
    def problem(self) -> Problem:
        """The spec with everything it names, live changes included."""
        return self._engine.problem

    @property
    def spec(self) -> RunSpec:
        """The spec as it is now, live changes included."""
        return self._engine.problem.spec

    @property
    def state(self) -> State:
        """The weights, what the update rule remembers, and how many updates are done."""
        return self._engine.state

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the present moment, also within an epoch. See `core.fingerprint`."""
        state = self.state
        return fingerprint(state.epoch, state.step, state.params)

    @property
    def position(self) -> tuple[int, int, int]:
        """Complete epochs, updates after those, and updates in all; much cheaper than `state`.

        While it trains in another thread, it is a place that was passed a moment ago.
        """
        return self._engine.position

    @property
    def record(self) -> EpochRecord:
        """The record of the last complete epoch."""
        return self._engine.record

    @property
    def engine(self) -> EngineName:
        """The engine that trains this run; one with a slip is for the readable one alone."""
        return self._engine.name

    @property
    def history(self) -> History:
        """The mse and the loss of each epoch of this branch, those ahead included."""
        return self._replay.history

    def peek(self, sample: int) -> Trace:
        """Work out the update that one sample would make now. Nothing changes.

        Parameters
        ----------
        sample : int
            The row of the data set, counted from 0.
        """
        if not 0 <= sample < len(self.dataset):
            raise IndexError(f"sample is {sample}; the data set has {len(self.dataset)} rows")
        return observe(self.problem, self.state, np.array([sample]))

    def preview(self) -> Trace:
        """Work out the next update of the run. Nothing changes."""
        state = self.state
        return observe(self.problem, state, self.problem.batches(state.epoch + 1)[state.index])

    # forward

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
        return self._replay.take_step()

    def step_epoch(self) -> EpochRecord:
        """Take updates, the readable way, up to the end of the present epoch.

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
            How many epochs to train at most.

        Raises
        ------
        Diverged
            If a number would no longer be finite. The last finite state is kept.
        """
        done = 0
        while max_epochs is None or done < max_epochs:
            done += self._replay.train(max_epochs=1)
            yield self.record
            if until is not None and until(self.record):
                return

    def run_for(
        self,
        seconds: float,
        max_epochs: int | None = None,
        until: Until | None = None,
    ) -> int:
        """Train for about that long: what a screen calls between two frames.

        It ends with a complete epoch, unless that would take as long again: a large data set does
        not block the caller.

        Parameters
        ----------
        seconds : float
            How long; never more than twice that, but for a last update. At least one is taken.
        max_epochs : int, optional
            How many epochs to complete at most.
        until : Watch or callable, optional
            Training ends after the first record for which it returns True. Stop rules may be given
            as they are, and are quicker than a function, which is called with each record.

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
        return self._replay.train(max_epochs, until, seconds)

    # back, and forward over what is recorded

    @property
    def end(self) -> tuple[int, int]:
        """How far this branch has ever come: complete epochs, and updates after those."""
        return self._replay.end

    @property
    def repeatable(self) -> tuple[int, int]:
        """How far training repeats what was recorded: `end`, or the first undone change."""
        return self._replay.repeatable

    @property
    def journal(self) -> tuple[Entry, ...]:
        """The changes made on this branch, in order, those ahead included."""
        return self._replay.journal

    @property
    def applied(self) -> int:
        """How many changes of the journal have been made at this moment."""
        return self._replay.applied

    @property
    def abandoned(self) -> tuple[Curve, ...]:
        """The mse of the branches that were abandoned last, the latest at the end."""
        return self._replay.abandoned

    @property
    def keyframes(self) -> tuple[Keyframe, ...]:
        """The states that are kept to start again from."""
        return self._replay.keyframes.all

    def seek(self, epoch: int, index: int = 0) -> None:
        """Go to a moment this run has passed, on its present branch.

        Parameters
        ----------
        epoch : int
            How many epochs are complete there.
        index : int
            How many updates of the next epoch are done there.

        Raises
        ------
        ValueError
            If the run has not been there.
        """
        self._replay.seek(epoch, index)

    def undo(self) -> bool:
        """Take back the last event: a change made at this moment, or else the last update.

        Returns
        -------
        bool
            False at the beginning, where there is nothing to take back.
        """
        return self._replay.undo()

    def redo(self) -> bool:
        """Repeat the event that follows: a change that was undone, or an update.

        Returns
        -------
        bool
            False where nothing follows: the run has never been further.
        """
        return self._replay.redo()

    def undo_change(self) -> Entry | None:
        """Go back to the moment before the last change, and return it; None if there was none.

        It can be made again by `redo_change` or `redo`. Going on in any other way, or to any other
        moment, drops it with all that came after it: see `discard_undone`.
        """
        return self._replay.undo_change()

    def redo_change(self) -> Entry | None:
        """Make the first undone change again, and return it; None if there is none."""
        return self._replay.redo_change()

    # changes

    def change(self, change: Change) -> bool:
        """Make a change and enter it in the journal, so that it is repeated with the run.

        Returns
        -------
        bool
            Whether the run has abandoned a branch that went further.

        Raises
        ------
        SpecError
            If the change is not valid; the run is then unchanged.
        """
        return self._replay.change(change)

    def set_rule(
        self,
        *,
        rate: float | None = None,
        rule: str | None = None,
        momentum: float | None = None,
    ) -> bool:
        """Go on with another learning rate, rule or momentum from here. See `change`."""
        spec = self.spec
        rate = spec.rate if rate is None else rate
        return self.change(SetRule(spec.rule if rule is None else rule, rate, momentum))

    def set_weight(self, name: str, place: tuple[int, ...], value: float) -> bool:
        """Give one weight another value. See `SetWeight` and `change`."""
        return self.change(SetWeight(name, place, value))

    def set_frozen(self, name: str, place: tuple[int, ...], frozen: bool) -> bool:
        """Freeze one weight, or unfreeze it. See `SetFrozen` and `change`."""
        return self.change(SetFrozen(name, place, frozen))

    def discard_undone(self) -> bool:
        """Drop the changes that were undone, and what came after them.

        Training, a change and `seek` begin with this.

        Returns
        -------
        bool
            Whether the run has abandoned a branch that went further.
        """
        return self._replay.discard_undone()

    def discard_ahead(self) -> bool:
        """Drop what was recorded after this moment; its curve is kept in `abandoned`.

        Returns
        -------
        bool
            Whether there was anything.
        """
        return self._replay.discard_ahead()
