"""Changing single weights, and taking changes back."""

from __future__ import annotations

from scratchnet_tui.form import number
from scratchnet_tui.panes.weights.pane import WeightsPane
from scratchnet_tui.session.notices import Lasts

from .base import Base


class WeightActions(Base):
    """Commands and messages about single weights."""

    def on_weights_pane_typing(self, event: WeightsPane.Typing) -> None:
        """Let a weight be typed."""
        from scratchnet_tui.screens.prompt import PromptScreen

        async def take(text: str) -> None:
            session, name, place = self.session, event.name, event.place
            value = number("weights", text)
            notice = await self.runner.alone(lambda: session.set_weight(name, place, value))
            if notice:
                self._tell(notice, Lasts.RUN)

        hint = "A number; it takes effect at once, training goes on."
        self.push_screen(PromptScreen(event.called, hint, repr(event.value), take))

    async def action_freeze(self) -> None:
        """Freeze the weight under the cursor, or free it."""
        pane = self.main.query_one(WeightsPane)
        if self.main.focused is not pane or pane.chosen is None:
            self._tell("Go to the weights (3) and choose one first.")
            return
        name, place = pane.chosen
        await self._change(lambda: self.session.toggle_frozen(name, place))

    async def action_undo_change(self) -> None:
        """Pause, and take the last change back."""
        self.runner.pause()
        await self._change(self.session.undo_change, Lasts.HERE)

    async def action_redo_change(self) -> None:
        """Pause, and make the change again that was taken back."""
        self.runner.pause()
        await self._change(self.session.redo_change, Lasts.HERE)
