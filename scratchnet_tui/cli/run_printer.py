"""What every format of the command `run` is given, and what it has to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core import Remedy, Trainer


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    stopped_by : str
        ``epochs``, ``until-loss``, ``until-solved``, ``patience``, ``diverged`` or ``interrupt``.
    seconds : float
        How long the training took.
    message : str
        What went wrong, where something did.
    remedies : tuple of core.Remedy
        What may help then.
    chosen_on : str or None
        The part of the data by which ``patience`` looked for the best epoch; None without it.
    """

    stopped_by: str
    seconds: float
    message: str = ""
    remedies: tuple[Remedy, ...] = ()
    chosen_on: str | None = None


class Printer(Protocol):
    """One of the formats."""

    def __init__(self, trainer: Trainer) -> None: ...

    def every(self, epochs: int) -> int:
        """Return how many epochs lie between two that are printed, unless the user says."""

    def epoch(self) -> None:
        """Print the last complete epoch."""

    def end(self, outcome: Outcome) -> None:
        """Print the result."""
