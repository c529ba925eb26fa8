"""Moving to other epochs of the run. A change made there begins a new branch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core import SpecError
from core.printable import quoted
from scratchnet_tui.panes.loss.pane import LossPane

from .context import Context

if TYPE_CHECKING:
    from scratchnet_tui.session.events import Event


class TimeCommands:
    """Commands and messages that go to another epoch of the run."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def rewind(self) -> None:
        """Go back to epoch 0 and the same weights."""
        await self._context.change(self._context.session.navigation.rewind)

    async def back(self) -> None:
        """Go back one epoch; in an open update, one update."""
        session = self._context.session
        if self._context.main.inside is not None:
            await self._pause_and(session.stepper.back_one_update)
        else:
            await self._pause_and(lambda: session.navigation.back(1))

    async def back_hundred(self) -> None:
        """Go back a hundred epochs."""
        await self._pause_and(lambda: self._context.session.navigation.back(100))

    async def seek(self, event: LossPane.Sought) -> None:
        """Go to the epoch under the cursor of the chart."""
        await self._pause_and(lambda: self._context.session.navigation.seek(event.epoch))

    async def undo_change(self) -> None:
        """Pause, and undo the last change."""
        await self._pause_and(self._context.session.navigation.undo_change)

    async def redo_change(self) -> None:
        """Pause, and redo the change that was undone."""
        await self._pause_and(self._context.session.navigation.redo_change)

    async def _pause_and(self, go: Callable[[], Event]) -> None:
        """Pause, so that the run stays at its new epoch; then go there."""
        self._context.training.pause()
        await self._context.change(go)

    def go_to_epoch(self) -> None:
        """Open a prompt for the epoch to go to."""
        from scratchnet_tui.screens.prompt import PromptScreen

        context, navigation = self._context, self._context.session.navigation

        async def take(text: str) -> None:
            epoch = _epoch(text)
            context.training.pause()
            context.report(await context.training.alone(lambda: navigation.seek(epoch)))

        hint = f"An epoch this run has reached: a whole number from 0 to {navigation.last_epoch:,}."
        context.app.push_screen(PromptScreen("go to epoch", hint, str(context.session.epoch), take))


def _epoch(text: str) -> int:
    try:
        epoch = int(text.replace(",", ""))
    except ValueError:
        epoch = -1
    if epoch < 0:
        raise SpecError("epoch", f"epoch is {quoted(text)}; it must be a whole number of 0 or more")
    return epoch
