"""Looking at the run another way; nothing of it is changed."""

from __future__ import annotations

import re
from typing import Any

from textual.events import Key

from scratchnet_tui.screens.main import PANES

from .base import Base


def _is_a_key_alone(event: Key) -> bool:
    """Tell whether it is a key in its own right: some terminals report shift as one, too."""
    return event.is_printable or re.fullmatch(r"f\d+|[a-z]+", event.key) is not None


class LookingActions(Base):
    """Commands that only look."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._idle_keys: set[str] = set()  # those of which it has been said

    def action_log_axis(self) -> None:
        """Change between a linear and a logarithmic axis."""
        self.main.toggle_log_axis()

    async def action_weight_view(self) -> None:
        """Show weights, gradient or last step."""
        self.main.next_view()
        await self.runner.alone(lambda: None)

    def action_zoom(self) -> None:
        """Give the pane with the focus the whole screen, or take it back."""
        self.main.toggle_zoom()

    async def action_pane(self, number: int) -> None:
        """Go to a pane, by its number."""
        self.main.go_to(PANES[number - 1])

    def on_key(self, event: Key) -> None:
        """Say that a key does nothing: once for each, since people lean on keys."""
        known = self.screen is not self.main or event.key in self.screen.active_bindings
        if known or self.main.snapshot is None or not _is_a_key_alone(event):
            return
        if event.key not in self._idle_keys:
            self._idle_keys.add(event.key)
            shown = event.character if event.is_printable else event.key
            self._tell(f"{shown} does nothing here; ? lists the keys.")

    async def action_unzoom(self) -> None:
        """Leave a zoomed pane."""
        self.main.unzoom()

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from scratchnet_tui.screens.command_palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Show the help."""
        from scratchnet_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())
