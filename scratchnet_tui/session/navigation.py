"""Moving to other epochs of a run, and undoing its changes.

What lies ahead is kept, so every step back can be repeated forward.
"""

from __future__ import annotations

import numpy as np

from core import SetRule, Trainer

from . import events as ev
from .run_group import RunGroup


class Navigation:
    """Moves the present run and its companions to other epochs."""

    def __init__(self, runs: RunGroup) -> None:
        self._runs = runs

    @property
    def _trainer(self) -> Trainer:
        return self._runs.present.trainer

    @property
    def last_epoch(self) -> int:
        """The epoch up to which training on repeats the recorded run."""
        return self._trainer.repeatable[0]

    def rewind(self) -> ev.Rewound:
        """Start again from the same initial weights, with the present rule and frozen weights."""
        trainer = self._trainer
        spec, frozen = trainer.spec, trainer.state.frozen
        branched = trainer.discard_undone()
        self._go(0)
        if len(trainer.journal) > trainer.applied:
            branched = trainer.discard_ahead() or branched  # drop the changes recorded ahead
        branched = trainer.change(SetRule(spec.rule, spec.rate, spec.momentum)) or branched
        for name, shape in trainer.network.param_shapes().items():
            nothing = np.zeros(shape, np.bool_)
            wanted, found = (m.get(name, nothing) for m in (frozen, trainer.state.frozen))
            for place in np.argwhere(wanted != found).tolist():
                held = bool(wanted[tuple(place)])
                branched = trainer.set_frozen(name, tuple(place), held) or branched
        return ev.Rewound(branched)

    def back(self, epochs: int) -> ev.WentTo | ev.AlreadyThere | ev.EndReached:
        """Go back by a number of epochs; within an epoch, the first step is to its beginning."""
        state = self._trainer.state
        return self.seek(max(0, state.epoch - epochs + (state.index > 0)))

    def seek(self, epoch: int) -> ev.WentTo | ev.AlreadyThere | ev.EndReached:
        """Go to the end of an epoch of this run, or as near as it has come."""
        trainer = self._trainer
        branched = trainer.discard_undone()
        (last, index), state = trainer.end, trainer.state
        if epoch > last:
            if (state.epoch, state.index) != (last, index):
                self._go(last, index)
            return ev.EndReached(last, branched)
        if (state.epoch, state.index) == (epoch, 0):
            return ev.AlreadyThere(epoch)
        self._go(epoch)
        return ev.WentTo(epoch, (epoch, 0) == (last, index), branched)

    def _go(self, epoch: int, index: int = 0) -> None:
        self._trainer.seek(epoch, index)
        self._runs.follow()

    def undo_change(self) -> ev.ChangeUndone | ev.NothingToUndo:
        """Go back to the moment before the last change."""
        trainer = self._trainer
        entry = trainer.undo_change()
        if entry is None:
            return self._nothing_to_undo()
        self._runs.follow()
        change = ev.NamedChange.of(trainer.problem, entry.change, trainer.spec)
        return ev.ChangeUndone(change, trainer.record.epoch)

    def _nothing_to_undo(self) -> ev.NothingToUndo:
        """Tell whether a change lies ahead, or was undone, or there is none at all."""
        trainer = self._trainer
        ahead = trainer.journal[trainer.applied :]
        if not ahead:
            return ev.NothingToUndo(None)
        change = ev.NamedChange.of(trainer.problem, ahead[0].change, trainer.spec)
        is_here = ahead[0].step == trainer.position[2]
        return ev.NothingToUndo(change, is_here, ahead[0].step // len(trainer.problem.batches(1)))

    def redo_change(self) -> ev.ChangeRedone | ev.NothingToRedo:
        """Make the change again that was undone here."""
        trainer = self._trainer
        before = trainer.spec
        entry = trainer.redo_change()
        if entry is None:
            return ev.NothingToRedo()
        self._runs.follow()
        return ev.ChangeRedone(
            ev.NamedChange.of(trainer.problem, entry.change, before), trainer.record.epoch
        )
