"""Stepping through one update: into it, from phase to phase, and out again."""

from __future__ import annotations

from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.panes.update.pane import UpdatePane
from scratchnet_tui.session.events import Lasts
from scratchnet_tui.session.phase_stepper import fuller_row
from scratchnet_tui.text import hints

from .context import Context


class UpdateCommands:
    """Commands and messages about the update that is shown."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def inside(self) -> None:
        """Open the next update, or focus it if it is open; the run pauses.

        In an open update that shows little, open the row that was offered instead of it.
        """
        main, training = self._context.main, self._context.training
        at_rest, snapshot, inside = not training.running, main.snapshot, main.inside
        training.pause()
        fuller = None
        if at_rest and isinstance(main.focused, UpdatePane) and snapshot and inside:
            fuller = fuller_row(inside, snapshot.problem.dataset.x)
        await self._open(fuller)

    async def _open(self, sample: int | None) -> None:
        context = self._context
        if context.main.inside is None or context.main.inside.sample != sample:
            await context.change(lambda: context.session.stepper.open(sample))
        context.main.go_to("inside")

    async def open_row(self, event: PredictionsPane.Opened) -> None:
        """Show the update that a single row would make."""
        self._context.training.pause()
        await self._open(event.sample)

    async def step(self, event: UpdatePane.PhaseWanted) -> None:
        """Go to the next phase, or the one before; a run that is under way pauses."""
        self._context.training.pause()
        stepper = self._context.session.stepper
        await self._context.change(stepper.next_phase if event.by > 0 else stepper.previous_phase)

    async def leave(self) -> None:
        """Close the update."""
        context = self._context
        await context.training.alone(context.session.stepper.close)
        context.main.come_back()
        context.say(hints.UPDATE_LEFT, Lasts.HERE)
