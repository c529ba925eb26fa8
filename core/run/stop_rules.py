"""Stop rules, such as early stopping, and a watch that evaluates them after each epoch.

A rule fires when it becomes true, not while it stays true. After continuing past it, training is
not stopped by it again until it has been false in between.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.errors import SpecError
from core.user_input.validation import check_whole

from .epoch_record import EpochRecord, EpochScores


@dataclass(frozen=True)
class Stop:
    """When to stop: by default never; of several rules, the first to fire decides.

    Parameters
    ----------
    epochs : int or None
        Stop after this many epochs, 0 or more. With 0 nothing is trained.
    loss : float or None
        Stop when the mse of the training rows is at or below this; 0 or more.
    solved : bool
        Stop when all rows are right.
    patience : int or None
        Stop when `EpochRecord.judged` (the mse, or with class weights the loss, of the validation
        set, else the test set, else the training rows) has not improved for this many epochs; 1 or
        more.

    Raises
    ------
    SpecError
        If a value is not valid; `SpecError.field` names the option of the command line.
    """

    epochs: int | None = None
    loss: float | None = None
    solved: bool = False
    patience: int | None = None

    def __post_init__(self) -> None:
        for name, least in (("epochs", 0), ("patience", 1)):
            value = getattr(self, name)
            if value is not None:
                check_whole(name, value, least)
        if self.loss is not None and not self.loss >= 0.0:
            raise SpecError(
                "until-loss", f"the mse to stop at is {self.loss}; it must be 0 or more"
            )

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return self != Stop()

    def words(self, rule: str, chosen_on: str = "train", judged_by: str = "mse") -> str:
        """Describe why a rule of `RULES_TO_STOP` has fired, such as ``all rows are right``.

        `chosen_on` and `judged_by` are what patience compares; see `EpochRecord`.
        """
        if rule == "epochs":
            return "1 epoch is done" if self.epochs == 1 else f"{self.epochs:,} epochs are done"
        if rule == "until-loss":
            return f"the mse is {self.loss:g} or less"
        if rule == "until-solved":
            return "all rows are right"
        part = "" if chosen_on == "train" else f" of the {chosen_on} set"
        return (
            f"no better {judged_by}{part} for {self.patience:,} epoch{'s' * (self.patience != 1)}"
        )


RULES_TO_STOP: dict[str, str] = {
    "until-loss": "when the mse is this small or smaller",
    "until-solved": "when every output is within 0.1 of its target; numbers: a tenth of the spread",
    "patience": "when the mse (with class weights the loss) of the validation set, else of the "
    "test set, if there is one, has not improved for this many epochs",
    "epochs": "after this many epochs",
}
"""The rules by option name, in the order in which they are evaluated."""


class Watch:
    """Evaluates stop rules on successive epochs of a run.

    A rule that already holds for `record`, the last complete epoch at the start, does not fire
    until it has been false. Patience counts from that epoch.
    """

    def __init__(self, stop: Stop, record: EpochRecord) -> None:
        self.stop = stop
        self.epoch = record.epoch
        self.chosen_on = record.chosen_on
        """The part of the data that patience is judged on."""
        self._judged_by = record.judged_by
        self.fired: tuple[str, ...] = ()
        """The rules that fired at the last epoch seen."""
        self._best, self._best_epoch = record.judged, record.epoch
        self._rules = tuple(name for name in RULES_TO_STOP if _is_chosen(stop, name))
        self._true = self._hold(_Numbers.of(record))[:, -1]

    def __call__(self, record: EpochRecord) -> bool:
        """Process the next epoch; return whether a rule has fired."""
        return self._first(_Numbers.of(record)) is not None

    def first(self, scores: EpochScores) -> int | None:
        """Process the next epochs, up to the first at which a rule fires.

        Returns
        -------
        int or None
            The place of that epoch in `scores`; None if no rule fires.
        """
        solved, judged = scores.solved, scores.judged
        return self._first(_Numbers(scores.epochs, scores.mse, judged, solved))

    def _first(self, numbers: _Numbers) -> int | None:
        count = len(numbers.epochs)
        if not count:
            return None
        now = self._hold(numbers)
        fires = now & ~np.column_stack([self._true, now[:, :-1]])
        found = np.flatnonzero(fires.any(axis=0))
        first = int(found[0]) if len(found) else None
        last = count - 1 if first is None else first
        self.epoch, self._true = int(numbers.epochs[last]), now[:, last]
        self.fired = tuple(itertools.compress(self._rules, fires[:, last]))
        judged = numbers.judged[: last + 1]
        best = int(np.argmin(judged))
        if judged[best] < self._best:
            self._best, self._best_epoch = float(judged[best]), int(numbers.epochs[best])
        return first

    def _hold(self, numbers: _Numbers) -> NDArray[np.bool_]:
        """Return which rules hold at which epochs, shape (rules, epochs)."""
        stop, epochs = self.stop, numbers.epochs
        held = []
        for rule in self._rules:
            if rule == "until-loss" and stop.loss is not None:
                held.append(numbers.mse <= stop.loss)
            elif rule == "until-solved":
                held.append(numbers.solved)
            elif rule == "patience" and stop.patience is not None:
                held.append(epochs - self._best_epochs(numbers) >= stop.patience)
            elif rule == "epochs" and stop.epochs is not None:
                held.append(epochs >= stop.epochs)
        return np.array(held, dtype=np.bool_).reshape(len(held), len(epochs))

    def _best_epochs(self, numbers: _Numbers) -> NDArray[np.int64]:
        """Return at each epoch which one was the best so far, the first of equals."""
        so_far = np.minimum.accumulate(np.append(self._best, numbers.judged))[:-1]
        better = np.where(numbers.judged < so_far, np.arange(len(so_far)), -1)
        last = np.maximum.accumulate(better)
        return np.where(last < 0, self._best_epoch, numbers.epochs[last])

    @property
    def holding(self) -> tuple[str, ...]:
        """The rules that hold at the last epoch seen, whether they fired there or before."""
        return tuple(itertools.compress(self._rules, self._true))

    def reason(self) -> str:
        """Describe the rules that fired at the last epoch; empty if none did."""
        return " and ".join(map(self._words, self.fired))

    def holds(self) -> str:
        """Describe the rules that hold at the last epoch; empty if none does."""
        return " and ".join(map(self._words, self.holding))

    def _words(self, rule: str) -> str:
        return self.stop.words(rule, self.chosen_on, self._judged_by)


class _Numbers(NamedTuple):
    """What the rules look at, for consecutive epochs."""

    epochs: NDArray[np.int64]
    mse: Floats
    judged: Floats
    solved: NDArray[np.bool_]

    @classmethod
    def of(cls, record: EpochRecord) -> _Numbers:
        """Return those of one epoch."""
        one = np.array([record.epoch]), np.array([record.mse]), np.array([record.judged])
        return cls(*one, np.array([record.solved_since is not None]))


def _is_chosen(stop: Stop, rule: str) -> bool:
    """Tell whether a rule of `RULES_TO_STOP` is part of a choice."""
    if rule == "until-solved":
        return stop.solved
    value = {"until-loss": stop.loss, "patience": stop.patience, "epochs": stop.epochs}[rule]
    return value is not None
