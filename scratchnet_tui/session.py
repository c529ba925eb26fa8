"""The session: the one place where the core meets the screen. Commands go in, snapshots come out.

It owns the `Trainer`. A snapshot is frozen, so the panes can draw it while training goes on in a
thread; nothing on the screen ever touches the trainer itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import (
    LESSONS,
    Change,
    Dataset,
    Diverged,
    Evidence,
    Forward,
    Lesson,
    Masks,
    Params,
    Problem,
    RunSpec,
    SetFrozen,
    SetRule,
    SetWeight,
    Trainer,
    backward,
    evaluate,
)

from .inside import Walk, back_one_update
from .snapshot import Snapshot
from .wording import change_text


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
        self.diverged = ""
        self._announced = False
        self._walk = Walk()
        self._begin(Trainer(spec, dataset))

    def _begin(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._walk.restart(len(trainer.dataset))
        self._arrive()

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
            notices.append(self._stop(error))
        solved = self._solved()
        return Slice(trainer.record.epoch - before, (*notices, *([solved] if solved else [])))

    def _stop(self, error: Diverged) -> str:
        """Note that the run can go no further, and say so."""
        self.diverged = f"{str(error)[0].upper()}{str(error)[1:]}. The state before it is kept."
        return self.diverged

    def _solved(self) -> str:
        """Say that all rows are right, once; else return an empty text."""
        since = self._trainer.record.solved_since
        if since is None or self._announced:
            return ""
        self._announced = True
        return f"Solved: all {len(self.dataset)} rows are right since epoch {since}."

    def snapshot(self, gradient: bool = False) -> Snapshot:
        """Return the run as it stands. Not to be called while `train` is at work.

        Parameters
        ----------
        gradient : bool
            Whether the gradient is wanted; it costs a pass back through all the data.
        """
        trainer, lesson = self._trainer, self.lesson
        problem, state = trainer.problem, trainer.state
        ahead, scores = evaluate(problem, state.params)
        seen = Evidence(
            trainer.record.epoch,
            scores.mse,
            trainer.record.solved_since,
            trainer.dataset.d,
            ahead.output,
            trainer.initial_params,
            state.params,
        )
        return Snapshot(
            problem=problem,
            record=trainer.record,
            scores=scores,
            index=state.index,
            params=state.params,
            initial=trainer.initial_params,
            last_step=state.last_step,
            frozen=state.frozen,
            curve=trainer.history.curve(),
            left=trainer.left,
            ahead=ahead,
            lesson=lesson,
            ticks=tuple(claim.holds(seen) for claim in lesson.claims) if lesson else (),
            diverged=self.diverged,
            gradient=_gradient(problem, state.params, ahead) if gradient else {},
            inside=self._walk.view(trainer),
        )

    # inside one update

    def look_inside(self, sample: int | None = None) -> str:
        """Open the next update at its first phase, or the one a row alone would make now.

        Parameters
        ----------
        sample : int or None
            The row, counted from 0; None for the next update of the run.

        Returns
        -------
        str
            What is to be seen, in a sentence.
        """
        self._walk.enter(sample)
        if sample is None:
            return "The next update, phase by phase; the last Enter takes it."
        return f"What row {sample + 1} alone would do now. Nothing is trained."

    def next_phase(self) -> str:
        """Go to the next phase; after the last one take the update. Say what has happened."""
        try:
            notice = self._walk.forward(self._trainer)
        except Diverged as error:
            return self._stop(error)
        return self._solved() or notice

    def previous_phase(self) -> str:
        """Go to the phase before; before the first one take the last update back, and say so."""
        step = self._trainer.state.step
        notice = self._walk.back(self._trainer)
        if self._trainer.state.step != step:
            self._arrive()
        return notice

    def leave_inside(self) -> None:
        """Close the view of the update."""
        self._walk.leave()

    def back_one_update(self) -> str:
        """Take the last update back, and say so; the phase that is looked at stays."""
        notice = back_one_update(self._trainer)
        self._arrive()
        return notice

    # time

    def rewind(self) -> str:
        """Start again from the same initial weights, with the rule as it is now.

        Returns
        -------
        str
            What happened, in a sentence.
        """
        trainer, spec, frozen = self._trainer, self.spec, self._trainer.state.frozen
        self._seek(0)
        if len(trainer.journal) > trainer.applied:
            trainer.branch()  # a change of that run must not befall this one
        if (spec.rule, spec.rate) != (self.spec.rule, self.spec.rate):
            trainer.set_rule(rule=spec.rule, rate=spec.rate)
        for name, mask in frozen.items():
            for place in np.argwhere(mask & ~_mask(trainer.state.frozen, name, mask)):
                trainer.set_frozen(name, tuple(map(int, place)), True)
        return "Back at epoch 0 with the same weights."

    def back(self, epochs: int) -> str:
        """Go back so many epochs; from within an epoch, the first of them is to its beginning."""
        epoch = self.epoch - epochs + (self._trainer.state.index > 0)
        return self.seek(max(0, epoch))

    def seek(self, epoch: int) -> str:
        """Go to an epoch of this run, or as near as it has come.

        Parameters
        ----------
        epoch : int
            How many epochs are to be complete there.

        Returns
        -------
        str
            Where the run stands, in a sentence.
        """
        trainer = self._trainer
        last, index = trainer.end
        if epoch > last:
            if (self.epoch, trainer.state.index) != (last, index):
                trainer.seek(last, index)
            return f"This run has come to epoch {last:,} and no further."
        if epoch == self.epoch and trainer.state.index == 0:
            return f"This is epoch {epoch:,}."
        self._seek(epoch)
        if epoch == last and index == 0:
            return f"Epoch {epoch:,}, as far as the run has come."
        return f"Epoch {epoch:,} again. Going on repeats what came; a change begins a new branch."

    def _seek(self, epoch: int) -> None:
        self._trainer.seek(epoch)
        self._arrive()

    def _arrive(self) -> None:
        """Forget what was said of a later moment."""
        self.diverged = ""
        self._announced = self._trainer.record.solved_since is not None

    def undo_change(self) -> str:
        """Go back to the moment before the last change, and say which it was."""
        entry = self._trainer.undo_change()
        if entry is None:
            return "Nothing has been changed in this run."
        self._arrive()
        return f"Taken back: {change_text(self._trainer.problem, entry.change)}. U brings it back."

    def redo_change(self) -> str:
        """Make the change again that was taken back here."""
        entry = self._trainer.redo_change()
        if entry is None:
            return "No change was taken back at this moment."
        return f"Again: {change_text(self._trainer.problem, entry.change)}."

    # changes

    def change(self, spec: RunSpec) -> str:
        """Take on another spec. A new rule or rate goes on from here; the rest starts anew.

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
        if dataclasses.replace(spec, rule=self.spec.rule, rate=self.spec.rate) == self.spec:
            return self._make(SetRule(spec.rule, spec.rate))
        source = ("dataset", "data_file", "target")
        same_data = all(getattr(spec, name) == getattr(self.spec, name) for name in source)
        self._begin(Trainer(spec, self.dataset if same_data else None))
        left = ""
        if self.lesson and not self.lesson.covers(spec):
            left = f" You have left the lesson {self.lesson.name}."
            self.lesson = None
        return f"A new run from epoch 0.{left}"

    def set_weight(self, name: str, place: tuple[int, ...], value: float) -> str:
        """Give one weight another value, and say so.

        Parameters
        ----------
        name : str
            The parameter array, such as ``W1``.
        place : tuple of int
            Where in the array, counted from 0.
        value : float
            The new value.

        Raises
        ------
        core.CoreError
            If there is no such weight or the value is not legal; nothing is then changed.
        """
        return self._make(SetWeight(name, place, value))

    def toggle_frozen(self, name: str, place: tuple[int, ...]) -> str:
        """Freeze one weight, or free it, and say so. Parameters as in `set_weight`."""
        mask = self._trainer.state.frozen.get(name)
        return self._make(SetFrozen(name, place, not (mask is not None and mask[place])))

    def _make(self, change: Change) -> str:
        """Make a change in the run, and say what and where."""
        branched = self._trainer.change(change)
        self._arrive()
        text = change_text(self._trainer.problem, change)
        state = self._trainer.state
        where = f"epoch {state.epoch:,}" + f", update {state.index}" * (state.index > 0)
        more = " A new branch: the old curve stays, faint." if branched else ""
        return f"{text[0].upper()}{text[1:]} from {where} on.{more}"

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
        back = backward(problem.network, params, dataset.x, dataset.d, ahead, problem.loss)
    return {name: -slope for name, slope in back.downhill.items()}


def _mask(masks: Masks, name: str, like: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return masks.get(name, np.zeros_like(like))
