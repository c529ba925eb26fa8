"""The command palette, which bears its keys being pressed before it has found anything."""

from __future__ import annotations

from contextlib import suppress

from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from .dialog import Footed


class Palette(Footed, CommandPalette):
    """Textual's palette, where turning a page of a list not drawn yet would end the app."""

    NAME = "palette"

    def on_mount(self) -> None:
        """Keep the cursor still: a blinking one sends bytes for ever."""
        self.query_one(Input).cursor_blink = False

    def holds(self, condition: str) -> bool:  # noqa: ARG002 - there is but one, `found`
        """Tell whether there is a command to choose."""
        options = self.query_one(OptionList)
        return options.display and any(not option.disabled for option in options.options)

    def _action_command_list(self, list_action: str) -> None:
        with suppress(KeyError):  # the list has not been laid out yet
            super()._action_command_list(list_action)
