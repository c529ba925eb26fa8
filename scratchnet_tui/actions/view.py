"""Changing how the run is shown; the run itself is not changed."""

from __future__ import annotations

import re

from textual.events import Key

from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.screens.main import PANES
from scratchnet_tui.text import hints

from .context import Context
from .update import UpdateCommands


def _is_a_key_alone(event: Key) -> bool:
    """Tell whether it is a key of its own: some terminals report shift as one, too."""
    return event.is_printable or re.fullmatch(r"f\d+|[a-z]+", event.key) is not None


class ViewCommands:
    """Commands that only change the view."""

    def __init__(self, context: Context, update: UpdateCommands) -> None:
        self._context, self._update = context, update
        self._idle_keys: set[str] = set()  # those already reported

    def log_axis(self) -> None:
        """Switch between a linear and a logarithmic axis."""
        self._context.main.toggle_log_axis()

    async def weight_view(self) -> None:
        """Show weights, gradient or last step."""
        self._context.main.next_weight_view()
        await self._context.training.alone(lambda: None)

    def next_view(self) -> None:
        """Show the next view of the pane with the focus, or else of the predictions."""
        main = self._context.main
        following = getattr(main.focused, "next_view", None)
        (following or main.query_one(PredictionsPane).next_view)()
        main.show_keys()

    def zoom(self) -> None:
        """Let the pane with the focus fill the screen, or undo that."""
        self._context.main.toggle_zoom()

    async def pane(self, number: int) -> None:
        """Go to a pane, by its number; that of the update opens it."""
        if PANES[number - 1] == "inside" and self._context.main.inside is None:
            await self._update.inside()
        else:
            self._context.main.go_to(PANES[number - 1])

    async def unzoom(self) -> None:
        """Leave a zoomed pane, or else the update."""
        main = self._context.main
        if main.zoomed or main.inside is None:
            main.unzoom()
        else:
            await self._update.leave()

    def say_idle(self, event: Key) -> None:
        """Report that a key does nothing, once for each key."""
        main, screen = self._context.main, self._context.app.screen
        known = screen is not main or event.key in screen.active_bindings
        if known or main.snapshot is None or not _is_a_key_alone(event):
            return
        if event.key not in self._idle_keys:
            self._idle_keys.add(event.key)
            shown = (event.is_printable and event.character) or event.key
            self._context.say(hints.idle_key(shown))

    def command_palette(self) -> None:
        """Find a command by its name."""
        from scratchnet_tui.screens.command_palette import Palette

        if not isinstance(self._context.app.screen, Palette):
            self._context.app.push_screen(Palette(id="--command-palette"))

    def help(self) -> None:
        """Show the help."""
        from scratchnet_tui.screens.help import HelpScreen

        self._context.app.push_screen(HelpScreen())
