"""Stop rules, such as early stopping, and a watch that evaluates them after each epoch.

A rule fires when it becomes true, not while it stays true. After continuing past it, training is
not stopped by it again until it has been false in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import SpecError
from core.user_input.validation import check_whole

from .epoch_record import EpochRecord


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
        self._rules = _rules(stop, self._stale)
        self._true = [rule(record) for _, rule in self._rules]

    def __call__(self, record: EpochRecord) -> bool:
        """Process the next epoch; return whether a rule has fired."""
        self.epoch = record.epoch
        if record.judged < self._best:
            self._best, self._best_epoch = record.judged, record.epoch
        before, self._true = self._true, [rule(record) for _, rule in self._rules]
        self.fired = tuple(
            name
            for (name, _), was, now in zip(self._rules, before, self._true, strict=True)
            if now and not was
        )
        return bool(self.fired)

    @property
    def holding(self) -> tuple[str, ...]:
        """The rules that hold at the last epoch seen, whether they fired there or before."""
        return tuple(name for (name, _), now in zip(self._rules, self._true, strict=True) if now)

    def reason(self) -> str:
        """Describe the rules that fired at the last epoch; empty if none did."""
        return " and ".join(map(self._words, self.fired))

    def holds(self) -> str:
        """Describe the rules that hold at the last epoch; empty if none does."""
        return " and ".join(map(self._words, self.holding))

    def _words(self, rule: str) -> str:
        return self.stop.words(rule, self.chosen_on, self._judged_by)

    def _stale(self, record: EpochRecord) -> bool:
        patience = self.stop.patience
        return patience is not None and record.epoch - self._best_epoch >= patience


def _rules(
    stop: Stop, stale: Callable[[EpochRecord], bool]
) -> list[tuple[str, Callable[[EpochRecord], bool]]]:
    """Return the active rules with their tests, in the order of `RULES_TO_STOP`."""
    loss, epochs = stop.loss, stop.epochs
    rules: list[tuple[str, Callable[[EpochRecord], bool]]] = []
    if loss is not None:
        rules.append(("until-loss", lambda record: record.mse <= loss))
    if stop.solved:
        rules.append(("until-solved", lambda record: record.solved_since is not None))
    if stop.patience is not None:
        rules.append(("patience", stale))
    if epochs is not None:
        rules.append(("epochs", lambda record: record.epoch >= epochs))
    return rules
