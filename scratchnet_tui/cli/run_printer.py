"""The interface of the output formats of the command `run`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from core import Remedy, Trainer


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    stopped_by : str
        ``epochs``, ``until-loss``, ``until-solved``, ``patience``, ``diverged`` or ``interrupt``;
        ``match`` if what was looked for is there.
    seconds : float
        The training time.
    message : str
        The error, if there was one.
    remedies : tuple of core.Remedy
        What may help then.
    chosen_on : str or None
        The part of the data by which ``patience`` chose the best epoch; None without it.
    """

    stopped_by: str
    seconds: float
    message: str = ""
    remedies: tuple[Remedy, ...] = ()
    chosen_on: str | None = None

    def trouble(self) -> dict[str, Any]:
        """Return the error and what may help as fields of a JSON object; none if all went well."""
        if not self.message:
            return {}
        remedies = [
            {"options": {remedy.field: remedy.value}, "why": remedy.why} for remedy in self.remedies
        ]
        return {"message": self.message, "remedies": remedies}


class Printer(Protocol):
    """One of the formats."""

    def __init__(self, trainer: Trainer) -> None: ...

    def every(self, epochs: int) -> int:
        """Return the default number of epochs between two printed ones."""

    def epoch(self) -> None:
        """Print the last complete epoch."""

    def end(self, outcome: Outcome) -> None:
        """Print the result."""
