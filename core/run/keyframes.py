"""Keyframes: states of a run that are kept, so that any moment is reached by a short repetition.

A run is deterministic, so any moment of it can be recomputed from an earlier state. Keyframes bound
how many updates that takes, and a budget of memory bounds the number of keyframes.
"""

from __future__ import annotations

import bisect
import dataclasses
from dataclasses import dataclass

from .epoch_record import EpochRecord
from .update import State

MEMORY = 48 * 2**20
"""Bytes that the keyframes of a run may take, unless told otherwise."""

SPACING = 256
"""Updates between two keyframes of a short run, unless told otherwise."""

_MAX_RECENT = 12  # states near the end of the last seek
_OVERHEAD = 600  # bytes that an array and what holds it take besides its numbers, about


@dataclass(frozen=True)
class KeyframeLimits:
    """How many keyframes a run keeps.

    Attributes
    ----------
    memory : int
        Bytes they may take. Two are kept in any case.
    count : int
        When there are more than this, every second one is dropped.
    spacing : int or None
        Updates between two keyframes of a short run; None: as the engine's pace suggests.
    """

    memory: int = MEMORY
    count: int = 4096
    spacing: int | None = None


DEFAULT_LIMITS = KeyframeLimits()


@dataclass(frozen=True, eq=False)
class Keyframe:
    """A run at the end of an epoch, before any change made there.

    Attributes
    ----------
    state : State
        The state, without its last dW: the update that leads to a moment is always repeated.
    record : EpochRecord
        The record of that epoch.
    applied : int
        How many changes of the journal had been made.
    """

    state: State
    record: EpochRecord
    applied: int


class Keyframes:
    """The keyframes of a run.

    Parameters
    ----------
    start : State
        The state before any training, which is always kept.
    record : EpochRecord
        The record of epoch 0.
    updates : int
        Updates to an epoch.
    limits : KeyframeLimits
        How many are kept.
    spacing : int
        Updates between two keyframes of a short run, unless the limits have their own.
    """

    def __init__(
        self,
        start: State,
        record: EpochRecord,
        updates: int,
        limits: KeyframeLimits = DEFAULT_LIMITS,
        spacing: int = SPACING,
    ) -> None:
        self._frames = [Keyframe(start, record, 0)]
        self._recent: list[Keyframe] = []
        self._limits = limits
        self._spacing = max(1, (limits.spacing or spacing) // updates)
        self._largest = 0
        self._allow_for(start)
        self.due = self._spacing
        """The epoch from which on another keyframe is wanted."""

    def _allow_for(self, state: State) -> None:
        """Work out how many states like this one may be kept, if it is the largest so far."""
        parts = (state.params, *state.optimizer_state.memories)
        arrays = [array for part in parts for array in part.values()]
        size = sum(array.nbytes + _OVERHEAD for array in arrays)
        if size <= self._largest:
            return
        self._largest = size
        self._max_frames = max(2, min(self._limits.count, self._limits.memory // size))
        self._max_recent = min(_MAX_RECENT, self._limits.memory // (8 * size))

    @property
    def all(self) -> tuple[Keyframe, ...]:
        """The evenly spaced keyframes, the oldest first."""
        return tuple(self._frames)

    def add(self, state: State, record: EpochRecord, applied: int) -> None:
        """Keep the end of an epoch. When there are too many, drop every second one."""
        self._frames.append(_keyframe(state, record, applied))
        self._allow_for(state)  # a rule chosen on the way may remember more than the first one
        while len(self._frames) > self._max_frames:
            del self._frames[1::2]
            self._spacing *= 2
        self._set_due()

    def _set_due(self) -> None:
        self.due = self._frames[-1].record.epoch + self._spacing

    def epochs_to_keep(self, begin: int, end: int) -> frozenset[int]:
        """Choose which epochs of a seek to keep, so that a next one nearby is short.

        They are 1, 2, 4, 8, ... epochs before the end.
        """
        epochs = (end - 2**k for k in range(self._max_recent))
        return frozenset(epoch for epoch in epochs if epoch > begin)

    def add_recent(self, state: State, record: EpochRecord, applied: int) -> None:
        """Keep a moment of a seek, in place of the oldest one that was kept so."""
        frame = _keyframe(state, record, applied)
        self._recent = [*self._recent, frame][-self._max_recent :]

    def before(self, step: int) -> Keyframe:
        """Return the last keyframe with fewer updates, or the first one.

        Fewer, not as many: the update that leads to a moment is always repeated, since its dW
        belongs to the moment.
        """
        place = bisect.bisect_left(self._frames, step, key=lambda frame: frame.state.step)
        nearest = self._frames[max(0, place - 1)]
        for frame in self._recent:
            if nearest.state.step < frame.state.step < step:
                nearest = frame
        return nearest

    def drop_after(self, step: int) -> None:
        """Drop the keyframes with more updates than this."""
        first, *others = self._frames
        self._frames = [first, *(frame for frame in others if frame.state.step <= step)]
        self._recent = [frame for frame in self._recent if frame.state.step <= step]
        self._set_due()


def _keyframe(state: State, record: EpochRecord, applied: int) -> Keyframe:
    return Keyframe(dataclasses.replace(state, last_step=None), record, applied)
