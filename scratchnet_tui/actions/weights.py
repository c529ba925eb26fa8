"""Changing single weights."""

from __future__ import annotations

from scratchnet_tui.form import number
from scratchnet_tui.panes.weights.pane import WeightsPane
from scratchnet_tui.text import hints

from .context import Context


class WeightCommands:
    """Commands and messages about single weights."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def type_weight(self, event: WeightsPane.Typing) -> None:
        """Open a prompt for the value of a weight."""
        from scratchnet_tui.screens.prompt import PromptScreen

        context, name, place = self._context, event.name, event.place

        async def take(text: str) -> None:
            value = number("weights", text)
            context.report(
                await context.training.alone(lambda: context.session.set_weight(name, place, value))
            )

        hint = "A number; it takes effect at once, training goes on."
        context.app.push_screen(PromptScreen(event.called, hint, repr(event.value), take))

    async def freeze(self) -> None:
        """Freeze or unfreeze the weight under the cursor."""
        context = self._context
        pane = context.main.query_one(WeightsPane)
        if context.main.focused is not pane or pane.chosen is None:
            context.say(hints.NO_WEIGHT)
            return
        name, place = pane.chosen
        await context.change(lambda: context.session.toggle_frozen(name, place))
