"""Stepping through one update: into it, from phase to phase, and out again."""

from __future__ import annotations

from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.panes.update.pane import UpdatePane
from scratchnet_tui.screens.main import PANES
from scratchnet_tui.session.notices import Lasts
from scratchnet_tui.session.phase_stepper import fuller_row

from .view import LookingActions


class InsideActions(LookingActions):
    """Commands and messages about the update that is looked at."""

    async def action_inside(self) -> None:
        """Open the next update, or go back to it where it is open; the run pauses.

        In an open update that shows little, look at the row that was offered instead of it.
        """
        at_rest, snapshot, inside = not self.runner.running, self.main.snapshot, self.main.inside
        self.runner.pause()
        fuller = None
        if at_rest and isinstance(self.main.focused, UpdatePane) and snapshot and inside:
            fuller = fuller_row(inside, snapshot.problem.dataset.x)
        await self._look_inside(fuller)

    async def _look_inside(self, sample: int | None) -> None:
        if self.main.inside is None or self.main.inside.sample != sample:
            await self._change(lambda: self.session.look_inside(sample), Lasts.HERE)
        self.main.go_to("inside")

    async def on_predictions_pane_opened(self, event: PredictionsPane.Opened) -> None:
        """Look at the update that one row alone would make."""
        self.runner.pause()
        await self._look_inside(event.sample)

    async def on_update_pane_phase_wanted(self, event: UpdatePane.PhaseWanted) -> None:
        """Go to the next phase, or the one before; a run that is under way pauses."""
        self.runner.pause()
        session = self.session
        turn = session.next_phase if event.by > 0 else session.previous_phase
        await self._change(turn, Lasts.HERE)

    async def action_pane(self, number: int) -> None:
        """Go to a pane, by its number; that of the update opens it."""
        if PANES[number - 1] == "inside" and self.main.inside is None:
            await self.action_inside()
        else:
            await super().action_pane(number)

    async def action_unzoom(self) -> None:
        """Leave a zoomed pane, or else the update."""
        if self.main.zoomed or self.main.inside is None:
            await super().action_unzoom()
            return
        await self.runner.alone(self.session.leave_inside)
        self.main.come_back()
        self._tell("Out of the update again. Space runs and pauses.", Lasts.HERE)
