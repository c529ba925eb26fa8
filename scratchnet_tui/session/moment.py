"""The present moment of a run, which decides how long a notice stays true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core import RunSpec

    from .events import RunDiverged
    from .snapshot import Snapshot


@dataclass(frozen=True)
class Moment:
    """What decides which notices are still true.

    `spec` has the rule and the rate as they are now. `epoch` and `index` count the complete epochs
    and the updates done in the next one. `solved_since` is the epoch since which every row is
    right.
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
