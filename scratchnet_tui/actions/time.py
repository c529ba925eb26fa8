"""Going back in time, and forth again. What is changed there begins a new branch of the run."""

from __future__ import annotations

from collections.abc import Callable

from core import SpecError
from core.user_input.printable import quoted
from scratchnet_tui.panes.loss.pane import LossPane
from scratchnet_tui.session.notices import Lasts

from .base import Base


class TimeActions(Base):
    """Commands and messages that go to another moment of the run."""

    async def action_back(self) -> None:
        """Go back one epoch; inside an update, one update."""
        inside = self.main.inside is not None
        await self._travel(self.session.back_one_update if inside else lambda: self.session.back(1))

    async def action_back_hundred(self) -> None:
        """Go back a hundred epochs."""
        await self._travel(lambda: self.session.back(100))

    async def on_loss_pane_sought(self, event: LossPane.Sought) -> None:
        """Go to the epoch under the cursor of the chart."""
        await self._travel(lambda: self.session.seek(event.epoch))

    async def _travel(self, journey: Callable[[], str]) -> None:
        """Pause, since a run that goes on would not stay where it is put; then go."""
        self.runner.pause()
        await self._change(journey, Lasts.HERE)

    def action_go_to_epoch(self) -> None:
        """Type the epoch to go to."""
        from scratchnet_tui.screens.prompt import PromptScreen

        async def take(text: str) -> None:
            epoch = _epoch(text)
            self.runner.pause()
            self._tell(await self.runner.alone(lambda: self.session.seek(epoch)), Lasts.HERE)

        last = self.session.last_epoch
        hint = f"An epoch this run has reached: a whole number from 0 to {last:,}."
        self.push_screen(PromptScreen("go to epoch", hint, str(self.session.epoch), take))


def _epoch(text: str) -> int:
    try:
        epoch = int(text.replace(",", ""))
    except ValueError:
        epoch = -1
    if epoch < 0:
        raise SpecError("epoch", f"epoch is {quoted(text)}; it must be a whole number of 0 or more")
    return epoch
