"""The session: the one place where the core meets the screen. Commands go in, snapshots come out.

It owns the `Trainer`. A snapshot is frozen, so the panes can draw it while training goes on in a
thread; nothing on the screen ever touches the trainer itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import (
    LESSONS,
    Curve,
    Dataset,
    Diverged,
    EpochRecord,
    Evidence,
    Forward,
    Lesson,
    Params,
    Problem,
    RunSpec,
    Trainer,
    evaluate,
    rows_right,
)

LADDER = (1, 2, 3, 5, 7, 9)
"""The leading digits of the learning rates that [ and ] step through."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The run at one moment, as the panes need it.

    Attributes
    ----------
    problem : Problem
        The spec, the data and the network.
    record : EpochRecord
        The last complete epoch.
    index : int
        How many updates of the next epoch are done.
    params, initial : Params
        The weights now and at the start.
    last_step : Params or None
        The dW of the last update.
    curve : Curve
        The mse of every epoch so far.
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
    """

    problem: Problem
    record: EpochRecord
    index: int
    params: Params
    initial: Params
    last_step: Params | None
    curve: Curve
    ahead: Forward
    lesson: Lesson | None
    ticks: tuple[bool, ...]
    diverged: str
    gradient: Params

    @property
    def spec(self) -> RunSpec:
        """The spec as it stands now."""
        return self.problem.spec

    @cached_property
    def right(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each row is right, shape (samples,)."""
        return rows_right(self.problem.dataset.d, self.ahead.output)


@dataclass(frozen=True)
class Slice:
    """What came of a slice of training.

    Attributes
    ----------
    epochs : int
        How many epochs were completed.
    notices : tuple of str
        What happened on the way that a person should know.
    """

    epochs: int
    notices: tuple[str, ...]


class Session:
    """A run with its settings, its lesson and what has become of it.

    Parameters
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data.
    lesson : str or None
        The name of the lesson it belongs to.

    Raises
    ------
    core.CoreError
        If spec and data do not go together, or the untrained network is not finite.
    """

    def __init__(self, spec: RunSpec, dataset: Dataset, lesson: str | None = None) -> None:
        self.lesson = LESSONS[lesson] if lesson else None
        self._begin(Trainer(spec, dataset))

    def _begin(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.diverged = ""
        self._announced = trainer.record.solved_since is not None

    @property
    def spec(self) -> RunSpec:
        """The spec as it stands now."""
        return self._trainer.spec

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self._trainer.dataset

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self._trainer.record.epoch

    def train(self, seconds: float, max_epochs: int | None) -> Slice:
        """Train for about that long. Meant to be called in a thread, and never twice at once.

        Parameters
        ----------
        seconds : float
            How long.
        max_epochs : int or None
            How many epochs to complete at the most.
        """
        trainer = self._trainer
        before = trainer.record.epoch
        notices: list[str] = []
        try:
            trainer.run_for(seconds, max_epochs)
        except Diverged as error:
            self.diverged = f"{str(error)[0].upper()}{str(error)[1:]}. The state before it is kept."
            notices.append(self.diverged)
        since = trainer.record.solved_since
        if since is not None and not self._announced:
            self._announced = True
            rows = len(trainer.dataset)
            notices.append(f"Solved: all {rows} rows are right since epoch {since}.")
        return Slice(trainer.record.epoch - before, tuple(notices))

    def snapshot(self, gradient: bool = False) -> Snapshot:
        """Return the run as it stands. Not to be called while `train` is at work.

        Parameters
        ----------
        gradient : bool
            Whether the gradient is wanted; it costs a pass back through all the data.
        """
        trainer = self._trainer
        state = trainer.state
        ahead, _ = evaluate(trainer.problem, state.params)
        lesson = self.lesson
        seen = Evidence(
            trainer.record.epoch,
            trainer.record.mse,
            trainer.record.solved_since,
            trainer.dataset.d,
            ahead.output,
            trainer.initial_params,
            state.params,
        )
        return Snapshot(
            problem=trainer.problem,
            record=trainer.record,
            index=state.index,
            params=state.params,
            initial=trainer.initial_params,
            last_step=trainer.last_step,
            curve=trainer.history.curve(),
            ahead=ahead,
            lesson=lesson,
            ticks=tuple(claim.holds(seen) for claim in lesson.claims) if lesson else (),
            diverged=self.diverged,
            gradient=_gradient(trainer.problem, state.params, ahead) if gradient else {},
        )

    def rewind(self) -> None:
        """Go back to epoch 0 and the same initial weights."""
        self._begin(Trainer(self.spec, self.dataset))

    def change(self, spec: RunSpec) -> str:
        """Take on another spec. A new rate goes on from here; anything else starts anew.

        Parameters
        ----------
        spec : RunSpec
            The spec to run from now on.

        Returns
        -------
        str
            What happened, in a sentence; empty when the spec is what it was.

        Raises
        ------
        core.CoreError
            If the spec cannot be run; the present run then goes on.
        """
        if spec == self.spec:
            return ""
        if dataclasses.replace(spec, rate=self.spec.rate) == self.spec:
            self._trainer.set_rule(rate=spec.rate)
            self.diverged = ""
            return f"Learning rate {spec.rate:g} from epoch {self.epoch} on."
        source = ("dataset", "data_file", "target")
        same_data = all(getattr(spec, name) == getattr(self.spec, name) for name in source)
        self._begin(Trainer(spec, self.dataset if same_data else None))
        left = ""
        if self.lesson and not self.lesson.covers(spec):
            left = f" You have left the lesson {self.lesson.name}."
            self.lesson = None
        return f"A new run from epoch 0.{left}"

    def open_lesson(self, lesson: Lesson) -> None:
        """Start a lesson from epoch 0, with the present seed.

        Parameters
        ----------
        lesson : Lesson
            The lesson.
        """
        self._begin(Trainer(dataclasses.replace(lesson.spec, seed=self.spec.seed)))
        self.lesson = lesson


def _gradient(problem: Problem, params: Params, ahead: Forward) -> Params:
    dataset = problem.dataset
    with np.errstate(all="ignore"):
        back = problem.backward(params, dataset.x, dataset.d, ahead)
    return {name: -slope for name, slope in back.downhill.items()}


def next_rate(rate: float, up: bool) -> float:
    """Return the neighbour of a learning rate on the ladder 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1, ...

    Parameters
    ----------
    rate : float
        The present rate, 0 or more.
    up : bool
        Whether to go up or down.

    Returns
    -------
    float
        The next rate; from 0 the way up starts at 0.1, and the ladder ends at 1e-6 and 9e6.
    """
    if rate == 0.0:
        return 0.1 if up else 0.0
    rungs = [float(f"{digit}e{power}") for power in range(-6, 7) for digit in LADDER]
    if up:
        return next((rung for rung in rungs if rung > rate * (1 + 1e-9)), rate)
    return next((rung for rung in reversed(rungs) if rung < rate * (1 - 1e-9)), rate)
