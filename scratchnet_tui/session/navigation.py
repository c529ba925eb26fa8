"""Time, and the insides of an update: to any moment of the run, and step by step through one.

What is gone back over stays known, so every journey can be made the other way.
"""

from __future__ import annotations

import numpy as np

from core import Diverged, SetRule, Trainer
from scratchnet_tui.text.wording import LEFT, change_text

from .phase_stepper import Walk, back_one_update, fuller_row
from .run_group import Lanes


class Travel:
    """The part of a session that goes to other moments.

    Parameters
    ----------
    trainer : Trainer
        The run.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._lanes = Lanes(trainer)
        self._walk = Walk()

    @property
    def _trainer(self) -> Trainer:
        return self._lanes.present.trainer

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self._trainer.record.epoch

    @property
    def last_epoch(self) -> int:
        """Up to which epoch going on repeats what came."""
        return self._trainer.repeatable[0]

    def rewind(self) -> str:
        """Start again from the same initial weights, with the rule and the freezes of now.

        Returns
        -------
        str
            What happened, in a sentence.
        """
        trainer = self._trainer
        spec, frozen = trainer.spec, trainer.state.frozen
        branched = trainer.discard_undone()
        self._seek(0)
        if len(trainer.journal) > trainer.applied:
            # The changes recorded ahead belong to that run, not to this one.
            branched = trainer.discard_ahead() or branched
        branched = trainer.change(SetRule(spec.rule, spec.rate, spec.momentum)) or branched
        for name, shape in trainer.network.param_shapes().items():
            nothing = np.zeros(shape, np.bool_)
            wanted, found = (m.get(name, nothing) for m in (frozen, trainer.state.frozen))
            for place in np.argwhere(wanted != found).tolist():
                held = bool(wanted[tuple(place)])
                branched = trainer.set_frozen(name, tuple(place), held) or branched
        if branched:
            return f"Back at epoch 0 with the same weights.{LEFT}"
        return "Back at epoch 0 with the same weights. Going on repeats the run."

    def back(self, epochs: int) -> str:
        """Go back so many epochs; from within an epoch, the first of them is to its beginning."""
        epoch = self.epoch - epochs + (self._trainer.state.index > 0)
        return self.seek(max(0, epoch))

    def seek(self, epoch: int) -> str:
        """Go to an epoch of this run, or as near as it has come.

        Parameters
        ----------
        epoch : int
            How many epochs are to be complete there.

        Returns
        -------
        str
            Where the run stands, in a sentence.
        """
        trainer = self._trainer
        left = LEFT if trainer.discard_undone() else ""
        last, index = trainer.end
        if epoch > last:
            if (self.epoch, trainer.state.index) != (last, index):
                trainer.seek(last, index)
                self._arrive()
            return f"This run has reached epoch {last:,} and no further.{left}"
        if epoch == self.epoch and trainer.state.index == 0:
            return f"This is epoch {epoch:,}."
        self._seek(epoch)
        if epoch == last and index == 0:
            return f"Epoch {epoch:,}, as far as the run has come.{left}"
        if left:
            return f"Epoch {epoch:,} again.{left}"
        return f"Epoch {epoch:,} again. Going on repeats the run; a change begins a new branch."

    def _seek(self, epoch: int) -> None:
        self._trainer.seek(epoch)
        self._arrive()

    def _arrive(self) -> None:
        """Forget what was said of a later moment, and bring the companions along."""
        self._lanes.present.arrive()
        self._lanes.follow()

    def undo_change(self) -> str:
        """Go back to the moment before the last change, and say which it was."""
        entry = self._trainer.undo_change()
        if entry is None:
            return self._nothing_to_take_back()
        self._arrive()
        text = change_text(self._trainer.problem, entry.change, self._trainer.spec)
        return f"Taken back: {text}. Epoch {self.epoch:,}; U brings it back."

    def _nothing_to_take_back(self) -> str:
        """Say whether a change lies ahead, or was taken back, or there is none at all."""
        trainer = self._trainer
        ahead = trainer.journal[trainer.applied :]
        if not ahead:
            return "Nothing has been changed in this run."
        text = change_text(trainer.problem, ahead[0].change, trainer.spec)
        if ahead[0].step == trainer.state.step:
            return f"Nothing was changed before this; U brings back: {text}."
        epoch = ahead[0].step // len(trainer.problem.batches(1))
        return f"Nothing was changed before this; ahead, at epoch {epoch:,}: {text}."

    def redo_change(self) -> str:
        """Make the change again that was taken back here."""
        before = self._trainer.spec
        entry = self._trainer.redo_change()
        if entry is None:
            return "There is no change that was taken back."
        self._arrive()
        text = change_text(self._trainer.problem, entry.change, before)
        return f"Again: {text}, at epoch {self.epoch:,}."

    # inside one update

    def look_inside(self, sample: int | None = None) -> str:
        """Open the next update at its first phase, or the one a row alone would make now.

        Parameters
        ----------
        sample : int or None
            The row, counted from 0; None for the next update of the run.

        Returns
        -------
        str
            What is to be seen, in a sentence.
        """
        self._walk.enter(sample)
        if sample is None:
            inside = self._walk.view(self._trainer)
            fuller = fuller_row(inside, self._trainer.dataset.x) if inside else None
            if fuller is not None:
                return (
                    "The next update. Its inputs are nearly all 0; "
                    f"i again looks at row {fuller + 1} instead."
                )
            return "The next update, phase by phase; the last Enter takes it."
        return f"What row {sample + 1} alone would do now. Nothing is trained."

    def next_phase(self) -> str:
        """Go to the next phase; after the last one take the update. Say what has happened."""
        lane = self._lanes.present
        try:
            notice = self._walk.forward(lane.trainer)
        except Diverged as error:
            return lane.stop(error)
        return " ".join([lane.solved() or notice, *self._lanes.catch_up()]).strip()

    def previous_phase(self) -> str:
        """Go to the phase before; before the first one take the last update back, and say so."""
        step = self._trainer.state.step
        notice = self._walk.back(self._trainer)
        if self._trainer.state.step != step:
            self._arrive()
        return notice

    def leave_inside(self) -> None:
        """Close the view of the update."""
        self._walk.leave()

    def back_one_update(self) -> str:
        """Take the last update back, and say so; the phase that is looked at stays."""
        notice = back_one_update(self._trainer)
        self._arrive()
        return notice
