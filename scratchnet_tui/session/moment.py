"""The moment that a run stands at, which decides how long a notice is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core import RunSpec

    from .events import RunDiverged
    from .snapshot import Snapshot


@dataclass(frozen=True)
class Moment:
    """A moment of the run, as far as it decides which notices are still true.

    Attributes
    ----------
    spec : RunSpec
        The run, with its rule and rate of now.
    epoch, index : int
        How many epochs are complete, and how many updates of the next one.
    solved_since : int or None
        From which epoch on every row has been right.
    diverged : RunDiverged or None
        Why the run can go no further, where it cannot.
    """

    spec: RunSpec
    epoch: int
    index: int
    solved_since: int | None
    diverged: RunDiverged | None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Moment:
        """Return the moment that a snapshot shows."""
        record = snapshot.record
        return cls(
            snapshot.spec, record.epoch, snapshot.index, record.solved_since, snapshot.diverged
        )
