"""Where a run stands: all that can be asked of it without changing anything."""

from __future__ import annotations

import numpy as np

from core.arrays import Params
from core.data import Dataset
from core.nn.network import Network

from .engine import EpochRecord
from .keyframes import Keyframe
from .live_changes import Entry
from .loss_history import Curve, History
from .problem import Problem
from .replay import Course
from .spec import RunSpec
from .trace import Trace
from .update import State, observe


class Standing:
    """What is known of a run.

    Parameters
    ----------
    course : Course
        The run.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self.initial_params: Params = course.state.params

    @property
    def problem(self) -> Problem:
        """The spec with everything it names."""
        return self._course.problem

    @property
    def spec(self) -> RunSpec:
        """The spec as it stands now, live changes included."""
        return self.problem.spec

    @property
    def start_spec(self) -> RunSpec:
        """The spec the run began with."""
        return self._course.start.spec

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self._course.start.dataset

    @property
    def network(self) -> Network:
        """The shape of the network."""
        return self._course.start.network

    @property
    def state(self) -> State:
        """Where the run stands."""
        return self._course.state

    @property
    def record(self) -> EpochRecord:
        """The record of the last complete epoch."""
        return self._course.record

    @property
    def history(self) -> History:
        """The mse and the loss of each epoch of this branch, those ahead included."""
        return self._course.history

    @property
    def last_step(self) -> Params | None:
        """The dW of the last update, by parameter name; None before the first."""
        return self.state.last_step

    @property
    def end(self) -> tuple[int, int]:
        """How far this branch has ever come: complete epochs, and updates after those."""
        epoch, index = divmod(self._course.end, self._course.updates)
        return epoch, index

    @property
    def horizon(self) -> tuple[int, int]:
        """How far going on repeats what came: `end`, or the first change that was taken back."""
        back = self._course.taken_back
        step = self.journal[back.start].step if back else self._course.end
        epoch, index = divmod(step, self._course.updates)
        return epoch, index

    @property
    def journal(self) -> tuple[Entry, ...]:
        """The changes made on this branch, those ahead included."""
        return self._course.timeline.journal

    @property
    def applied(self) -> int:
        """How many changes of the journal have been made at this moment."""
        return self._course.applied

    @property
    def left(self) -> tuple[Curve, ...]:
        """The mse of the branches that were left last, the latest at the end."""
        return self._course.left

    @property
    def keyframes(self) -> tuple[Keyframe, ...]:
        """The moments that are kept to start again from."""
        return self._course.timeline.keyframes

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
