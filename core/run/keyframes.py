"""The timeline of a run: a journal of its changes, and keyframes to start again from.

A run is deterministic, so any moment of it can be reached from an earlier one by repeating what
lies between. Keyframes bound how much that is, and memory bounds the number of keyframes.
"""

from __future__ import annotations

import bisect
import dataclasses
from dataclasses import dataclass

from .engine import EpochRecord
from .live_changes import Change, Entry
from .update import State

MOST_KEYFRAMES = 4096
"""Beyond this, every second one is given up."""

MEMORY = 48 * 2**20
"""Bytes that the keyframes of a run may take, unless told otherwise. Two are kept in any case."""

_MOST_PASSED = 12  # moments near the last journey's end, so that the next one nearby is short
_APART = 256  # updates between two keyframes of a short run
_OVERHEAD = 600  # bytes that an array and what holds it take besides its numbers, about


@dataclass(frozen=True, eq=False)
class Keyframe:
    """A run at the end of an epoch.

    Attributes
    ----------
    state : State
        Where it stood, without the last dW: that is found by repeating the last update.
    record : EpochRecord
        The record of that epoch.
    applied : int
        How many changes of the journal had been made.
    """

    state: State
    record: EpochRecord
    applied: int


class Timeline:
    """What is known of a run so far.

    Parameters
    ----------
    start : State
        The state before any training.
    record : EpochRecord
        The record of epoch 0.
    updates : int
        How many updates make an epoch.
    memory : int, optional
        Bytes that the keyframes may take; `MEMORY` by default.
    """

    def __init__(
        self, start: State, record: EpochRecord, updates: int, memory: int | None = None
    ) -> None:
        self.journal: tuple[Entry, ...] = ()
        self.end = 0
        """How many updates the run has ever reached, on the present branch."""
        self._frames = [Keyframe(start, record, 0)]
        self._spacing = max(1, _APART // updates)
        self._memory = MEMORY if memory is None else memory
        self._size = 0
        self._allow(start)
        self._passed: list[Keyframe] = []
        self.due = self._spacing
        """The epoch from which on another keyframe is wanted."""

    def _allow(self, state: State) -> None:
        """Work out how many states like this one may be kept, if it is the largest so far."""
        parts = (state.params, *state.optimizer_state.memories)
        arrays = [array for part in parts for array in part.values()]
        size = sum(array.nbytes + _OVERHEAD for array in arrays)
        if size <= self._size:
            return
        self._size = size
        self._most = max(2, min(MOST_KEYFRAMES, self._memory // size))
        self._most_passed = min(_MOST_PASSED, self._memory // (8 * size))

    @property
    def keyframes(self) -> tuple[Keyframe, ...]:
        """The keyframes, the oldest first."""
        return tuple(self._frames)

    def keep(self, state: State, record: EpochRecord, applied: int) -> None:
        """Keep a keyframe at the end of an epoch. When there are too many, thin them out."""
        bare = dataclasses.replace(state, last_step=None)
        self._frames.append(Keyframe(bare, record, applied))
        self._allow(state)  # a rule chosen on the way may remember more than the first one
        while len(self._frames) > self._most:
            del self._frames[1::2]
            self._spacing *= 2
        self._set_due()

    def _set_due(self) -> None:
        self.due = self._frames[-1].record.epoch + self._spacing

    def stops(self, begin: int, end: int) -> frozenset[int]:
        """Choose at which epochs of a journey to keep a moment: the nearer its end, the more."""
        epochs = (end - 2**k for k in range(self._most_passed))
        return frozenset(epoch for epoch in epochs if epoch > begin)

    def pass_by(self, state: State, record: EpochRecord, applied: int) -> None:
        """Keep a moment of a journey in place of the oldest one that was kept so."""
        bare = dataclasses.replace(state, last_step=None)
        self._passed = [*self._passed, Keyframe(bare, record, applied)][-self._most_passed :]

    def before(self, step: int) -> Keyframe:
        """Return the last keyframe with fewer updates, or the first one.

        Fewer, not as many: the update that leads to a moment is always repeated, since its dW
        belongs to the moment.
        """
        place = bisect.bisect_left(self._frames, step, key=lambda frame: frame.state.step)
        nearest = self._frames[max(0, place - 1)]
        for frame in self._passed:
            if nearest.state.step < frame.state.step < step:
                nearest = frame
        return nearest

    def changes_up_to(self, step: int) -> int:
        """Return how many changes were made before the update that follows `step`."""
        return bisect.bisect_right(self.journal, step, key=lambda entry: entry.step)

    def write(self, step: int, change: Change) -> None:
        """Enter a change in the journal."""
        self.journal = (*self.journal, Entry(step, change))

    def cut(self, step: int, applied: int) -> None:
        """Forget what came after a moment: the run takes another way from there."""
        self.journal = self.journal[:applied]

        def stays(frame: Keyframe) -> bool:
            # It has no later change either: a frame is kept as its epoch ends, before any change
            # is made there.
            return frame.state.step <= step

        self._frames = [self._frames[0], *filter(stays, self._frames[1:])]
        self._passed = list(filter(stays, self._passed))
        self.end = step
        self._set_due()
