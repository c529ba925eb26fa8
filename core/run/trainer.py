"""The Trainer runs a spec: one sample, one epoch, a thousand, as the caller asks. It owns no loop.

It remembers the way it has come: `undo`, `redo` and `seek` go to any moment of it, and going on
from there repeats the same numbers until something is changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from core.data import Dataset

from .engine import EpochRecord
from .journey import Journey
from .live_changes import Change, SetFrozen, SetRule, SetWeight
from .problem import pose
from .replay import Course
from .spec import RunSpec
from .trace import Trace


class Trainer(Journey):
    """A run that can be driven from outside, forward and back.

    Parameters
    ----------
    spec : RunSpec
        What to run. The parameters exist before any training.
    dataset : Dataset, optional
        The data, where they are at hand already; otherwise the spec's are loaded.
    memory : int, optional
        Bytes that may be taken to go back quickly; by default `timeline.MEMORY`.

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
    >>> trainer.seek(400)
    >>> trainer.record.epoch
    400
    """

    def __init__(
        self, spec: RunSpec, dataset: Dataset | None = None, *, memory: int | None = None
    ) -> None:
        super().__init__(Course(pose(spec, dataset), memory))

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
        return self._course.take_step()

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
            done += self._course.forward(max_epochs=1)
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
        return self._course.forward(max_epochs, until, seconds)

    # changes

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
        """Give one weight another value. See `changes.SetWeight` and `change`."""
        return self.change(SetWeight(name, place, value))

    def set_frozen(self, name: str, place: tuple[int, ...], frozen: bool) -> bool:
        """Freeze one weight, or free it. See `changes.SetFrozen` and `change`."""
        return self.change(SetFrozen(name, place, frozen))

    def change(self, change: Change) -> bool:
        """Make a change and enter it in the journal, so that it is repeated with the run.

        Parameters
        ----------
        change : Change
            What to change.

        Returns
        -------
        bool
            Whether the run has left a branch that went further.

        Raises
        ------
        SpecError
            If the change is not legal; the run is then unchanged.
        """
        return self._course.change(change)

    def branch(self) -> bool:
        """Give up what was recorded after this moment; its curve is kept in `left`.

        Returns
        -------
        bool
            Whether there was anything.
        """
        return self._course.branch()
