"""What is kept of a run to compare it with others: its curve and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import Curve, RunSpec

MOST = 6
"""How many runs may be pinned: so many curves can be told apart."""


@dataclass(frozen=True, eq=False)
class Pin:
    """A run as it stands beside others.

    Attributes
    ----------
    name : str
        What to call it.
    look : int or None
        Which of `MOST` ways to be drawn it has, from 0; None for the present run.
    spec : RunSpec
        The spec it began with.
    changes : int
        At how many moments something was changed. What was tried one after the other without
        training in between counts once; so does what was set before the first update, except the
        rule and the rate, which belong to the spec then.
    curve : Curve
        Its mse, up to where it stands; that of the present run goes on to what lies ahead.
    epochs : int
        How many epochs are complete.
    solved_since : int or None
        The epoch since which every row is right.
    mse : float
        The mse after the last epoch.
    seconds : float
        How long the training took.
    live : bool
        Whether it is still trained, in lock step with the present run.
    diverged : bool
        Whether it can go no further.
    others : mapping of str to Curve
        Its loss and its accuracy, as far as they are kept.
    """

    name: str
    look: int | None
    spec: RunSpec
    changes: int
    curve: Curve
    epochs: int
    solved_since: int | None
    mse: float
    seconds: float
    live: bool
    diverged: bool = False
    others: Mapping[str, Curve] = field(default_factory=dict)

    def column(self, name: str) -> Curve | None:
        """Return one of its curves: ``mse``, ``loss`` or ``accuracy``; None if it is not kept."""
        return self.curve if name == "mse" else self.others.get(name)

    def same_run(self, other: Pin) -> bool:
        """Tell whether the other is the same run at the same moment."""
        facts = ("spec", "changes", "epochs", "mse")
        return all(getattr(self, fact) == getattr(other, fact) for fact in facts)
