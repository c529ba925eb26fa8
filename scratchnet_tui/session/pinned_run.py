"""What is kept of a run to compare it with others: its curve and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import Curve, RunSpec

MOST = 6
"""How many runs may be pinned: so many curves can be told apart."""


@dataclass(frozen=True, eq=False)
class Pin:
    """A run as it appears in a comparison.

    Attributes
    ----------
    look : int or None
        Its index among `MOST` ways to draw a curve; None for the present run.
    spec : RunSpec
        The spec it began with.
    changes : int
        At how many moments something was changed. Values tried one after the other without
        training in between count once; so does what was set before the first update, except the
        rule and the rate, which belong to the spec then.
    curve : Curve
        Its mse up to the present epoch; that of the present run includes the epochs ahead.
    epochs : int
        How many epochs are complete.
    solved_since : int or None
        The epoch since which every row is right.
    mse : float
        The mse after the last epoch.
    seconds : float
        The training time.
    live : bool
        Whether it is still trained, in lock step with the present run.
    diverged : bool
        Whether it can go no further.
    others : mapping of str to Curve
        Its loss and its accuracy, if recorded.
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
        """Return the curve ``mse``, ``loss`` or ``accuracy``; None if it is not kept."""
        return self.curve if name == "mse" else self.others.get(name)

    def same_run(self, other: Pin) -> bool:
        """Tell whether the other is the same run at the same epoch."""
        facts = ("spec", "changes", "epochs", "mse")
        return all(getattr(self, fact) == getattr(other, fact) for fact in facts)
